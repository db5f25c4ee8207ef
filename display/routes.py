"""The page of the hall's screen, and how it speaks several languages at once."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, Language, texts
from lobby.store.tables.devices import DeviceKind
from lobby.web import pairing, problems
from lobby.web.access import allow, office_id
from lobby.web.pages import READY, render
from lobby.web.runtime import here

WHO = frozenset({"display", "caseworker", "frontdesk", "lead", "admin"})

pages = Blueprint("display", __name__, template_folder="templates", static_folder="static", static_url_path="/display/static")
pages.add_app_template_global(N_, "N_")


class Said(NamedTuple):
    """A sentence as one language says it."""

    language: Language
    text: str


@pages.get("/display/<slug>")
@allow(*WHO)
def hall(slug: str) -> Response:
    """The screen called `slug`. Raises NotFound for an unknown one."""
    office = here().office(office_id())
    language = _language(office)
    board = here().board("display", office.id, slug, language)
    return render("display/page.html", language, board=board, languages=office.languages, time_zone=office.time_zone)


@pages.errorhandler(LobbyError)
def refused(error: LobbyError) -> AnyResponse:
    """A screen without its key shows a code, by which staff add it."""
    return pairing.shown(DeviceKind.DISPLAY) if pairing.is_wanted(error) else problems.answer(error)


@pages.app_template_global()
def in_languages(message: str, languages: Iterable[str] = ()) -> list[Said]:
    """The sentence in each of these languages, or in all. Leichte Sprache is left out beside German: it says nearly the same."""
    by_tag = {LANGUAGES[code].tag: LANGUAGES[code] for code in reversed(list(languages or READY))}
    return [Said(language, texts(language.code).gettext(message)) for language in reversed(by_tag.values())]


@pages.app_template_filter()
def in_short(name: str) -> str:
    """A service's name up to its first comma, colon or bracket: "Abholung: Aufenthaltstitel (eAT)" is "Abholung"."""
    return re.split(r"[,،:(]", name)[0].strip()


def _language(office: Office) -> str:
    """The language of what is shown once only: the office's first, whatever browser the screen has; `?lang=` overrides."""
    asked = request.args.get("lang")
    return asked if asked in office.languages else office.languages[0]
