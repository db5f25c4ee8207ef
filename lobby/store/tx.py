"""The one way to change what boards show: lock the day, decide, record, commit, announce."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from lobby.domain import calendar, lifecycle
from lobby.domain.day import SPENT, DayState, Line, value_of
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import LASTING, Standing, Verb
from lobby.domain.office import Office
from lobby.domain.waiting.outlook import moved_on
from lobby.store import audit, learned, reading, rows
from lobby.store.acting import address_of
from lobby.store.database import Announcement, Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import OfficeRow
from lobby.store.tables.tickets import TicketRow

DAYS = cast(Table, DayRow.__table__)
MOVE_ON = (
    update(DAYS).where(DAYS.c.id == bindparam("day_id")).values(revision=bindparam("new_revision"), digest=bindparam("new_digest"))
)


class Tx:
    """A transaction on an office's day. `now` is its one instant, `by` who acts ("staff:7", "device:3", "clock")."""

    def __init__(self, db: Database, session: Session, office: Office, day: DayRow, now: datetime, by: str) -> None:
        self.db, self.session, self.office, self.day, self.now, self.by = db, session, office, day, now, by
        self.lines: list[LineRow] = []
        self.printer_ids: set[int] = set()

    @property
    def next_line(self) -> int:
        """The revision that the next line will have."""
        return self.day.revision + 1

    def so_far(self) -> DayState:
        """The day as it stands, this transaction's own lines included."""
        if self.lines:
            self.session.flush()
            return reading.day(self.session, self.office.id, self.day.date)  # not to be remembered: it may be rolled back
        known = self.db.days.get(self.office.id)
        day = learned.followed(self.db, self.session, self.office, self.day.date, self.day.revision, known)
        self.db.days[self.office.id] = day
        return day

    def ticket(self, ticket_id: int) -> TicketRow:
        """A ticket of this day. Raises NotFound."""
        row = self.session.get(TicketRow, ticket_id)
        if row is None or row.day_id != self.day.id:
            raise NotFound()
        return row

    def record(self, verb: Verb, ticket: TicketRow | None = None, at: int | None = None, **changes: Any) -> LineRow:
        """Move the ticket and write the same as a journal line: the only door. `at`: the counter at which it happens.

        Without a ticket, `changes` are pairs (before, after) of what the line tells of the day or a counter.
        Raises NotAllowed where the ticket's state does not know the verb.
        """
        if ticket is None:
            return self._add(verb, None, at, changes)
        changes["state"] = lifecycle.after(ticket.state, verb, ticket.number)
        if changes["state"] is not ticket.state:
            changes = self._spent(ticket) | changes
        if verb is not Verb.SLIP:
            changes["step"] = [] if at is None or verb in LASTING else [verb.value, at, _json(self.now)]
        return self._change(verb, ticket, at, changes)

    def record_undo(self, ticket: TicketRow, undone: LineRow, at: int | None) -> LineRow:
        """Set back all that a line changed of its ticket. Raises nothing: whoever calls has looked whether it may be."""
        before = {name: _held(name, pair[0]) for name, pair in undone.changes.items()}
        return self._change(Verb.UNDO, ticket, at, before | {"step": []})

    def _spent(self, ticket: TicketRow) -> dict[str, Any]:
        """What leaving a state changes: the time spent in it is added up, and the next one begins."""
        name = SPENT.get(ticket.state)
        spent = int((self.now - (ticket.since or self.now)).total_seconds())
        return {"since": self.now} | ({name: getattr(ticket, name) + spent} if name else {})

    def _change(self, verb: Verb, ticket: TicketRow, at: int | None, changes: dict[str, Any]) -> LineRow:
        pairs = {name: (getattr(ticket, name), new) for name, new in changes.items()}
        for name, new in changes.items():
            setattr(ticket, name, new)
        told = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        return self._add(verb, ticket.id, at or ticket.counter_id, told)

    def record_draw(self, ticket: TicketRow) -> LineRow:
        """The first line of a ticket's life: all that it begins with."""
        ticket.since = self.now
        ticket.id = rows.put_numbered(self.session, ticket)
        begins = {name: getattr(ticket, name) for name in reading.FIELDS if name != "id"}
        told = {name: (None, value) for name, value in begins.items() if value not in (None, 0, [], Standing.ORDINARY)}
        return self._add(Verb.DRAW, ticket.id, None, told)

    def _add(self, verb: Verb, ticket_id: int | None, counter_id: int | None, pairs: dict[str, tuple[Any, Any]]) -> LineRow:
        line = LineRow(
            day_id=self.day.id,
            revision=self.next_line,
            verb=verb,
            ticket_id=ticket_id,
            counter_id=counter_id,
            changes={name: [_json(old), _json(new)] for name, (old, new) in pairs.items()},
            at=self.now,
            by=self.by,
            address=address_of(self.by),
        )
        line.digest = audit.chained(self.day.digest, self.day.date, line)
        rows.put(self.session, line)
        self._move_on(revision=line.revision, digest=line.digest)
        self.lines.append(line)
        return line

    def _move_on(self, **ends: Any) -> None:
        """The day's row ends with another line now. It is written at once: the session has nothing left to do with it."""
        self.session.connection().execute(MOVE_ON, {"day_id": self.day.id} | {f"new_{name}": value for name, value in ends.items()})
        for name, value in ends.items():
            set_committed_value(self.day, name, value)

    def remember(self) -> None:
        """Move the day in memory on by these lines, now that they are committed: whoever reads next need not fetch them.

        Lines that tell of more than a ticket are left to be read: as JSON gives them back.
        """
        known, before = self.db.days.get(self.office.id), self.day.revision - len(self.lines)
        is_next = known is not None and (known.date, known.revision) == (self.day.date, before)  # else it was followed already
        if known and is_next and self.lines and all(line.ticket_id is not None for line in self.lines):
            self.db.days[self.office.id] = moved_on(self.office, known, map(_told, self.lines))
        reached = self.day.date, self.day.revision
        self.db.reached[self.office.id] = max(reached, self.db.reached.get(self.office.id, reached))

    def announcement(self) -> Announcement:
        touched = frozenset(line.ticket_id for line in self.lines if line.ticket_id is not None)
        return Announcement(self.office.id, self.day.date, self.day.revision, touched, frozenset(self.printer_ids))


