"""What went wrong, as problem+json for programs and as a page for people; translated here."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask, Response, current_app, jsonify, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed as HTTPMethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain import errors
from lobby.domain.errors import N_, LobbyError
from lobby.i18n import LANGUAGES, negotiate, pick, texts
from lobby.i18n.dates import day_name
from lobby.web import pages

TITLES = {
    "invalid": N_("Angaben nicht richtig"),
    "unauthenticated": N_("Nicht angemeldet"),
    "forbidden": N_("Nicht erlaubt"),
    "not-found": N_("Nicht gefunden"),
    "gone": N_("Nicht mehr gültig"),
    "too-large": N_("Zu groß"),
    "too-many": N_("Zu viele Anfragen"),
    "busy": N_("Überlastet"),
    "closed": N_("Geschlossen"),
    "evacuation": N_("Räumung"),
    "paused": N_("Unterbrochen"),
    "quota-reached": N_("Keine Nummern mehr"),
    "nobody-waiting": N_("Niemand wartet"),
}
FIELD_TEXTS = {
    "missing": N_("Diese Angabe fehlt."),
    "extra_forbidden": N_("Diese Angabe ist hier unbekannt."),
}
BAD_VALUE = N_("Dieser Wert passt hier nicht.")


class MethodNotAllowed(LobbyError):
    code, status = "method-not-allowed", 405
    message = N_("Das ist hier nicht erlaubt.")


class Broken(LobbyError):
    code, status = "internal", 500
    message = N_("Bei uns ist ein Fehler passiert. Bitte versuchen Sie es noch einmal.")


BY_STATUS: dict[int, type[LobbyError]] = {
    400: errors.Invalid,
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: MethodNotAllowed,
    410: errors.Gone,
    413: errors.TooLarge,
    415: errors.Invalid,
    422: errors.Invalid,
    429: errors.TooMany,
}


def handle(app: Flask) -> None:
    """Answer every error of this app."""
    app.register_error_handler(LobbyError, answer)
    app.register_error_handler(CSRFError, lambda _: answer(errors.Forbidden()))
    app.register_error_handler(HTTPException, _of_http)
    for away in (OperationalError, InternalError, InterfaceError, PoolTimeout):  # gone, read only, gone between two words, overrun
        app.register_error_handler(away, _of_database)
    app.register_error_handler(Exception, _of_bug)


def invalid(error: ValidationError) -> errors.Invalid:
    """What pydantic found, field by field."""
    return errors.Invalid({_place(bad): FIELD_TEXTS.get(bad["type"], BAD_VALUE) for bad in error.errors()})


def problem(error: LobbyError, language: str) -> dict[str, Any]:
    """The problem (RFC 9457) in a language."""
    words = texts(language)
    told = {
        "type": f"/api/v1/docs#{error.code}",
        "title": words.gettext(TITLES.get(error.code, error.message if not error.params else N_("Das geht gerade nicht"))),
        "status": error.status,
        "code": error.code,
        "detail": words.gettext(error.message, **_said(error, words)),
        "errors": {field: words.gettext(message) for field, message in error.errors.items()},
    }
    return told | ({"state": error.params["state"]} if "state" in error.params else {})


def language() -> str:
    """The language in which the asker reads."""
    return negotiate(request.headers.get("Accept-Language"), pages.READY)


def answer(error: LobbyError) -> AnyResponse:
    response = _json(error) if request.path.startswith("/api/") or _wants_json() else _page(error)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 401 and request.path.startswith("/api/"):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _json(error: LobbyError) -> Response:
    response = jsonify(problem(error, language()))
    response.status_code, response.mimetype = error.status, "application/problem+json"
    return response


def _page(error: LobbyError) -> AnyResponse:
    if error.status == 401 and request.method == "GET" and "login" in _endpoints() and "device" not in request.args:
        return redirect(url_for("login.form", next=request.full_path.rstrip("?")), 303)
    chosen = request.args.get("lang", "")
    shown = chosen if chosen in LANGUAGES else language()
    response = pages.render("problem.html", shown, **problem(error, shown))
    response.status_code = error.status
    return response


def _endpoints() -> set[str]:
    return set(current_app.blueprints)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(("text/html", "application/json", "application/problem+json"), "text/html")
    return best != "text/html"


def _of_http(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    response = answer(BY_STATUS.get(error.code or 500, Broken)())
    if isinstance(error, HTTPMethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _of_database(error: Exception) -> AnyResponse:
    _logged(error)
    return answer(errors.Busy())


def _of_bug(error: Exception) -> AnyResponse:
    _logged(error)
    return answer(Broken())


def _logged(error: Exception) -> None:
    rule = request.url_rule.rule if request.url_rule else ""  # the address may hold a token
    current_app.logger.error("%s %s", request.method, rule, exc_info=error)


def _said(error: LobbyError, words: Any) -> dict[str, Any]:
    """The sentence's parameters: a state by its word, a date and the office's own texts in the reader's language."""
    params = {name: _told(value, words.language.code) for name, value in error.params.items()}
    if "state" in params:
        params["state"] = words.gettext(pages.STATES[params["state"]])
    if "reason" in params:
        params["reason"] = words.gettext(params["reason"])
    return params


def _told(value: Any, language: str) -> Any:
    if isinstance(value, date):
        return day_name(value, language)
    return pick(value, language) if isinstance(value, Mapping) and value else value


def _place(bad: Any) -> str:
    return ".".join(map(str, bad["loc"])) or "body"
