"""Appointments: taken over from a booking system as JSON or as a file, and listed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from lobby.boards import appointments as boards
from lobby.boards.view import JSON
from lobby.commands import appointmentfile, appointments
from lobby.commands.appointmentfile import Row
from lobby.domain import calendar
from lobby.domain.appointments import Booking, Plan
from lobby.domain.errors import N_, Invalid
from lobby.domain.office import Office
from lobby.web.access import holder, office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.limits import large_body
from lobby.web.runtime import here

WRONG_KIND = N_("Hier geht nur text/csv oder text/calendar.")

api = blueprint("appointments", "Appointments: a code, a service and a time, no names")


@api.get("/appointments", summary="The appointments of a date", responses={200: models.AppointmentsOut})
@checked
def listed(query: models.DateQuery) -> Any:
    """Today's where no date is named. Those of past dates are deleted when their day is over."""
    return {"appointments": shown(office_id(), query.date)}


@api.put("/appointments", summary="Take appointments over", responses={200: models.PlanOut})
@large_body(appointmentfile.LARGEST_FILE)
@checked
def put(query: models.ImportQuery, body: models.AppointmentList) -> Any:
    """All or none, by their codes: sending the same again changes nothing. At most 2000 at once."""
    rows = [Row(f"{place}", each.code, (each.service,), each.at, each.cancelled) for place, each in enumerate(body.root)]
    return _taken(query, lambda office: appointmentfile.bookings(office, rows))


@api.post("/appointments/import", summary="Take a file over", responses={200: models.PlanOut})
@large_body(appointmentfile.LARGEST_FILE)
@checked
def import_file(query: models.ImportQuery, raw: models.AppointmentFile) -> Any:
    """The body is the file, at most 1 MiB and 5000 appointments: text/csv or text/calendar, UTF-8.

    CSV has the columns code, service (a slug) and at (ISO 8601, or 24.11.2026 10:15; the office's time where no zone is told).
    In iCalendar the UID is the code, and a category or the summary is the service's slug. Everything else is dropped.
    """
    if raw.mimetype not in models.AppointmentFile.mimetypes:
        raise Invalid({"Content-Type": WRONG_KIND})
    content = raw.get_data()
    return _taken(query, lambda office: appointmentfile.parse(office, content))


def shown(of_office: int, on: date | None = None) -> list[JSON]:
    """The appointments of a date, else of today, as they stand now."""
    view = here().view(of_office, "", language="de")
    return boards.today(view, here().appointments(view.office, on or calendar.local_date(view.office, view.as_of)))


def _taken(query: models.ImportQuery, read: Callable[[Office], list[Booking]]) -> JSON:
    bookings = here().work.compute(read, here().office(office_id()))  # thousands of rows: beside the loop
    if query.dry_run:
        return _told(appointments.preview(here().db, office_id(), bookings, query.complete))
    return _told(here().do(appointments.put, office_id(), bookings, holder().name, query.complete))


def _told(plan: Plan) -> JSON:
    counts = {kind: plan.count(kind) for kind in ("added", "moved", "cancelled")}
    return counts | {"unchanged": plan.unchanged, "past": plan.past}