@contextmanager
def transaction(db: Database, office_id: int, by: str, on: date | None = None) -> Iterator[Tx]:
    """One command's transaction on the office's day: today's, or that of the date `on`.

    Raises NotFound for an unknown office, Busy. Nothing is announced when nothing was recorded.
    """
    with db.in_turn(office_id), db.write() as session:
        office, day = _locked_as_known(db, session, office_id, on) or _locked(db, session, office_id, on)
        tx = Tx(db, session, office, day, db.clock.now(), by)  # the instant after the lock: times rise with the lines
        yield tx
    tx.remember()
    if tx.lines or tx.printer_ids:
        db.announce(tx.announcement())


def _locked_as_known(db: Database, session: Session, office_id: int, on: date | None) -> tuple[Office, DayRow] | None:
    """The office in memory, if it still is as the table has it, and its day's row, locked until commit: in one question."""
    if office_id not in db.offices:
        return None
    version, office = db.offices[office_id]
    wanted = {"office_id": office_id, "date": on or calendar.local_date(office, db.clock.now())}
    found = session.execute(DAY_AND_VERSION, wanted).one_or_none()
    return (office, found[0]) if found is not None and found[1] == version else None


def _locked(db: Database, session: Session, office_id: int, on: date | None) -> tuple[Office, DayRow]:
    """The office, and its day's row, made by whoever needs it first, locked until commit."""
    office = reading.office(db, session, office_id)
    wanted = {"office_id": office_id, "date": on or calendar.local_date(office, db.clock.now())}
    found = session.execute(DAY_AND_VERSION, wanted).one_or_none()
    if found is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        values = wanted | {"revision": 0, "is_open": False, "digest": audit.BEFORE_ALL}
        session.execute(dialect.insert(DayRow).values(**values).on_conflict_do_nothing())
        found = session.execute(DAY_AND_VERSION, wanted).one()
    return office, found[0]


DAY_AND_VERSION = (
    select(DayRow, OfficeRow.version)
    .join(OfficeRow, OfficeRow.id == DayRow.office_id)
    .where(DayRow.office_id == bindparam("office_id"), DayRow.date == bindparam("date"))
    .with_for_update(of=DayRow)
)


def _told(line: LineRow) -> Line:
    return Line(line.revision, line.verb, line.at, line.ticket_id, line.counter_id, line.changes)


def _held(name: str, value: Any) -> Any:
    """A line's JSON value as the ticket's row holds it."""
    found = value_of(name, value)
    return list(found) if isinstance(found, tuple) else found


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value
