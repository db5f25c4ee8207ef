"""Appointments: send a file, see what it would change, take it over; and today's list."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.boards.view import JSON
from lobby.commands import appointmentfile, appointments
from lobby.commands.appointmentfile import LARGEST_FILE
from lobby.domain import calendar
from lobby.domain.appointments import Booking, Plan
from lobby.domain.errors import N_, Invalid, LobbyError
from lobby.domain.office import Office
from lobby.i18n import pick
from lobby.i18n.dates import day_and_time
from lobby.web import staff
from lobby.web.access import holder, office_id
from lobby.web.api.appointments import shown
from lobby.web.limits import large_body
from lobby.web.runtime import here

FORM_AROUND = 4096  # what a form has beside its file
MOST_SHOWN = 200
NO_FILE = N_("Bitte wählen Sie eine Datei aus.")
STATES = {
    "booked": N_("gebucht"),
    "due": N_("kann sich anmelden"),
    "late": N_("verspätet"),
    "arrived": N_("ist da"),
    "not-arrived": N_("nicht gekommen"),
}
KINDS = {"added": N_("neu"), "moved": N_("geändert"), "cancelled": N_("abgesagt")}

pages = Blueprint("admin", __name__, template_folder="templates", static_folder="static", static_url_path="/admin/static")
"""The admin pages' templates and files come with this one."""


@pages.get("/admin/appointments")
def listed() -> Response:
    return _page()


@pages.post("/admin/appointments/preview")
@large_body(LARGEST_FILE + FORM_AROUND)
def preview() -> Response:
    """What the file would change. Of the file itself only codes, services and times go on, in the form for the next step."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Invalid({"file": NO_FILE})
    office, bookings = _read(content)
    plan = appointments.preview(here().db, office.id, bookings, _is_complete())
    return _page(plan=_told(office, plan), rows=_as_rows(office, bookings), is_complete=_is_complete())


@pages.post("/admin/appointments")
@large_body(LARGEST_FILE + FORM_AROUND)
def take_over() -> AnyResponse:
    _, bookings = _read(request.form.get("rows", "").encode())
    here().do(appointments.put, office_id(), bookings, holder().name, _is_complete())
    return redirect(url_for("admin.listed", office=request.args.get("office"), done=1), 303)


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    """What is wrong with a file is said beside the form for the next one."""
    return frame.stay(error, _page)


def _read(content: bytes) -> tuple[Office, list[Booking]]:
    office = here().office(office_id())
    return office, here().work.compute(appointmentfile.parse, office, content)  # thousands of rows: beside the loop


def _is_complete() -> bool:
    return "complete" in request.form


def _as_rows(office: Office, bookings: list[Booking]) -> str:
    """Bookings as a CSV file without anything else, cancelled ones marked."""
    lines = (
        f"{each.code},{office.services[each.service_id].slug},{each.at.isoformat()},{'x' if each.is_cancelled else ''}"
        for each in bookings
    )
    return "\n".join(("code,service,at,cancelled", *lines))


def _told(office: Office, plan: Plan) -> JSON:
    first = plan.changes[:MOST_SHOWN]
    return {
        "counts": {kind: plan.count(kind) for kind in KINDS},
        "unchanged": plan.unchanged,
        "past": plan.past,
        "changes": [
            {
                "kind": change.kind,
                "code": change.booking.code,
                "service": _service_name(office, office.services[change.booking.service_id].slug),
                "at": _time(office, change.booking.at),
                "before": _time(office, change.before) if change.kind == "moved" and change.before else None,
            }
            for change in first
        ],
        "more": len(plan.changes) - len(first),
    }


def _page(**context: Any) -> Response:
    office = here().office(office_id())
    today = [each | _in_words(office, each) for each in shown(office.id)]
    return frame.page(
        "admin/appointments.html",
        office,
        today=today,
        states=STATES,
        kinds=KINDS,
        is_done=request.args.get("done") == "1",
        **context,
    )


def _service_name(office: Office, slug: str | None) -> str:
    service = office.service(slug or "")
    return str(pick(service.name, staff.language())) if service else ""


def _time(office: Office, at: datetime) -> str:
    return day_and_time(calendar.local(office, at), staff.language())


def _in_words(office: Office, appointment: JSON) -> JSON:
    at = calendar.local(office, datetime.fromisoformat(appointment["at"]))
    return {"service_name": _service_name(office, appointment["service"]), "time": f"{at:%H:%M}"}
