"""How long what happened is kept: whole days that are over, until the office's days have passed; then their counts alone."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lobby.commands import feedback
from lobby.domain import calendar
from lobby.domain.office import Office
from lobby.store import audit, countkeeping, reading
from lobby.store.database import Database
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.days import DayRow, SeatRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.notices import NoticeRow
from lobby.store.tables.slips import SlipRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow, TicketSecretRow

OF_TICKETS: tuple[Any, ...] = (TicketSecretRow, TicketNoteRow, SlipRow)
OF_DAYS: tuple[Any, ...] = (LineRow, SeatRow, TicketRow)
DELETE_DAY = "day.delete"


def forget(db: Database) -> list[tuple[str, date]]:
    """Delete the days that are over for longer than their office keeps them, once their counts are kept: (office, date) of each.

    A whole day goes in one transaction, or stays: single lines never go. The audit keeps how much went, when and by whom.
    """
    with db.snapshot() as session:
        offices = reading.offices(db, session)
        due = [(office, day_id, on) for office in offices for day_id, on in _due(db, session, office)]
    for office, day_id, _ in due:
        with db.write() as session:
            _forget(db, session, office, day_id)
    return [(office.slug, on) for office, _, on in due]


def longest(db: Database) -> int:
    """For how many days the office that keeps the most keeps them; 0 where there is none."""
    with db.snapshot() as session:
        offices = reading.offices(db, session)
    return max((office.retention_days for office in offices), default=0)


def _due(db: Database, session: Session, office: Office) -> list[tuple[int, date]]:
    first_kept = calendar.local_date(office, db.clock.now()) - timedelta(days=office.retention_days)
    query = select(DayRow.id, DayRow.date).where(DayRow.office_id == office.id, DayRow.ended_at.is_not(None))
    return [(day_id, on) for day_id, on in session.execute(query.where(DayRow.date < first_kept).order_by(DayRow.date))]


def _forget(db: Database, session: Session, office: Office, day_id: int) -> None:
    day = session.scalar(select(DayRow).where(DayRow.id == day_id).with_for_update())
    if day is None:  # another process was quicker
        return
    countkeeping.keep(session, office, day)
    of_day = select(TicketRow.id).where(TicketRow.day_id == day_id)
    feedback.count(session, session.scalars(of_day).all())
    gone = {table.__tablename__: _deleted(session, table, table.ticket_id.in_(of_day)) for table in OF_TICKETS}
    session.execute(update(AppointmentRow).where(AppointmentRow.ticket_id.in_(of_day)).values(ticket_id=None))
    gone |= {table.__tablename__: _deleted(session, table, table.day_id == day_id) for table in OF_DAYS}
    gone["notices"] = _forget_notices(session, day)
    session.delete(day)
    audit.note(db, session, DELETE_DAY, office.id, date=day.date.isoformat(), **gone, digest=day.digest)


def _deleted(session: Session, table: Any, which: Any) -> int:
    """Delete rows; how many they were."""
    return int(session.execute(delete(table).where(which)).rowcount)  # type: ignore[attr-defined]


def _forget_notices(session: Session, day: DayRow) -> int:
    """Delete the notices that ended until this day did; the newest stays, so that SQLite gives no number twice."""
    newest = select(func.max(NoticeRow.id)).scalar_subquery()
    is_over = (NoticeRow.office_id == day.office_id) & (NoticeRow.ended_at <= day.ended_at)
    return _deleted(session, NoticeRow, is_over & (NoticeRow.id < newest))
