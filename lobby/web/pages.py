"""Pages: templates rendered in an explicit language."""

from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_wtf.csrf import generate_csrf

from lobby.boards.view import JSON
from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, Texts, negotiate, texts, waits
from lobby.web.build import build

READY = tuple(LANGUAGES)
"""The languages with a catalogue."""

STATES = {
    "waiting": N_("wartet"),
    "called": N_("aufgerufen"),
    "serving": N_("in Bearbeitung"),
    "parked": N_("geparkt"),
    "missed": N_("nicht erschienen"),
    "finished": N_("fertig"),
    "withdrawn": N_("zurückgegeben"),
    "expired": N_("abgelaufen"),
}


def render(template: str, language: str, **context: Any) -> Response:
    """A page in this language."""
    response = make_response(render_template(template, **_context(language), csrf_token=generate_csrf, **context))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = LANGUAGES[language].tag
    return response


def fragment(template: str, language: str, board: JSON) -> str:
    """A board's part of a page, as the page itself would show it. Needs an app context, and no request."""
    return current_app.jinja_env.get_template(template).render(**_context(language), board=board)


def language_of(office: Office) -> str:
    """The language of this request: `?lang=` if the office offers it, else the nearest of Accept-Language."""
    asked = request.args.get("lang")
    if asked in office.languages:
        return str(asked)
    return negotiate(request.headers.get("Accept-Language"), office.languages)


def _context(language: str) -> dict[str, Any]:
    words = texts(language)
    return {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "N_": N_,
        "texts": texts,
        "wait_words": lambda wait: _wait_words(words, wait),
        "lang": LANGUAGES[language],
        "LANGUAGES": LANGUAGES,
        "build": build(),
        "clock_is_real": not current_app.extensions["lobby"].clock.is_bent,
    }


def _wait_words(words: Texts, wait: JSON | None) -> str:
    """A board's `wait` in words, for every template: "10 bis 25 Minuten"."""
    return waits.in_words(words, (wait["low_minutes"], wait["high_minutes"]) if wait else None)
