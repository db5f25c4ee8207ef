"""Ways aside from the ordinary one: find a concern by everyday words, say what one needs, see what to do without a paper."""

from flask import Blueprint, Response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from kiosk import alphabets, tongues
from kiosk.routes import NEEDED, advice_of, board_of, chosen, new_key, office_in, page, refused, stale
from lobby.domain import concerns
from lobby.domain.errors import LobbyError
from lobby.domain.needs import NEEDS
from lobby.web.runtime import here

LONGEST = 40  # letters of a search
BACK, SPACE = "back", "space"

pages = Blueprint("kiosk-advice", __name__, template_folder="templates")
pages.register_error_handler(LobbyError, refused)
pages.register_error_handler(CSRFError, stale)


@pages.get("/kiosk/search/<language>")
def search(language: str) -> Response:
    """Type an everyday word."""
    return _found(language, "")


@pages.post("/kiosk/search/<language>")
def find(language: str) -> Response:
    """What the words typed may mean. A key of the screen adds its letter, where no script does. Nothing of it is kept or logged."""
    typed, letter = (request.form.get(name, "")[:LONGEST] for name in ("words", "letter"))
    if letter == BACK:
        return _found(language, typed[:-1])
    return _found(language, (typed + (" " if letter == SPACE else letter[:1]))[:LONGEST])


def _found(language: str, typed: str) -> Response:
    office = office_in(language)
    board = board_of(office, language)
    offered = {each["slug"]: each for each in board["services"]}
    found = [offered[each.slug] for each in concerns.search(office.services.values(), typed, language)]
    latin = request.args.get("letters") == "latin"
    told = {"words": typed, "found": found, "is_asked": bool(concerns.words(typed))}
    told |= {"letters": alphabets.letters(language, latin), "others": alphabets.letters(language, not latin), "latin": latin}
    return page("kiosk/search.html", office, language, board, **told, advice=advice_of(office, board))


@pages.get("/kiosk/needs/<language>/<service>")
def needs(language: str, service: str) -> Response:
    """Say what one needs. Told by nobody else, it goes with the ticket alone: no address has it."""
    office = office_in(language)
    _, offered, board = chosen(office, language, service)
    told = [(need, label, need in session.get(NEEDED, [])) for need, label in NEEDS.items()]
    return page("kiosk/needs.html", office, language, board, service=offered, needs=told)


@pages.post("/kiosk/needs/<language>/<service>")
def turn_need(language: str, service: str) -> AnyResponse:
    """Add a need, or take it back."""
    office_in(language)
    turned = {request.form.get("need", "")} & set(NEEDS)
    session[NEEDED] = [need for need in NEEDS if need in set(session.get(NEEDED, [])) ^ turned]
    return redirect(url_for("kiosk-advice.needs", language=language, service=service), 303)


@pages.get("/kiosk/missing/<language>/<service>")
def missing(language: str, service: str) -> Response:
    """What to do when a paper is missing: ask first, draw all the same, or come again."""
    office = office_in(language)
    _, offered, board = chosen(office, language, service)
    advice = advice_of(office, board)
    again = tongues.again(office, here().clock.now(), language)
    told = {"service": offered, "advice": advice if advice != offered else None, "again": again}
    return page("kiosk/missing.html", office, language, board, **told, key=new_key())
