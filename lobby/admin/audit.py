"""The auditor's page: who changed what, a day at a time."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid
from lobby.reports.audit import Entry
from lobby.web import problems, staff
from lobby.web.access import office_id
from lobby.web.api.audit import read
from lobby.web.runtime import here

NO_DATE = N_("Das ist kein Datum.")
AT_ONCE = 500
KINDS = {"": N_("Alles"), "set-up": N_("Was eingerichtet wird"), "tickets": N_("Wartemarken")}
OF_TICKETS = ("ticket.", "day.")

pages = Blueprint("admin-audit", __name__, template_folder="templates")


@pages.get("/admin/audit")
def shown() -> Response:
    """One day's acts, newest first, AT_ONCE of them: `?on=DATE`, today otherwise; `?kind=` leaves some out. Raises Invalid."""
    runtime = here()
    office = runtime.office(office_id())
    today = calendar.local_date(office, runtime.clock.now())
    on, kind = _day(today), request.args.get("kind", "")
    found = [each for each in runtime.work.compute(read, runtime, office.id, on, on) if _is_wanted(each.act, kind)]
    days = {"on": on, "before": on - timedelta(days=1), "after": on + timedelta(days=1) if on < today else None}
    return _page(**days, kind=kind, entries=_told(found[::-1][:AT_ONCE], ZoneInfo(office.time_zone)), number=len(found))


@pages.errorhandler(Invalid)
def stay(error: Invalid) -> AnyResponse:
    if "on" not in error.errors:
        return problems.answer(error)
    response = _page(on=None, kind="", entries=(), number=0, problem=problems.problem(error, staff.language()))
    response.status_code = error.status
    return response


def _page(**context: Any) -> Response:
    return frame.page("admin/audit.html", here().office(office_id()), kinds=KINDS, **context)


def _told(entries: list[Entry], zone: ZoneInfo) -> list[dict[str, Any]]:
    """As the page's table has them: the office's time, and what it was about as words."""
    return [
        {
            "time": f"{entry.at.astimezone(zone):%H:%M:%S}",
            "entry": entry,
            "what": [(name, _said(value)) for name, value in entry.what.items()],
        }
        for entry in entries
    ]


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _day(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("on") or today.isoformat())
    except ValueError:
        raise Invalid({"on": NO_DATE}) from None


def _is_wanted(act: str, kind: str) -> bool:
    return not kind or act.startswith(OF_TICKETS) == (kind == "tickets")
