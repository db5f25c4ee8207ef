"""Appointments read: those of a date, one by its code. Everything before today is deleted when its day is over."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
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


def told(session: Session, offices: Iterable[Office], now: datetime) -> dict[int, tuple[int, datetime | None]]:
    """Office id → how many appointments its present date has, and when the last one is; offices without any are left out."""
    found: dict[int, tuple[int, datetime | None]] = {}
    for (start, end), ids in _by_today(offices, now).items():
        query = (
            select(AppointmentRow.office_id, func.count(), func.max(AppointmentRow.at))
            .where(AppointmentRow.office_id.in_(ids), AppointmentRow.at >= start, AppointmentRow.at < end)
            .where(AppointmentRow.state != AppointmentState.CANCELLED)
            .group_by(AppointmentRow.office_id)
        )
        found |= {office_id: (number, last) for office_id, number, last in session.execute(query)}
    return found


def not_ended(session: Session, offices: Iterable[Office], now: datetime) -> list[tuple[int, datetime]]:
    """Appointments of past dates of which nobody has said what became of them: (office id, time)."""
    return [(row.office_id, row.at) for row in _past(session, offices, now, AppointmentRow.state == AppointmentState.BOOKED)]


def past_ids(session: Session, offices: Iterable[Office], now: datetime) -> list[int]:
    """The appointments of past dates of which it is known what became of them."""
    return [row.id for row in _past(session, offices, now, AppointmentRow.state != AppointmentState.BOOKED)]


def _past(session: Session, offices: Iterable[Office], now: datetime, which: ColumnElement[bool]) -> list[Any]:
    found: list[Any] = []
    for (start, _), ids in _by_today(offices, now).items():
        query = select(AppointmentRow.id, AppointmentRow.office_id, AppointmentRow.at)
        found += session.execute(query.where(AppointmentRow.office_id.in_(ids), AppointmentRow.at < start, which))
    return found


def _by_today(offices: Iterable[Office], now: datetime) -> dict[tuple[datetime, datetime], list[int]]:
    """The offices by the instants between which their present date lies: as many groups as there are time zones."""
    found: defaultdict[tuple[datetime, datetime], list[int]] = defaultdict(list)
    for office in offices:
        found[calendar.span_of(office, calendar.local_date(office, now))].append(office.id)
    return found


def appointment(row: AppointmentRow) -> Appointment:
    return Appointment(row.id, row.code, row.service_id, row.at, row.state, row.ticket_id)


def rows_of_day(session: Session, office: Office, on: date, state: AppointmentState) -> list[AppointmentRow]:
    """The rows of a date that are in a state, to be changed."""
    return list(session.scalars(select(AppointmentRow).where(*_of_date(office, on), AppointmentRow.state == state)))


def _of_date(office: Office, on: date) -> tuple[ColumnElement[bool], ...]:
    start, end = calendar.span_of(office, on)
    return AppointmentRow.office_id == office.id, AppointmentRow.at >= start, AppointmentRow.at < end
