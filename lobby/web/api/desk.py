"""The desk: counters, signing on and off, calling, the queue."""

from collections.abc import Callable
from typing import Any

from lobby.boards import desk as boards
from lobby.boards import why
from lobby.boards.view import View, counter_hint, counter_name
from lobby.commands import calling, seats
from lobby.domain import turn
from lobby.domain.lifecycle import State
from lobby.web.access import holder, office_id, staff_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.api.tickets import shown_after
from lobby.web.problems import language
from lobby.web.runtime import here
from lobby.web.seat import make_sure_it_is_this_one
from lobby.web.verbs import VERBS, Told

api = blueprint("desk", "A caseworker's desk")


@api.get("/desk/counters", summary="The counters", responses={200: models.Counters})
@checked
def counters() -> Any:
    """In the office's order; who sits where is not told, only whether somebody does, or oneself."""
    view = here().view(office_id(), "", language())
    return [_counter(view, counter.slug) for counter in view.office.counters.values()]


@api.put("/desk/session", summary="Sign on at a counter", responses={200: models.CounterOut})
@checked
def sign_on(body: models.SessionBody) -> Any:
    """Whoever sat elsewhere moves; signing on again changes what is served and spoken there."""
    services = None if body.services is None else tuple(body.services)
    here().do(seats.sign_on, office_id(), staff_id(), body.counter, services, tuple(body.languages))
    return _counter(here().view(office_id(), "", language()), body.counter)


@api.delete("/desk/session", summary="Sign off", responses={204: None})
@checked
def sign_off(query: models.SignOffQuery) -> Any:
    """Parked visitors go back to the line. Nothing happens to who sits nowhere."""
    here().do(seats.sign_off, office_id(), staff_id(), query.return_visitors)
    return "", 204


@api.post("/desk/break", summary="Begin a break", responses={204: None})
@checked
def take_break() -> Any:
    """The seat is kept, and nobody is called there; the next call ends it."""
    _do(seats.take_break)
    return "", 204


@api.post("/desk/back", summary="End a break", responses={204: None})
@checked
def end_break() -> Any:
    """Nothing happens where there is none."""
    _do(seats.end_break)
    return "", 204


@api.post("/desk/panic", summary="Call for help", responses={204: None})
@checked
def panic() -> Any:
    """All desks and the front desk show it; once more changes nothing."""
    _do(seats.panic)
    return "", 204


@api.post("/desk/panic/<counter>/coming", summary="Say that one comes to help", responses={204: None})
@checked
def coming(path: models.CounterPath) -> Any:
    """Whoever called for help sees it. 404 where nobody did."""
    _do(seats.coming, path.counter)
    return "", 204


@api.post("/desk/panic/<counter>/calm", summary="Help is no longer needed", responses={204: None})
@checked
def calm(path: models.CounterPath) -> Any:
    """Nothing happens where nobody called."""
    _do(seats.calm, path.counter)
    return "", 204


@api.post("/desk/next", summary="Call the next one", responses={200: models.NextOut})
@checked
def call_next() -> Any:
    """Whose turn it is, by the office's order. While one is called here, that same call again: a double click calls nobody else."""
    called = _do(calling.call_next)
    told = why.words(here().view_after(office_id(), "", language()), called.reasons)
    return {"ticket": shown_after(office_id(), called.ticket_id), "why": told}


@api.get("/desk/queue", summary="Everybody, in order", responses={200: models.QueueOut})
@checked
def queue() -> Any:
    """Those waiting in the order in which they will be called, and those called, served, parked and missed."""
    view = here().view(office_id(), "", language(), inside=True)
    waiting = [boards.entry(view, pick) for pick in turn.everybody(view.office, view.day, view.as_of)]
    others = (State.CALLED, State.SERVING, State.PARKED, State.MISSED)
    return {"waiting": waiting} | {state.value: [boards.shown(view, t) for t in view.day.having(state)] for state in others}


def _offer(verb: str, command: Callable[..., int], told: type[Told]) -> None:
    """One operation a verb, so that each is described with what it may be told."""

    def go_on(path: models.TicketPath, body: Told) -> Any:
        done = _do(command, path.ticket_id, **body.model_dump(exclude_none=True))
        return shown_after(office_id(), done)

    go_on.__name__ = f"desk_{verb.replace('-', '_')}"
    go_on.__doc__ = told.__doc__
    go_on.__annotations__ = {"path": models.TicketPath, "body": told}
    summary = f"Go on with a ticket: {verb}"
    offer = api.post(f"/desk/tickets/<int:ticket_id>/{verb}", summary=summary, responses={200: models.TicketOut})
    offer(checked(go_on))


for _verb, (_command, _told) in VERBS.items():
    _offer(_verb, _command, _told)


def _do(command: Callable[..., Any], *args: Any, **told: Any) -> Any:
    """Run one of the desk's commands for whoever asks, at the counter that her page shows."""
    make_sure_it_is_this_one()
    return here().do(command, office_id(), staff_id(), *args, **told)


def _counter(view: View, slug: str) -> dict[str, Any]:
    counter = view.office.counter(slug)
    assert counter is not None, slug
    seat = view.day.seats.get(counter.id)
    return {
        "slug": counter.slug,
        "name": counter_name(view, counter),
        "hint": counter_hint(view, counter),
        "area": counter.area,
        "services": [service.slug for service in view.office.services.values() if service.id in counter.service_ids],
        "taken": seat is not None,
        "taken_by_me": seat is not None and seat.staff_id == holder().staff_id,
    }
