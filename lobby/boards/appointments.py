"""A date's appointments as a list: for the front desk, the admin page and programs."""

from collections.abc import Iterable

from lobby.boards.view import JSON, View, iso
from lobby.domain.appointments import Appointment, AppointmentState, standing


def today(view: View, rows: Iterable[Appointment]) -> list[JSON]:
    """Those not cancelled, in their order: `{id, code, service, at, state, number}`.

    `state`: booked, due, late, arrived or not-arrived, at the view's instant. `number`: of the ticket that it became, where
    that is one of the view's day.
    """
    return [_shown(view, each) for each in rows if each.state is not AppointmentState.CANCELLED]


def _shown(view: View, appointment: Appointment) -> JSON:
    service = view.office.services.get(appointment.service_id)
    ticket = view.day.tickets.get(appointment.ticket_id or 0)
    return {
        "id": appointment.id,
        "code": appointment.code,
        "service": service.slug if service else None,
        "at": iso(appointment.at),
        "state": standing(view.office.policy, appointment, view.as_of),
        "number": ticket.number if ticket else None,
    }
