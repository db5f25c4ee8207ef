"""An office's day with what the office has learned of its waits, from its past days and from this one line by line."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain.day import DayState
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.waiting.outlook import MEMORY, moved_on
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

LAST = 1000  # tickets: more than any quantile looks back
DAYS = 30  # of which it is looked how many appointments were kept


def followed(db: Database, session: Session, office: Office, on: date, to: int, known: DayState | None) -> DayState:
    """An office's day after `to` lines, its present revision, carrying what was learned up to that line and nothing later.

    It is the day in memory, `known`, moved on by the lines that came since, at their price instead of that of all. Who takes a
    snapshot looks into memory before: what others put there meanwhile may be newer, and leads nowhere. A process that starts anew,
    or a database set back, follows the day's whole journal: replayed it gives what the tables hold.
    """
    if known is None or known.date != on or known.revision > to:
        known = DayState(on, memory={MEMORY: _before(db, session, office, on)})
    return known if known.revision == to else moved_on(office, known, reading.journal(session, office.id, on, known.revision))


def _before(db: Database, session: Session, office: Office, on: date) -> Knowledge:
    """What was learned of the days before this one; kept in memory for the day."""
    known = db.knowledge.get(office.id)
    if known is None or known[0] != on:
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
    for ticket in sorted(map(reading.as_ticket, session.execute(query)), key=lambda each: str(each.called_at)):
        found.learn(office, ticket)
    found.end_day()
    _learn_appointments(session, office, on, found)
    return found


def _learn_appointments(session: Session, office: Office, on: date, knowledge: Knowledge) -> None:
    past = select(DayRow.date).where(DayRow.office_id == office.id, DayRow.date < on, DayRow.appointments > 0)
    for date_ in sorted(session.scalars(past.order_by(DayRow.date.desc()).limit(DAYS))):
        for line in reading.journal(session, office.id, date_, verbs=[Verb.APPOINTMENTS]):
            if "arrived" in line.changes:  # the line that ends the day
                knowledge.learn_appointments(*(sum(line.changes[name][1].values()) for name in ("arrived", "not_arrived")))
