"""What all pages of figures have in common: the way from one to the other, and how days are written."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for

from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import dates
from lobby.web import staff

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

pages = Blueprint("insight", __name__, template_folder="templates", static_folder="static", static_url_path="/insight/static")


@pages.app_template_global()
def short_day(day: date, language: str) -> str:
    return dates.short_day(day, language)


def page(template: str, office: Office, **context: Any) -> Response:
    """A page of figures about an office; its template extends `insight/_frame.html`."""
    return staff.page(template, office, ways=[_way(office, *each) for each in PAGES], **context)


def _way(office: Office, endpoint: str, title: str, icon: str) -> dict[str, Any]:
    href = url_for(endpoint, office=office.slug)
    return {"href": href, "title": title, "icon": icon, "is_here": request.path == href.partition("?")[0]}
