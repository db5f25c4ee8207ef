"""What-ifs in the background: begun, followed, stopped. Their state is in the database, so any process can tell it.

One at a time runs for an office. Its process says every second that it is alive; one that falls silent is given up.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lobby.commands import whatiffile
from lobby.commands.whatiffile import Order
from lobby.domain.errors import N_, LobbyError, NotFound
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.offices import OfficeRow
from lobby.store.tables.simulations import SimulationRow

RUNNING, DONE, FAILED, STOPPED, LOST = STATES = ("running", "done", "failed", "stopped", "lost")
SILENT = timedelta(seconds=15)
KEPT = 5
"""So many of the last ones an office keeps."""


class SimulationRunning(LobbyError):
    code, status = "simulation-running", 409
    message = N_("Es läuft schon eine Berechnung. Bitte warten, oder sie abbrechen.")


class Stopped(Exception):
    """Somebody wants it to end."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A what-if as it stands. `problem`: message and what fills it, by places where places are wrong."""

    id: int
    state: str
    asked: dict[str, Any]
    done: int
    total: int
    begun_at: datetime
    result: dict[str, Any]
    problem: dict[str, Any]

    @property
    def percent(self) -> int:
        return 100 if self.state == DONE else min(99, 100 * self.done // max(1, self.total))


def begin(db: Database, office_id: int, order: Order) -> int:
    """Note that a what-if is wanted; whoever begins it starts its process. Raises Invalid, SimulationRunning."""
    with db.snapshot() as session:
        whatiffile.check(reading.office(db, session, office_id), order)
    with db.write() as session:
        session.scalar(select(OfficeRow.id).where(OfficeRow.id == office_id).with_for_update())  # one after the other
        now = _now(db, session)
        last = _last(session, office_id)
        if last is not None and _state(last, now) == RUNNING:
            raise SimulationRunning()
        asked = order.model_dump(mode="json", exclude_defaults=True)
        row = SimulationRow(office_id=office_id, state=RUNNING, asked=asked, begun_at=db.clock.now(), seen_at=now)
        session.add(row)
        session.flush()
        _forget(session, office_id)
        return row.id


def run_on(db: Database, simulation_id: int, done: int, total: int) -> None:
    """It is alive, and so far. Raises Stopped."""
    with db.write() as session:
        row = session.get_one(SimulationRow, simulation_id)
        if row.state != RUNNING:
            raise Stopped()
        row.done, row.total, row.seen_at = done, total, _now(db, session)


def end(db: Database, simulation_id: int, result: dict[str, Any]) -> None:
    """It is through."""
    _end(db, simulation_id, state=DONE, result=result)


def fail(db: Database, simulation_id: int, error: LobbyError | None = None) -> None:
    """It came to nothing: an expected refusal, or a fault that the log tells of."""
    told = {} if error is None else {"message": error.message, "params": error.params, "errors": error.errors}
    _end(db, simulation_id, state=FAILED, problem=told)


def give_up(db: Database, simulation_id: int) -> None:
    """Its process died, or never began."""
    _end(db, simulation_id, state=LOST)


def stop(db: Database, office_id: int, simulation_id: int) -> None:
    """Ask it to end; once more, or afterwards, changes nothing. Raises NotFound."""
    with db.write() as session:
        row = _row(session, office_id, simulation_id)
        if row.state == RUNNING:
            row.state = STOPPED


def last(db: Database, office_id: int) -> Simulation | None:
    """The newest what-if of an office."""
    with db.snapshot() as session:
        row = _last(session, office_id)
        return None if row is None else _told(row, _now(db, session))


def one(db: Database, office_id: int, simulation_id: int) -> Simulation:
    """A what-if. Raises NotFound."""
    with db.snapshot() as session:
        return _told(_row(session, office_id, simulation_id), _now(db, session))


def asked(db: Database, simulation_id: int) -> tuple[int, Order]:
    """Whose it is, and what was asked."""
    with db.snapshot() as session:
        row = session.get_one(SimulationRow, simulation_id)
        return row.office_id, whatiffile.checked(row.asked)


def _end(db: Database, simulation_id: int, **values: Any) -> None:
    """What was stopped or given up stays so."""
    with db.write() as session:
        mine = (SimulationRow.id == simulation_id) & (SimulationRow.state == RUNNING)
        session.execute(update(SimulationRow).where(mine).values(**values))


def _row(session: Session, office_id: int, simulation_id: int) -> SimulationRow:
    row = session.get(SimulationRow, simulation_id)
    if row is None or row.office_id != office_id:
        raise NotFound()
    return row


def _last(session: Session, office_id: int) -> SimulationRow | None:
    mine = select(SimulationRow).where(SimulationRow.office_id == office_id)
    return session.scalar(mine.order_by(SimulationRow.id.desc()).limit(1))


def _told(row: SimulationRow, now: datetime) -> Simulation:
    return Simulation(row.id, _state(row, now), row.asked, row.done, row.total, row.begun_at, row.result, row.problem)


def _state(row: SimulationRow, now: datetime) -> str:
    return LOST if row.state == RUNNING and now - row.seen_at > SILENT else row.state


def _now(db: Database, session: Session) -> datetime:
    """The database's clock: hosts' clocks may differ. SQLite is on this host."""
    if db.is_sqlite:
        return datetime.now(UTC)
    found = session.scalar(select(func.clock_timestamp()))
    assert isinstance(found, datetime)
    return found


def _forget(session: Session, office_id: int) -> None:
    mine = select(SimulationRow.id).where(SimulationRow.office_id == office_id)
    old = list(session.scalars(mine.order_by(SimulationRow.id.desc()).offset(KEPT)))
    session.execute(delete(SimulationRow).where(SimulationRow.id.in_(old)))
