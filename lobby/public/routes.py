"""The office's page for everybody, the demo's panel for whoever sits at this machine, and the privacy page."""

from typing import Any

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as AnyResponse

from lobby.boards import kiosk
from lobby.boards.view import JSON, View
from lobby.demo import logins
from lobby.domain import calendar
from lobby.domain.office import Office
from lobby.domain.partner import Partner
from lobby.i18n import pick
from lobby.i18n.dates import day_name
from lobby.public import hours
from lobby.web.access import is_local, office_id
from lobby.web.pages import language_of, render
from lobby.web.runtime import here

pages = Blueprint("public", __name__, template_folder="templates", static_folder="static", static_url_path="/public/static")


@pages.get("/")
def start() -> AnyResponse:
    """What a visitor wants to know before she comes; where there is no office yet, the way to make one."""
    if not here().offices():
        return redirect("/setup", 303)
    office = here().office(office_id())
    language = language_of(office)
    view = here().view(office.id, "", language)
    board = kiosk.board(view)
    return _page(
        "public/start.html",
        office,
        language,
        board=board,
        services=[service | {"bring": _bring(view, service["slug"])} for service in board["services"]],
        total=sum(service["waiting"] for service in board["services"]),
        is_open_itself=calendar.is_open_itself(office, view.as_of),
        hours=hours.table(office, language),
        hours_of_services=hours.of_services(office, language),
        closures=hours.closures(office, view.day.date, language),
        times={name: _said(office, board[name], language) for name in ("as_of", "closes_at", "next_opening")},
        has_phone=here().public_url(office) is not None,
        demo=_demo(office),
    )


@pages.get("/how")
def how() -> Response:
    """How this works, from the door to the counter: what the code at the entrance and in the hall leads to."""
    office = here().office(office_id())
    return _page("public/how.html", office, language_of(office), has_phone=here().public_url(office) is not None)


@pages.get("/partners")
def partners() -> Response:
    """Whom this office sends visitors on to, and what they find there."""
    office = here().office(office_id())
    language = language_of(office)
    return _page("public/partners.html", office, language, partners=[_partner(each, language) for each in office.partners])


@pages.get("/privacy")
def privacy() -> Response:
    """What is kept, and what is not."""
    office = here().office(office_id())
    return _page("public/privacy.html", office, language_of(office))


def _page(template: str, office: Office, language: str, **context: Any) -> Response:
    name = pick(office.name, language)
    return render(template, language, office=office, office_name=name, is_demo=office.is_demo, **context)


def _partner(partner: Partner, language: str) -> JSON:
    told = {name: pick(texts, language) if texts else None for name, texts in (("about", partner.about), ("hours", partner.hours))}
    bring = list(pick(partner.bring, language)) if partner.bring else []
    return told | {"slug": partner.slug, "name": pick(partner.name, language), "place": partner.place, "bring": bring}


def _bring(view: View, slug: str) -> list[str]:
    service = view.office.service(slug)
    return list(view.text(service.bring)) if service and service.bring else []


def _said(office: Office, instant: str | None, language: str) -> JSON | None:
    if instant is None:
        return None
    local = hours.local_time(office, instant)
    return {"day": day_name(local.date(), language), "time": f"{local:%H:%M}"}


def _demo(office: Office) -> JSON | None:
    """The demo's devices and log-ins: only for somebody at this very machine."""
    settings = here().settings
    if not (office.is_demo and is_local()):
        return None
    made = logins.kept(settings.data_dir)
    return made and made | {"has_slip": any((settings.data_dir / "slips").glob("*.png"))}
