"""A tablet at the exit: one question, five faces, and thanks for some seconds. By touch, keys and ear as the kiosk is."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from limits import RateLimitItem, parse
from redis import RedisError
from werkzeug.wrappers import Response as AnyResponse

from kiosk import routes
from lobby.commands import feedback
from lobby.domain.errors import LobbyError
from lobby.domain.feedback import FACES, QUESTION
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES
from lobby.store.tables.devices import DeviceKind
from lobby.web import pairing, problems
from lobby.web.access import holder, names_office, office_id
from lobby.web.limits import limiter
from lobby.web.runtime import here

COUNTED: tuple[RateLimitItem, ...] = (parse("4/minute"), parse("60/hour"))
"""So many answers of one tablet count. Whoever presses more often is thanked; that she did is counted apart."""

pages = Blueprint("kiosk-exit", __name__, template_folder="templates")


@pages.get("/kiosk/exit")
def start() -> Response:
    """The question in the office's first language, and all languages by their own names."""
    office = here().office(office_id())
    return _page("start", office, office.languages[0], spoken=[LANGUAGES[each] for each in here().languages(office)])


@pages.get("/kiosk/exit/<language>")
def ask(language: str) -> Response:
    """The question in the language that was chosen."""
    return _page("ask", routes.office_in(language), language)


@pages.post("/kiosk/exit")
def answer() -> AnyResponse:
    """Count a face, and thank. `chosen`: the language, where one was chosen. Raises Invalid, NotAsked."""
    language, chosen = request.form.get("language", ""), request.form.get("chosen")
    office, score = routes.office_in(language), request.form.get("score", 0, type=int)
    here().do(feedback.at_exit, office.id, language if chosen else None, score, _is_too_soon())
    return redirect(url_for("kiosk-exit.thanks", language=language), 303)


@pages.get("/kiosk/exit/<language>/thanks")
def thanks(language: str) -> Response:
    """Thanks; the page goes back to the question by itself."""
    return _page("thanks", routes.office_in(language), language)


@pages.errorhandler(LobbyError)
def refused(error: LobbyError) -> AnyResponse:
    """A screen without its key shows a code, by which staff add it; where nobody is asked, the page says so."""
    if pairing.is_wanted(error):
        return pairing.shown(DeviceKind.EXIT)
    if not names_office():
        return problems.answer(error)
    office = here().office(office_id())
    response = _page("refused", office, office.languages[0], problem=problems.problem(error, office.languages[0]))
    response.status_code = error.status
    return response


@pages.errorhandler(CSRFError)
def stale(_: CSRFError) -> AnyResponse:
    """The form is older than the browser's session: begin anew."""
    return redirect(url_for("kiosk-exit.start"), 303)


def _page(name: str, office: Office, language: str, **context: Any) -> Response:
    told: dict[str, Any] = {"spoken": [], "problem": None} | context
    shown = {"page_name": name, "question": QUESTION, "faces": FACES, "asks": office.feedback.asks}
    return routes.page("kiosk/exit.html", office, language, routes.board_of(office, language), **shown, **told)


def _is_too_soon() -> bool:
    """Whether so many answers came from this tablet just now that this one counts no more. While Redis is away each counts."""
    try:
        return not all(limiter.limiter.hit(each, "exit", str(holder().device_id)) for each in COUNTED)
    except RedisError:
        return False
