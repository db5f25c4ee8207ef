"""What all pages of figures have in common: the way from one to the other, and how days are written."""

from collections.abc import Callable, Set
from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain.errors import N_, Invalid
from lobby.domain.office import Office
from lobby.i18n import dates
from lobby.web import problems, staff
from lobby.web.access import office_id
from lobby.web.runtime import here

PAGES: tuple[tuple[str, str, str], ...] = (
    # now · reports · pictures · forecast · what if · promises: each stands here once it is there
    ("insight-now.shown", N_("Jetzt"), "clock"),
    ("insight-reports.tables", N_("Berichte"), "paper"),
    ("insight-pictures.shown", N_("Bilder"), "paper"),
    ("insight-forecast.shown", N_("Vorhersage"), "stay"),
    ("insight-whatif.shown", N_("Was wäre wenn"), "repeat"),
    ("insight-promises.kept", N_("Zusagen"), "check"),
    ("insight-feedback.shown", N_("Rückmeldung"), "person"),
)
"""The pages of figures in the order of the way through them: endpoint, title, icon."""
NO_DATE = N_("Das ist kein Datum.")
OTHERS = N_("frühere Anliegen")
"""Services that are no more."""

pages = Blueprint("insight", __name__, template_folder="templates", static_folder="static", static_url_path="/insight/static")


@pages.app_template_global()
def short_day(day: date, language: str) -> str:
    return dates.short_day(day, language)


def page(template: str, office: Office, **context: Any) -> Response:
    """A page of figures about an office; its template extends `insight/_frame.html`."""
    return staff.page(template, office, ways=[_way(office, *each) for each in PAGES], **context)


def date_asked(name: str) -> date | None:
    """A date in the address. Raises Invalid."""
    text = request.args.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({name: NO_DATE}) from None


def stay(error: Invalid, fields: Set[str], page: Callable[..., Response]) -> AnyResponse:
    """What was typed stays in its fields, and what is wrong is said beside them; what is of no field is answered plainly."""
    if not fields & error.errors.keys():
        return problems.answer(error)
    response = page(here().office(office_id()), fields=request.args, problem=problems.problem(error, staff.language()))
    response.status_code = error.status
    return response


def _way(office: Office, endpoint: str, title: str, icon: str) -> dict[str, Any]:
    href = url_for(endpoint, office=office.slug)
    return {"href": href, "title": title, "icon": icon, "is_here": request.path == href.partition("?")[0]}
