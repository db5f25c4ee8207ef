"""What an office has learned of its waits, from the tickets of its past days and of this one."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain.day import DayState
from lobby.domain.office import Office
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.waiting.outlook import MEMORY
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

LAST = 600  # tickets: more than any quantile looks back


def remember(db: Database, session: Session, office: Office, day: DayState) -> DayState:
    """The day, carrying what was learned up to it. Each ticket is learned of once, however often its day is read."""
    if MEMORY not in day.memory:
        known = _knowledge(db, session, office, day.date)
        known.learn(office, [ticket for ticket in day.tickets.values() if ticket.called_at is not None])
        day.memory[MEMORY] = known
    return day


def _knowledge(db: Database, session: Session, office: Office, on: date) -> Knowledge:
    """The office's, kept in memory; read anew from past days when a day begins."""
    known = db.knowledge.get(office.id)
    if known is None or known[0] < on:
        known = db.knowledge[office.id] = (on, _from_past_days(session, office, on))
    return known[1]


def _from_past_days(session: Session, office: Office, on: date) -> Knowledge:
    query = (
        select(*reading.COLUMNS)
        .join(DayRow, DayRow.id == TicketRow.day_id)
        .where(TicketRow.office_id == office.id, DayRow.date < on, TicketRow.called_at.is_not(None))
        .order_by(TicketRow.id.desc())
        .limit(LAST)
    )
    found = Knowledge()
    found.learn(office, sorted(map(reading.as_ticket, session.execute(query)), key=lambda ticket: str(ticket.called_at)))
    return found
