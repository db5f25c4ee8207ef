"""Notices: what the lead tells the hall, in all languages side by side, and for how long."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import notices
from lobby.domain import calendar
from lobby.domain.errors import N_, LobbyError
from lobby.domain.notice import LONGEST_NOTICE
from lobby.i18n import LANGUAGES, pick
from lobby.i18n.dates import day_and_time
from lobby.web import staff
from lobby.web.access import holder, office_id
from lobby.web.runtime import here

PERIODS = {
    30: N_("30 Minuten"),
    60: N_("1 Stunde"),
    120: N_("2 Stunden"),
    240: N_("4 Stunden"),
    600: N_("10 Stunden"),
    7 * 24 * 60: N_("7 Tage"),
}
SAID = {"up": N_("Der Hinweis steht jetzt auf allen Anzeigen."), "down": N_("Der Hinweis ist zurückgenommen.")}

pages = Blueprint("admin-notices", __name__, template_folder="templates")


@pages.get("/admin/notices")
def listed() -> Response:
    return _page()


@pages.post("/admin/notices")
def put_up() -> AnyResponse:
    minutes = request.form.get("minutes", 0, type=int)
    here().do(notices.put_up, office_id(), holder().name, _texts(), minutes)
    return _back("up")


@pages.post("/admin/notices/<int(max=2147483647):notice>/take-down")
def take_down(notice: int) -> AnyResponse:
    here().do(notices.take_down, office_id(), holder().name, notice)
    return _back("down")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    """What was written stays in the form."""
    return frame.stay(error, lambda **problem: _page(written=_texts(), minutes=request.form.get("minutes"), **problem))


def _texts() -> dict[str, str]:
    """Language → what was written; a missing language is left out."""
    languages = here().office(office_id()).languages
    return {code: text for code in languages if (text := request.form.get(f"text_{code}", ""))}


def _back(said: str) -> AnyResponse:
    return redirect(url_for("admin-notices.listed", office=request.args.get("office"), said=said), 303)


def _page(written: dict[str, str] | None = None, minutes: str | None = None, **context: Any) -> Response:
    office, now = here().office(office_id()), here().clock.now()
    standing = [
        {
            "id": each.id,
            "text": pick(each.texts, office.languages[0]),
            "languages": [LANGUAGES[code] for code in office.languages if code in each.texts],
            "missing": [LANGUAGES[code] for code in office.languages if code not in each.texts],
            "until": day_and_time(calendar.local(office, each.until), staff.language()),
        }
        for each in office.notices
        if each.until > now
    ]
    return frame.page(
        "admin/notices.html",
        office,
        standing=standing,
        spoken=[LANGUAGES[code] for code in office.languages],
        written=written or {},
        minutes=minutes,
        periods=PERIODS,
        longest=LONGEST_NOTICE,
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        **context,
    )
