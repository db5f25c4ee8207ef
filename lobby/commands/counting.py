"""Counting days that are over: what stays of them is written once, while their tickets are still there."""

from datetime import date

from sqlalchemy import select

from lobby.domain import calendar
from lobby.store import countkeeping, reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow


def due(db: Database) -> list[tuple[int, date]]:
    """Days that have ended and whose date is over, too (until then a concern may still be settled): (office id, date)."""
    with db.snapshot() as session:
        query = select(DayRow.office_id, DayRow.date).where(~DayRow.is_counted, DayRow.ended_at.is_not(None)).order_by(DayRow.date)
        todays = {office.id: calendar.local_date(office, db.clock.now()) for office in reading.offices(db, session)}
        return [(row.office_id, row.date) for row in session.execute(query) if row.date < todays[row.office_id]]


def count(db: Database, office_id: int, on: date) -> None:
    """Keep the counts of a day; what is kept already stays as it is."""
    with db.write() as session:
        office = reading.office(db, session, office_id)
        ours = DayRow.office_id == office_id, DayRow.date == on
        if (day := session.scalar(select(DayRow).where(*ours).with_for_update())) is not None:
            countkeeping.keep(session, office, day)
