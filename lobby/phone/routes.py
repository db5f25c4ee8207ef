"""The page behind a ticket's QR code, and giving the ticket up. Whoever has the token may do both."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.boards.view import JSON
from lobby.commands import feedback, tickets
from lobby.domain.errors import Gone, NotAllowed, NotFound
from lobby.domain.feedback import FACES, LONGEST_WORDS, QUESTION
from lobby.domain.lifecycle import NEXT, State, Verb
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES
from lobby.store.database import Database
from lobby.web import problems
from lobby.web.limits import by_token, changes, limiter, ticket_of
from lobby.web.pages import READY, render
from lobby.web.runtime import here

pages = Blueprint("phone", __name__, template_folder="templates", static_folder="static", static_url_path="/phone/static")


@pages.get("/t/<token>")
def ticket(token: str) -> Response:
    """The ticket, in the language in which it was drawn, or in `?lang=`."""
    office, language, board = _board(token)
    asked = _asked(office, token) if board["state"] == State.FINISHED else None
    shown = {"languages": office.languages, "is_demo": office.is_demo, "will_ask": office.feedback.asks}
    return render("phone/page.html", language, board=board, token=token, asked=asked, **shown)


@pages.get("/t/<token>/withdraw")
def ask(token: str) -> AnyResponse:
    """Ask once more, before the ticket is given up."""
    office, language, board = _board(token)
    if Verb.WITHDRAW not in NEXT[State(board["state"])]:
        return _back(token)
    return render("phone/withdraw.html", language, board=board, token=token, is_demo=office.is_demo)


@pages.post("/t/<token>/withdraw")
@limiter.limit(changes, key_func=by_token)
def withdraw(token: str) -> AnyResponse:
    """Give the ticket up. One that is no longer waiting stays as it is, and its page says how."""
    return _changed(tickets.withdraw, token)


@pages.post("/t/<token>/postpone")
@limiter.limit(changes, key_func=by_token)
def postpone(token: str) -> AnyResponse:
    """Ask for as much more time as the office gives. Where it gives none, the ticket stays as it is, and its page says how."""
    return _changed(tickets.postpone, token)


@pages.post("/t/<token>/feedback")
@limiter.limit(changes, key_func=by_token)
def answer(token: str) -> AnyResponse:
    """How the visit was, once or otherwise. Where it is not over, or nobody asks, the page says how it stands. Raises Invalid."""
    ticket_of(token)
    with suppress(feedback.NotAsked):
        here().do(feedback.answer, token, request.form.get("score", 0, type=int), request.form.get("words"))
    return _back(token, "feedback")


@pages.get("/t/<token>/app.webmanifest")
def manifest(token: str) -> Response:
    """The ticket as an app of its own on the phone's home screen."""
    _, language, board = _board(token)
    told = {
        "name": f"{board['number']} · {board['office_name']}",
        "short_name": board["number"],
        "lang": LANGUAGES[language].tag,
        "dir": LANGUAGES[language].direction,
        "id": f"/t/{token}",
        "start_url": f"/t/{token}?lang={language}",
        "scope": f"/t/{token}",
        "display": "standalone",
        "background_color": "#f4f6f5",
        "theme_color": "#f4f6f5",
        "icons": [{"src": "/static/icon.svg", "type": "image/svg+xml", "sizes": "any"}],
    }
    response = jsonify(told)
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.errorhandler(NotFound)
@pages.errorhandler(Gone)
def over(error: NotFound | Gone) -> Response:
    """No such ticket, or its day is over: said in the visitor's language, with what to do now."""
    asked = request.args.get("lang", "")
    language = asked if asked in READY else problems.language()
    response = render("phone/over.html", language, is_over=isinstance(error, Gone), is_demo=False)
    response.status_code = error.status
    return response


def _board(token: str) -> tuple[Office, str, JSON]:
    """The office, the page's language, and the ticket's board. Raises NotFound, Gone."""
    office_id, ticket_id = ticket_of(token)
    office, day = here().day(office_id)
    asked = request.args.get("lang", "")
    language = asked if asked in office.languages else day.tickets[ticket_id].language
    topic = f"{office.slug}/ticket/{token}"
    return office, language, here().board("ticket", office_id, str(ticket_id), language, topic=topic)


def _changed(command: Callable[[Database, str], int], token: str) -> AnyResponse:
    """Do it, where the ticket's state allows it, and show the ticket. Raises NotFound, Gone."""
    ticket_of(token)
    with suppress(NotAllowed):
        here().do(command, token)
    return _back(token)


def _asked(office: Office, token: str) -> dict[str, Any] | None:
    """The question, and what was answered so far; None where the office does not ask."""
    if not office.feedback.asks:
        return None
    with here().db.snapshot() as session:
        score, words = feedback.given(session, ticket_of(token)[1]) or (None, "")
    told = {"question": QUESTION, "faces": FACES, "longest": LONGEST_WORDS, "may_write": office.feedback.words}
    return told | {"score": score, "words": words}


def _back(token: str, part: str | None = None) -> AnyResponse:
    return redirect(url_for("phone.ticket", token=token, lang=request.args.get("lang"), _anchor=part), 303)
