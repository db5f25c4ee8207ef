"""Pages: templates rendered in an explicit language."""

from typing import Any

from flask import Response, current_app, make_response, render_template, request
from flask_wtf.csrf import generate_csrf

from lobby.boards.view import JSON
from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, negotiate, texts, waits
from lobby.web.build import build

READY = tuple(LANGUAGES)
"""The languages with a catalogue."""

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
"""What a page may load; whether it may be shown in a frame is added."""

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


def with_frames(response: Response, is_inner: bool = False) -> Response:
    """A page that shows one of ours in a frame, or (`is_inner`) the one that is shown in it."""
    parts = "; ".join([*POLICY, "frame-ancestors 'self'" if is_inner else "frame-src 'self'; frame-ancestors 'none'"])
    response.headers["Content-Security-Policy"] = parts
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
        "texts": texts,
        "wait_words": lambda wait: waits.in_words(words, _range(wait)),
        "short_wait": lambda wait: waits.in_short(words, _range(wait)),
        "lang": LANGUAGES[language],
        "LANGUAGES": LANGUAGES,
        "idle_s": current_app.extensions["lobby"].settings.session_idle_minutes * 60,
        "build": build(),
        "clock_is_real": not current_app.extensions["lobby"].clock.is_bent,
    }


def _range(wait: JSON | None) -> tuple[int, int] | None:
    """A board's `wait`, as `waits` puts it into words."""
    return (wait["low_minutes"], wait["high_minutes"]) if wait else None
