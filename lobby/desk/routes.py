"""The desk's pages, and its actions as plain forms for browsers without scripts."""

from typing import Any

from flask import Blueprint, Response, g, redirect, request, session, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from lobby.boards.view import JSON
from lobby.commands import calling, seats, slips
from lobby.commands.at_desk import HELD
from lobby.desk import times
from lobby.desk.counters import at_all, chosen_services, counter_told, freed
from lobby.domain.errors import CounterBusy, LobbyError, NotFound
from lobby.i18n import GERMAN, LANGUAGES, SIMPLE_GERMAN
from lobby.web import problems, staff
from lobby.web.access import holder, names_office, office_id, staff_id
from lobby.web.runtime import here
from lobby.web.seat import make_sure_it_is_this_one, own_counter
from lobby.web.verbs import VERBS, from_form

SPOKEN = "spoken"  # in this browser's session: the languages that its user speaks
DIALOGS = ("park", "transfer", "note", "call", "leave", "panic", "help")

pages = Blueprint("desk", __name__, template_folder="templates", static_folder="static", static_url_path="/desk/static")
times.bring(pages)


@pages.get("/desk")
def desk() -> Response:
    """The desk of whoever is signed on at a counter; for others the counters to choose from. `?do=` opens a dialog."""
    return _shown()


@pages.get("/desk/choose")
def choose() -> Response:
    """The counters, also for those who sit at one already."""
    return _choice()


@pages.post("/desk/sign-on")
def sign_on() -> AnyResponse:
    """Take a seat; who sits elsewhere is asked first."""
    session[SPOKEN] = [code for code in request.form.getlist("languages") if code in LANGUAGES]
    office, day = here().day(office_id())
    own, chosen = own_counter(office, day), office.counter(request.form.get("counter", ""))
    if own and chosen and own.id != chosen.id and "move" not in request.form:
        view = here().view(office.id, "", staff.language())
        told = {"to": counter_told(view, chosen), "from": counter_told(view, own), "spoken": session[SPOKEN]}
        told["services"] = request.form.getlist("services")
        return staff.page("desk/move.html", office, **told)
    services = chosen_services(office, chosen, request.form.getlist("services"))
    return _done(seats.sign_on, request.form.get("counter", ""), services, tuple(session[SPOKEN]))


@pages.post("/desk/sign-off")
def sign_off() -> AnyResponse:
    """Leave the counter. With visitors still there, parked ones too, the page asks what becomes of them."""
    office, day = here().day(office_id())
    own, is_sure = own_counter(office, day), "return_visitors" in request.form
    if own and not is_sure and any(ticket.counter_id == own.id for ticket in day.having(*HELD)):
        make_sure_it_is_this_one()
        return _shown(status=CounterBusy.status, asked="leave")
    return _done(seats.sign_off, return_visitors=is_sure)


@pages.post("/desk/next")
def call_next() -> AnyResponse:
    return _done(calling.call_next)


@pages.post("/desk/break")
def take_break() -> AnyResponse:
    return _done(seats.take_break)


@pages.post("/desk/back")
def end_break() -> AnyResponse:
    return _done(seats.end_break)


@pages.post("/desk/panic")
def panic() -> AnyResponse:
    return _done(seats.panic)


@pages.post("/desk/panic/<counter>/<answer>")
def answer_panic(counter: str, answer: str) -> AnyResponse:
    if answer not in ("coming", "calm"):
        raise NotFound()
    return _done(seats.coming if answer == "coming" else seats.calm, counter)


@pages.post("/desk/tickets/<int:ticket_id>/slip")
def reprint(ticket_id: int) -> AnyResponse:
    """Print the slip once more, where the first one was to come out."""
    here().do(slips.reprint, office_id(), f"staff:{staff_id()}", ticket_id)
    return redirect(url_for("desk.desk", office=request.args.get("office")), 303)


@pages.post("/desk/tickets/<int:ticket_id>/<verb>")
def go_on(ticket_id: int, verb: str) -> AnyResponse:
    if verb not in VERBS:
        raise NotFound()
    command, told = VERBS[verb]
    try:
        said = from_form(told, request.form.to_dict())
    except ValidationError as error:
        raise problems.invalid(error) from None
    return _done(command, ticket_id, **said)


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    """What is refused to somebody at work leaves her where she is, with the reason beside it."""
    if request.method == "GET" or "holder" not in g or not names_office():
        return problems.answer(error)
    return _shown(problems.problem(error, staff.language()), error.status)


def _done(command: Any, *args: Any, **told: Any) -> AnyResponse:
    """Run one of the desk's commands for whoever asks, then show the desk again."""
    make_sure_it_is_this_one()
    here().do(command, office_id(), staff_id(), *args, **told)
    return redirect(url_for("desk.desk", office=request.args.get("office")), 303)


def _shown(problem: JSON | None = None, status: int = 200, asked: str | None = None) -> Response:
    office, day = here().day(office_id())
    counter = own_counter(office, day)
    if counter is None:
        return _choice(problem, status)
    board = here().board("desk", office.id, counter.slug, staff.language(), inside=True)
    asked = asked or (request.args.get("do") if request.args.get("do") in DIALOGS else None)
    ticket = day.tickets.get(request.args.get("ticket", 0, int))
    return staff.page(
        "desk/desk.html",
        office,
        status,
        board=board,
        problem=problem,
        asked=asked,
        about=ticket and {"id": ticket.id, "number": ticket.number},
        counters=[each for each in at_all(here().view(office.id, "", staff.language())) if each["slug"] != counter.slug],
        may_pick=bool(holder().roles & office.policy.pickers),
    )


def _choice(problem: JSON | None = None, status: int = 200) -> Response:
    view = here().view(office_id(), "", staff.language())
    return staff.page(
        "desk/choose.html",
        view.office,
        status,
        counters=at_all(view),
        freed=freed(view),
        services=[{"slug": s.slug, "letter": s.letter, "name": view.text(s.name)} for s in view.office.services.values()],
        problem=problem,
        spoken=session.get(SPOKEN, []),
        spoken_choices=[code for code in view.office.languages if code not in (GERMAN, SIMPLE_GERMAN)],
    )
