"""What all admin pages have in common."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.commands import setup
from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.i18n import pick
from lobby.web import problems, staff
from lobby.web.access import holder, names_office
from lobby.web.pages import render
from lobby.web.rights import OF_ENDPOINT
from lobby.web.runtime import here

RECENT = timedelta(minutes=15)  # for so long a page offers to take a change back
NAVIGATION: tuple[tuple[str, tuple[tuple[str, dict[str, str], str, str], ...]], ...] = (
    ("", (("admin-overview.shown", {}, N_("Überblick"), "home"),)),
    (
        N_("Amt"),
        (
            ("admin-sheets.office", {}, N_("Amt und Sprachen"), "language"),
            ("admin-sheets.hours", {}, N_("Öffnungszeiten"), "clock"),
            ("admin-file.shown", {}, N_("Amt als Datei"), "paper"),
        ),
    ),
    (
        N_("Besuch"),
        (
            ("admin-parts.listed", {"what": "services"}, N_("Alle Anliegen"), "residence"),
            ("admin-parts.listed", {"what": "groups"}, N_("Gruppen am Kiosk"), "more"),
            ("admin-policy.shown", {}, N_("Reihenfolge"), "people"),
            ("admin-parts.listed", {"what": "outcomes"}, N_("Ergebnisse"), "check"),
            ("admin.listed", {}, N_("Termine"), "stay"),
        ),
    ),
    (
        N_("Haus"),
        (
            ("admin-parts.listed", {"what": "counters"}, N_("Alle Schalter"), "door"),
            ("admin-parts.listed", {"what": "areas"}, N_("Wartebereiche"), "address"),
            ("admin-displays.listed", {}, N_("Anzeigen"), "ticket"),
            ("admin-notices.listed", {}, N_("Hinweise"), "note"),
            ("admin-parts.listed", {"what": "partners"}, N_("Partner"), "helper"),
            ("admin-parts.listed", {"what": "tips"}, N_("Tipps"), "info"),
        ),
    ),
    (
        N_("Technik"),
        (
            ("admin-devices.listed", {}, N_("Geräte"), "keyboard"),
            ("admin-printers.listed", {}, N_("Drucker"), "printer"),
            ("admin-slip.shown", {}, N_("Wartemarke"), "roll"),
        ),
    ),
    (
        N_("Zugang"),
        (
            ("admin-staff.listed", {}, N_("Zugänge"), "person"),
            ("admin-privacy.shown", {}, N_("Datenschutz"), "blind"),
            ("admin-webhooks.listed", {}, "Webhooks", "bell"),
            ("admin-audit.shown", {}, N_("Protokoll"), "search"),
            ("admin-sheets.alerts", {}, N_("Meldungen"), "bell"),
            ("insight-now.shown", {}, N_("Auswertungen"), "check"),
        ),
    ),
)
"""Group → its pages, each as (endpoint, its arguments, title, icon). Shown are those that there are, to whom they are allowed."""


def page(template: str, office: Office, **context: Any) -> Response:
    """An admin page of an office."""
    language = staff.language()
    return render(
        template,
        language,
        office_name=pick(office.name, language),
        office_slug=office.slug,
        is_demo=office.is_demo,
        me=holder().login,
        navigation=navigation(office),
        other_offices=_offices(),
        last=_last(office) if request.method == "GET" else None,
        **context,
    )


def navigation(office: Office) -> list[tuple[str, list[dict[str, Any]]]]:
    """The groups of pages for whoever asks; a group without any is left out."""
    groups = [(group, [_entry(office, *entry) for entry in entries if _is_for(entry[0])]) for group, entries in NAVIGATION]
    return [(group, pages) for group, pages in groups if pages]


def _entry(office: Office, endpoint: str, arguments: dict[str, Any], title: str, icon: str) -> dict[str, Any]:
    path = url_for(endpoint, **arguments)
    shown = "/".join(request.path.split("/")[:3])
    return {"href": f"{path}?office={office.slug}", "title": title, "icon": icon, "is_here": path == shown}


def _is_for(endpoint: str) -> bool:
    return endpoint in current_app.view_functions and not holder().roles.isdisjoint(OF_ENDPOINT[endpoint].who)


def _offices() -> list[tuple[str, str]]:
    """The offices that whoever asks may set up, slug and name; none where there is one alone."""
    mine = [here().office(id_) for id_ in here().offices().values() if id_ in holder().office_ids]
    return [(each.slug, pick(each.name, staff.language())) for each in mine] if len(mine) > 1 else []


def _last(office: Office) -> setup.Last | None:
    """The last change, if whoever asks made it just now and can take it back."""
    found = setup.last(here().db, office.id) if _is_for("admin-overview.undo") else None
    if found is None or not found.is_last or found.by != holder().name:
        return None
    return found if here().clock.now() - found.at < RECENT * here().clock.speed else None


def back(endpoint: str, **arguments: Any) -> AnyResponse:
    """To a page of the same office, once a change is made."""
    return redirect(url_for(endpoint, office=request.args.get("office"), **arguments), 303)


def stay(error: LobbyError, page: Callable[..., Response]) -> AnyResponse:
    """What is wrong with a form is said beside it, by its own page; to whom no page is due, as everywhere."""
    if request.method == "GET" or "holder" not in g or not names_office():
        return problems.answer(error)
    response = page(problem=problems.problem(error, staff.language()))
    response.status_code = error.status
    return response
