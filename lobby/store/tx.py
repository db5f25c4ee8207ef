"""The one way to change what boards show: lock the day, decide, record, commit, announce."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lobby.domain import calendar, lifecycle
from lobby.domain.day import SPENT, DayState, Line, value_of
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import LASTING, Standing, Verb
from lobby.domain.office import Office
from lobby.domain.waiting.outlook import moved_on
from lobby.store import audit, learned, reading
from lobby.store.acting import address_of
from lobby.store.database import Announcement, Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketRow


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
        self.session.add(ticket)
        self.session.flush()
        begins = {name: getattr(ticket, name) for name in reading.FIELDS if name != "id"}
        told = {name: (None, value) for name, value in begins.items() if value not in (None, 0, [], Standing.ORDINARY)}
        return self._add(Verb.DRAW, ticket.id, None, told)

    def _add(self, verb: Verb, ticket_id: int | None, counter_id: int | None, pairs: dict[str, tuple[Any, Any]]) -> LineRow:
        self.day.revision += 1
        line = LineRow(
            day_id=self.day.id,
            revision=self.day.revision,
            verb=verb,
            ticket_id=ticket_id,
            counter_id=counter_id,
            changes={name: [_json(old), _json(new)] for name, (old, new) in pairs.items()},
            at=self.now,
            by=self.by,
            address=address_of(self.by),
        )
        line.digest = self.day.digest = audit.chained(self.day.digest, self.day.date, line)
        self.session.add(line)
        self.lines.append(line)
        return line

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

    Raises NotFound for an unknown office. Nothing is announced when nothing was recorded.
    """
    with db.change() as session:
        office = reading.office(db, session, office_id)
        day = _lock_day(session, office_id, on or calendar.local_date(office, db.clock.now()))
        tx = Tx(db, session, office, day, db.clock.now(), by)  # the instant after the lock: times rise with the lines
        yield tx
    tx.remember()
    if tx.lines or tx.printer_ids:
        db.announce(tx.announcement())


def _lock_day(session: Session, office_id: int, on: date) -> DayRow:
    """The day's row, made by whoever needs it first, locked until commit."""
    query = select(DayRow).where(DayRow.office_id == office_id, DayRow.date == on).with_for_update()
    day = session.scalar(query)
    if day is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        values = {"office_id": office_id, "date": on, "revision": 0, "is_open": False, "digest": audit.BEFORE_ALL}
        session.execute(dialect.insert(DayRow).values(**values).on_conflict_do_nothing())
        day = session.scalars(query).one()
    return day


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
