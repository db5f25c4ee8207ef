"""The day's frame: opening, closing, and what becomes of everything still open then."""

from collections import Counter as Tally
from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from lobby.commands import alerts
from lobby.domain import calendar
from lobby.domain.appointments import AppointmentState
from lobby.domain.lifecycle import State, Verb
from lobby.domain.office import Office
from lobby.store import appointments, audit, reading
from lobby.store.database import Database
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.days import DayRow, SeatRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow, TicketSecretRow
from lobby.store.tx import Tx, transaction

NONE = (0, None)  # no appointments


def due(db: Database) -> list[tuple[int, date]]:
    """The days (office id, date) whose frame no longer fits the hour, oldest first: what `turn` is to be called for."""
    with db.snapshot() as session:
        now = db.clock.now()
        offices = {office.id: office for office in reading.offices(db, session)}
        todays = {office.id: calendar.local_date(office, now) for office in offices.values()}
        left = {(id_, calendar.local_date(offices[id_], at)) for id_, at in appointments.not_ended(session, offices.values(), now)}
        rows = _begun(session, todays)
        left |= {(id_, on) for (id_, on), row in rows.items() if row.ended_at is None and on < todays[id_]}
        booked = appointments.told(session, offices.values(), now)
        due_now = [
            (id_, on) for id_, on in todays.items() if _is_due(offices[id_], on, rows.get((id_, on)), booked.get(id_, NONE), now)
        ]
        return sorted(left, key=lambda day: (day[0], day[1])) + due_now


def turn(db: Database, office_id: int, on: date) -> None:
    """Bring a day's frame up to the hour: open it, close it for a break, or end it; and tell of its appointments.

    At the end waiting, called, parked and missed tickets expire, those being served are finished, seats are freed, and
    appointments that nobody kept are not-arrived.
    """
    with transaction(db, office_id, "clock", on=on) as tx:
        if tx.day.ended_at is not None:
            return
        booked = appointments.booked(tx.session, tx.office, on)
        is_today = on == calendar.local_date(tx.office, tx.now)
        if tx.now >= calendar.day_end(tx.office, on, booked.last):
            _end(tx)
            return
        if is_today and booked.number != tx.day.appointments:
            tx.record(Verb.APPOINTMENTS, appointments=(tx.day.appointments, booked.number), booked=(None, booked.slots))
            tx.day.appointments = booked.number
        if (is_open := is_today and calendar.is_open(tx.office, tx.now)) != tx.day.is_open:
            tx.record(Verb.OPEN if is_open else Verb.CLOSE, is_open=(tx.day.is_open, is_open))
            tx.day.is_open = is_open


def forget_texts(db: Database) -> None:
    """Empty what must not outlive its day: raw tokens, which open nothing from midnight on, and what staff wrote."""
    with db.snapshot() as session:
        now, by_date = db.clock.now(), defaultdict[date, list[int]](list)
        for office in reading.offices(db, session):
            by_date[calendar.local_date(office, now)].append(office.id)
        past = [DayRow.office_id.in_(ids) & (DayRow.date < today) for today, ids in by_date.items()]
        stale = {table: _of_days(session, table, or_(False, *past)) for table in (TicketSecretRow, TicketNoteRow)}
    if any(stale.values()):
        with db.write() as session:
            for table, ticket_ids in stale.items():
                session.execute(delete(table).where(table.ticket_id.in_(ticket_ids)))
            audit.note(db, session, "texts.delete", **{table.__tablename__: len(ids) for table, ids in stale.items()})


def forget_appointments(db: Database) -> None:
    """Delete the appointments of past days, with their codes: how many were kept stands in the journal."""
    with db.snapshot() as session:
        stale = appointments.past_ids(session, reading.offices(db, session), db.clock.now())
    if stale:
        with db.write() as session:
            session.execute(delete(AppointmentRow).where(AppointmentRow.id.in_(stale)))
            audit.note(db, session, "texts.delete", appointments=len(stale))


def _of_days(session: Session, table: type[TicketSecretRow] | type[TicketNoteRow], days: ColumnElement[bool]) -> list[int]:
    query = select(table.ticket_id).join(TicketRow, TicketRow.id == table.ticket_id).join(DayRow)
    return list(session.scalars(query.where(days).distinct()))


def _begun(session: Session, todays: dict[int, date]) -> dict[tuple[int, date], Any]:
    """The days that are not over, and those of today: (office id, date) → their rows."""
    columns = DayRow.office_id, DayRow.date, DayRow.ended_at, DayRow.is_open, DayRow.appointments
    query = select(*columns).where(or_(DayRow.ended_at.is_(None), DayRow.date >= min(todays.values(), default=date.max)))
    return {(row.office_id, row.date): row for row in session.execute(query)}


def _is_due(office: Office, today: date, row: Any, booked: tuple[int, datetime | None], now: datetime) -> bool:
    """Whether today needs a line; without a row, without opening and without appointments it needs none."""
    number, last = booked
    if row is not None and row.ended_at is not None:
        return False
    if number != (row.appointments if row else 0):
        return True
    if now >= calendar.day_end(office, today, last):
        return row is not None
    return calendar.is_open(office, now) != (row is not None and row.is_open)


def _end(tx: Tx) -> None:
    for name in tx.so_far().alerts:
        alerts.record(tx, Verb.ALERT_OVER, name)
    tx.record(Verb.CLOSE, is_open=(tx.day.is_open, False), ended_at=(None, tx.now))
    tx.day.is_open, tx.day.ended_at = False, tx.now
    open_states = (State.WAITING, State.CALLED, State.PARKED, State.MISSED, State.SERVING)
    rows = tx.session.scalars(select(TicketRow).where(TicketRow.day_id == tx.day.id, TicketRow.state.in_(open_states)))
    for ticket in rows.all():
        verb = Verb.FINISH if ticket.state is State.SERVING else Verb.EXPIRE
        tx.record(verb, ticket, finished_at=tx.now)
    for seat in tx.session.scalars(select(SeatRow).where(SeatRow.day_id == tx.day.id)).all():
        tx.record(Verb.SIGN_OFF, at=seat.counter_id, staff_id=(seat.staff_id, None))
        tx.session.delete(seat)
    _end_appointments(tx)


def _end_appointments(tx: Tx) -> None:
    """Who has not come by now has not come; how many came and how many did not, by service."""
    missed = appointments.rows_of_day(tx.session, tx.office, tx.day.date, AppointmentState.BOOKED)
    kept = appointments.rows_of_day(tx.session, tx.office, tx.day.date, AppointmentState.ARRIVED)
    for row in missed:
        row.state = AppointmentState.NOT_ARRIVED
    if missed or kept:
        tx.record(Verb.APPOINTMENTS, arrived=(None, _by_service(tx, kept)), not_arrived=(None, _by_service(tx, missed)))


def _by_service(tx: Tx, rows: list[AppointmentRow]) -> dict[str, int]:
    slugs = (tx.office.services[row.service_id].slug for row in rows if row.service_id in tx.office.services)
    return dict(Tally(slugs))
