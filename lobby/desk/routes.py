"""The desk's pages, and its actions as plain forms for browsers without scripts."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from lobby.boards.view import JSON, View, counter_hint, counter_name
from lobby.commands import calling, seats
from lobby.desk import staff
from lobby.domain import turn
from lobby.domain.day import DayState
from lobby.domain.errors import LobbyError, NotFound
from lobby.domain.office import Counter, Office
from lobby.web import problems
from lobby.web.access import allow, holder, office_id
from lobby.web.runtime import here
from lobby.web.verbs import VERBS, from_form

WHO = ("caseworker", "frontdesk")

pages = Blueprint("desk", __name__, template_folder="templates", static_folder="static", static_url_path="/desk/static")


@pages.get("/desk")
@allow(*WHO)
def desk() -> Response:
    """The desk of whoever is signed on at a counter; for others the counters to choose from."""
    return _shown()


@pages.post("/desk/sign-on")
@allow(*WHO)
def sign_on() -> AnyResponse:
    return _done(seats.sign_on, request.form.get("counter", ""))


@pages.post("/desk/sign-off")
@allow(*WHO)
def sign_off() -> AnyResponse:
    return _done(seats.sign_off)


@pages.post("/desk/next")
@allow(*WHO)
def call_next() -> AnyResponse:
    return _done(calling.call_next)


@pages.post("/desk/tickets/<int:ticket_id>/<verb>")
@allow(*WHO)
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
    if request.method == "GET" or "holder" not in g:
        return problems.answer(error)
    return _shown(problems.problem(error, staff.language()), error.status)


@pages.app_template_filter()
def elapsed(since: str, until: str) -> str:
    """From one instant to another as "4:05" or "1:04:05"; the page's since.js goes on counting."""
    seconds = max(0, round((datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()))
    minutes, hours = seconds // 60 % 60, seconds // 3600
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _done(command: Any, *args: Any, **told: Any) -> AnyResponse:
    """Run one of the desk's commands for whoever asks, then show the desk again."""
    here().do(command, office_id(), holder().staff_id, *args, **told)
    return redirect(url_for("desk.desk", office=request.args.get("office")), 303)


def _shown(problem: JSON | None = None, status: int = 200) -> Response:
    office, day = here().day(office_id())
    counter = _own_counter(office, day)
    if counter is None:
        view = here().view(office.id, "", staff.language())
        return staff.page("desk/choose.html", office, status, counters=_counters(view), problem=problem)
    board = here().board("desk", office.id, counter.slug, staff.language(), inside=True)
    return staff.page("desk/desk.html", office, status, board=board, problem=problem)


def _own_counter(office: Office, day: DayState) -> Counter | None:
    """The counter at which whoever asks is signed on today."""
    own = (counter_id for counter_id, seat in day.seats.items() if seat.staff_id == holder().staff_id)
    return office.counters.get(next(own, 0))


def _counters(view: View) -> list[JSON]:
    return [_counter(view, counter) for counter in view.office.counters.values()]


def _counter(view: View, counter: Counter) -> JSON:
    served = [service for service in view.office.services.values() if service.id in counter.service_ids]
    return {
        "slug": counter.slug,
        "name": counter_name(view, counter),
        "hint": counter_hint(view, counter),
        "services": [{"letter": service.letter, "name": view.text(service.name)} for service in served],
        "waiting": len(turn.queue(view.office, view.day, counter, view.as_of)),
        "is_taken": counter.id in view.day.seats,
    }
