"""What people were answered, held against the database afterwards."""

from collections import Counter

from counterlife import OFFICE, Seen
from sqlalchemy import select

from lobby.domain.lifecycle import Verb
from lobby.rehearsal import checks
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketRow


def revision(db: Database) -> int:
    """Of the newest day of the office."""
    with db.snapshot() as session:
        office_id = reading.office_slugs(session)[OFFICE]
        found = session.scalar(select(DayRow.revision).where(DayRow.office_id == office_id).order_by(DayRow.date.desc()).limit(1))
        return found or 0


def make_sure_nothing_is_lost(db: Database, seen: Seen) -> None:
    """Every answered draw exists once, every answered call once, and the journal tells all of it without a gap."""
    print(f"{len(seen.drawn)} drawn, {len(seen.calls)} called, longest wait {seen.longest_s:.1f} s, held up: {dict(seen.refused)}")
    assert seen.wrong == []
    assert len(seen.drawn) > 3
    assert len(seen.calls) > 3
    assert checks.journal(db, OFFICE) == []
    with db.snapshot() as session:
        numbers = {row.id: row.number for row in session.scalars(select(TicketRow))}
        called = Counter(session.scalars(select(LineRow.ticket_id).where(LineRow.verb == Verb.CALL)))
    told = {ticket_id: ticket["number"] for ticket_id, ticket in seen.drawn.items()}
    assert {ticket_id: numbers.get(ticket_id) for ticket_id in told} == told
    assert [ticket_id for ticket_id, counters in seen.calls.items() if called[ticket_id] != 1 or len(counters) != 1] == []
    assert [ticket_id for ticket_id, times in called.items() if times != 1] == []
