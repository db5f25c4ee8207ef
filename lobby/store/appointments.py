"""Appointments read: those of a date, one by its code. Everything before today is deleted when its day is over."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.appointments import Appointment, AppointmentState
from lobby.domain.office import Office
from lobby.store.tables.appointments import AppointmentRow


@dataclass(frozen=True, slots=True)
class Booked:
    """The times of a date's appointments and for which services, in order; cancelled ones left out."""

    slots: list[tuple[datetime, int]]

    @property
    def number(self) -> int:
        return len(self.slots)

    @property
    def last(self) -> datetime | None:
        return self.slots[-1][0] if self.slots else None


def of_day(session: Session, office: Office, on: date) -> list[Appointment]:
    """The appointments of a date, cancelled ones included, in the order of their times."""
    query = select(AppointmentRow).where(*_of_date(office, on)).order_by(AppointmentRow.at, AppointmentRow.id)
    return [appointment(row) for row in session.scalars(query)]


def known(session: Session, office_id: int) -> dict[str, Appointment]:
    """All that are kept of an office: code → appointment."""
    return {row.code: appointment(row) for row in rows(session, office_id)}


def rows(session: Session, office_id: int) -> list[AppointmentRow]:
    """The rows of all that are kept of an office, to be changed."""
    return list(session.scalars(select(AppointmentRow).where(AppointmentRow.office_id == office_id)))


def row_of(session: Session, office_id: int, code: str) -> AppointmentRow | None:
    """The row of a code as `lobby.domain.appointments.code_of` gives it."""
    return session.scalar(select(AppointmentRow).where(AppointmentRow.office_id == office_id, AppointmentRow.code == code))


def booked(session: Session, office: Office, on: date) -> Booked:
    """What is told of a date."""
    not_cancelled = AppointmentRow.state != AppointmentState.CANCELLED
    query = select(AppointmentRow.at, AppointmentRow.service_id).where(*_of_date(office, on), not_cancelled)
    return Booked(sorted((at, service_id) for at, service_id in session.execute(query)))


def not_ended(session: Session, office: Office, before: date) -> set[date]:
    """The dates before this one with appointments of which nobody has said what became of them."""
    start, _ = calendar.span_of(office, before)
    query = select(AppointmentRow.at).where(
        AppointmentRow.office_id == office.id, AppointmentRow.at < start, AppointmentRow.state == AppointmentState.BOOKED
    )
    return {calendar.local_date(office, at) for at in session.scalars(query)}


def past_ids(session: Session, office: Office, before: date) -> list[int]:
    """The appointments before a date of which it is known what became of them."""
    start, _ = calendar.span_of(office, before)
    query = select(AppointmentRow.id).where(
        AppointmentRow.office_id == office.id, AppointmentRow.at < start, AppointmentRow.state != AppointmentState.BOOKED
    )
    return list(session.scalars(query))


def appointment(row: AppointmentRow) -> Appointment:
    return Appointment(row.id, row.code, row.service_id, row.at, row.state, row.ticket_id)


def rows_of_day(session: Session, office: Office, on: date, state: AppointmentState) -> list[AppointmentRow]:
    """The rows of a date that are in a state, to be changed."""
    return list(session.scalars(select(AppointmentRow).where(*_of_date(office, on), AppointmentRow.state == state)))


def _of_date(office: Office, on: date) -> tuple[ColumnElement[bool], ...]:
    start, end = calendar.span_of(office, on)
    return AppointmentRow.office_id == office.id, AppointmentRow.at >= start, AppointmentRow.at < end
