"""Appointments from a booking system: taken over by their codes, as often as it sends them."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from lobby.domain import appointments as domain
from lobby.domain import calendar
from lobby.domain.appointments import AppointmentState, Booking, Change, Plan
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.store import appointments, audit, reading
from lobby.store.database import Database
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.days import DayRow
from lobby.store.tx import Tx, transaction


def put(db: Database, office_id: int, bookings: Iterable[Booking], by: str, complete: bool = False) -> Plan:
    """Take these bookings over, all or none, and say what that changed. Doing it again changes nothing.

    `complete`: they are all there is of the dates they name, so that others are cancelled. Past dates are left out.
    """
    with transaction(db, office_id, by) as tx:
        has_ended = tx.day.ended_at is not None
        plan = _plan(tx.session, tx.office, bookings, _first(tx.day.date, has_ended), complete)
        rows = {row.code: row for row in appointments.rows(tx.session, office_id)} if plan.changes else {}
        for change in plan.changes:
            _store(tx, rows.get(change.booking.code), change)
        if plan.changes:
            audit.note(db, tx.session, "appointments.put", office_id, changes=len(plan.changes), complete=complete)
        if not has_ended and plan.touches(tx.office, tx.day.date):
            _tell(tx)
        return plan


def preview(db: Database, office_id: int, bookings: Iterable[Booking], complete: bool = False) -> Plan:
    """What `put` would change now."""
    with db.snapshot() as session:
        office = reading.office(db, session, office_id)
        today = calendar.local_date(office, db.clock.now())
        has_ended = reading.day(session, office_id, today).ended_at is not None
        return _plan(session, office, bookings, _first(today, has_ended), complete)


def _first(today: date, has_ended: bool) -> date:
    """The first date that is not over."""
    return today + timedelta(days=has_ended)


def _plan(session: Session, office: Office, bookings: Iterable[Booking], first: date, complete: bool) -> Plan:
    return domain.plan(office, appointments.known(session, office.id), bookings, first, complete)


def _store(tx: Tx, row: AppointmentRow | None, change: Change) -> None:
    booking = change.booking
    if row is None:
        row = AppointmentRow(office_id=tx.office.id, code=booking.code)
        tx.session.add(row)
    row.service_id, row.at = booking.service_id, booking.at
    row.state = AppointmentState.CANCELLED if booking.is_cancelled else AppointmentState.BOOKED


def _tell(tx: Tx) -> None:
    """A line of today's journal, so that boards show what today has now."""
    tx.session.flush()
    day: DayRow = tx.day
    booked = appointments.booked(tx.session, tx.office, day.date)
    before, day.appointments = day.appointments, booked.number
    tx.record(Verb.APPOINTMENTS, appointments=(before, booked.number), booked=(None, booked.slots))
