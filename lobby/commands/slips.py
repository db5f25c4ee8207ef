"""Slips on their way to paper: leased to a printer's agent, and what the agent reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lobby.domain.day import Ticket
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import SlipState, Verb
from lobby.domain.office import Office
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceRow, PrinterState
from lobby.store.tables.slips import SlipRow
from lobby.store.tables.tickets import TicketRow
from lobby.store.tx import Tx, transaction

OUTCOMES = {"printed": SlipState.PRINTED, "unconfirmed": SlipState.UNCONFIRMED, "failed": SlipState.FAILED}


@dataclass(frozen=True, slots=True)
class Leased:
    """A slip to print. `ahead` and `wait` are as they stood at drawing; `is_copy` where paper may exist already."""

    job_id: int
    office: Office
    ticket: Ticket
    token: str | None
    ahead: int
    wait: tuple[int, int] | None
    is_copy: bool


def is_waiting(db: Database, printer_id: int) -> bool:
    """Whether there is a slip to lease for this printer now."""
    with db.snapshot() as session:
        return session.scalar(_offered(printer_id, db.clock.now()).limit(1)) is not None


def lease(db: Database, office_id: int, printer_id: int, lease_for: timedelta) -> Leased | None:
    """Hand the oldest waiting slip of this printer out; one whose lease ran out is offered again, as a copy."""
    with transaction(db, office_id, f"device:{printer_id}") as tx:
        slip = tx.session.scalar(_offered(printer_id, tx.now).limit(1))
        if slip is None:
            return None
        slip.is_copy = slip.is_copy or slip.offers > 0
        slip.offers += 1
        slip.lease_until = tx.now + lease_for
        _move(tx, slip, SlipState.SENDING)
        return _paper(tx.session, tx.office, slip)


def newest(db: Database, office_id: int) -> Leased | None:
    """The slip queued last in an office, as it is or will be on paper: to look at. Leases nothing."""
    with db.snapshot() as session:
        query = select(SlipRow).join(TicketRow, TicketRow.id == SlipRow.ticket_id).where(TicketRow.office_id == office_id)
        slip = session.scalar(query.order_by(SlipRow.id.desc()).limit(1))
        return None if slip is None else _paper(session, reading.office(db, session, office_id), slip)


def report(db: Database, office_id: int, printer_id: int, job_id: int, outcome: str, reason: str | None = None) -> None:
    """What became of a leased slip: an outcome of OUTCOMES. Saying the same again changes nothing. Raises NotFound."""
    with transaction(db, office_id, f"device:{printer_id}") as tx:
        slip = tx.session.get(SlipRow, job_id)
        if slip is None or slip.printer_id != printer_id:
            raise NotFound()
        if slip.state in (SlipState.SENDING, SlipState.FAILED) and slip.state is not OUTCOMES[outcome]:
            slip.reason = reason
            _move(tx, slip, OUTCOMES[outcome])


def give_up(db: Database, older_than: timedelta) -> None:
    """Slips that nobody printed in time fail: the number has long been read from the kiosk's screen."""
    with db.snapshot() as session:
        late = _too_old(session, db.clock.now() - older_than)
    for office_id, slip_id in late:
        with transaction(db, office_id, "clock") as tx:
            slip = tx.session.get_one(SlipRow, slip_id)
            if slip.state in (SlipState.QUEUED, SlipState.SENDING):
                slip.reason = "too-old"
                _move(tx, slip, SlipState.FAILED)


def printer_status(db: Database, printer_id: int, state: PrinterState) -> None:
    """Keep what a printer says of itself, and when."""
    with db.write() as session:
        device = session.get_one(DeviceRow, printer_id)
        device.reported, device.reported_at = state, db.clock.now()


def _offered(printer_id: int, now: datetime):  # type: ignore[no-untyped-def]
    """Slips of this printer that wait, or whose lease ran out."""
    lapsed = (SlipRow.state == SlipState.SENDING) & (SlipRow.lease_until < now)
    return (
        select(SlipRow)
        .where(SlipRow.printer_id == printer_id, or_(SlipRow.state == SlipState.QUEUED, lapsed))
        .order_by(SlipRow.is_copy, SlipRow.id)
    )


def _paper(session: Session, office: Office, slip: SlipRow) -> Leased:
    ticket = reading.ticket(session, slip.ticket_id)
    wait = slip.facts["wait"]
    token = reading.token(session, slip.ticket_id)
    return Leased(slip.id, office, ticket, token, slip.facts["ahead"], wait and tuple(wait), slip.is_copy)


def _too_old(session: Session, before: datetime) -> list[tuple[int, int]]:
    waiting = SlipRow.state == SlipState.QUEUED
    lapsed = (SlipRow.state == SlipState.SENDING) & (SlipRow.lease_until < before)
    query = (
        select(TicketRow.office_id, SlipRow.id)
        .join(TicketRow, TicketRow.id == SlipRow.ticket_id)
        .where(SlipRow.created_at < before, or_(waiting, lapsed))
    )
    return [(office_id, slip_id) for office_id, slip_id in session.execute(query)]


def _move(tx: Tx, slip: SlipRow, state: SlipState) -> TicketRow:
    """Change the slip, and the ticket's word of it with a line."""
    slip.state = state
    ticket = tx.session.get_one(TicketRow, slip.ticket_id)
    if ticket.slip is not state and ticket.day_id == tx.day.id:
        tx.record(Verb.SLIP, ticket, slip=state, slip_at=tx.now)
    return ticket
