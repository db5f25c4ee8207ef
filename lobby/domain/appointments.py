"""Booked appointments: what a code is, when one may be checked in, and what an import changes. No names anywhere."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lobby.domain import calendar
from lobby.domain.errors import (
    AppointmentCancelled,
    AppointmentElsewhere,
    AppointmentOtherDay,
    AppointmentTooEarly,
    AppointmentUnknown,
)
from lobby.domain.office import Office, Service
from lobby.domain.policy import Policy
from lobby.domain.turn import MINUTE, is_in_time

LONGEST_CODE = 200  # the UIDs that some calendars make are long


class AppointmentState(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not-arrived"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as the house knows it. `ticket_id`: the ticket that it became."""

    id: int
    code: str
    service_id: int
    at: datetime
    state: AppointmentState = AppointmentState.BOOKED
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """What a booking system says of an appointment. `code` as `code_of` gives it."""

    code: str
    service_id: int
    at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What an import does to one appointment: `kind` is added, moved or cancelled; `before`: when it was booked until now."""

    kind: str
    booking: Booking
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import changes. `past`: how many lie on days that are over, and are left out."""

    changes: tuple[Change, ...]
    unchanged: int
    past: int

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)

    def touches(self, office: Office, day: date) -> bool:
        """Whether an appointment of this date changes, comes or goes."""
        instants = (at for change in self.changes for at in (change.booking.at, change.before) if at is not None)
        return any(calendar.local_date(office, at) == day for at in instants)


def code_of(text: str) -> str:
    """A code as it is kept and compared: capital letters and digits alone, so that nobody need type a hyphen."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain if sign.isalnum())


def standing(policy: Policy, appointment: Appointment, now: datetime) -> str:
    """Where an appointment stands now: booked, due, late, arrived, not-arrived or cancelled.

    Due: may be checked in, late: its time has come, not-arrived: too late to be taken as an appointment.
    """
    if appointment.state is not AppointmentState.BOOKED:
        return appointment.state.value
    if not is_in_time(policy, now, appointment.at):
        return AppointmentState.NOT_ARRIVED.value
    if now > appointment.at:
        return "late"
    return "due" if now >= appointment.at - policy.early else AppointmentState.BOOKED.value


def check_in(office: Office, appointment: Appointment | None, service: Service, now: datetime) -> Appointment:
    """The appointment, if it can become a ticket for the service now; it may be too late to be taken as an appointment.

    Whoever calls has looked whether it became one already. Raises AppointmentUnknown and its children, AppointmentTooEarly.
    """
    today = calendar.local_date(office, now)
    if appointment is None or calendar.local_date(office, appointment.at) < today:
        raise AppointmentUnknown()
    if appointment.state is AppointmentState.CANCELLED:
        raise AppointmentCancelled()
    if appointment.service_id != service.id:
        raise AppointmentElsewhere(service=booked.name if (booked := office.services.get(appointment.service_id)) else "")
    time = f"{calendar.local(office, appointment.at):%H:%M}"
    if (day := calendar.local_date(office, appointment.at)) != today:
        raise AppointmentOtherDay(day=day, time=time)
    if now < appointment.at - office.policy.early:
        raise AppointmentTooEarly(time=time, minutes=office.policy.early // MINUTE)
    return appointment


def plan(office: Office, known: Mapping[str, Appointment], bookings: Iterable[Booking], first: date, complete: bool) -> Plan:
    """What these bookings, each code once, change of the known appointments (code → appointment).

    `first`: the first date that is not over. `complete`: of the dates that they name they are all there is, so that others
    are cancelled. What has arrived stays as it is. Planning the same again, when it is done, changes nothing.
    """
    named = {booking.code: booking for booking in bookings}
    present = {code: each for code, each in named.items() if calendar.local_date(office, each.at) >= first}
    found = [_change(known.get(code), booking) for code, booking in present.items()]
    if complete:
        dates = {calendar.local_date(office, booking.at) for booking in present.values()}
        found += [
            Change("cancelled", Booking(each.code, each.service_id, each.at, True), each.at)
            for each in known.values()
            if each.state is AppointmentState.BOOKED and each.code not in named and calendar.local_date(office, each.at) in dates
        ]
    changes = tuple(change for change in found if change is not None)
    return Plan(changes, len(found) - len(changes), len(named) - len(present))


def _change(known: Appointment | None, booking: Booking) -> Change | None:
    if known is None or known.state is AppointmentState.CANCELLED:
        return None if booking.is_cancelled else Change("added", booking)
    if known.state is AppointmentState.ARRIVED:
        return None
    if booking.is_cancelled:
        return Change("cancelled", booking, known.at)
    is_same = (known.service_id, known.at) == (booking.service_id, booking.at)
    return None if is_same else Change("moved", booking, known.at)
