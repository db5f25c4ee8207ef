"""The desk: counters, signing on and off, calling, the queue."""

from typing import Any

from lobby.boards import desk as boards
from lobby.boards.view import View, counter_hint, counter_name
from lobby.commands import calling
from lobby.domain import turn
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import State
from lobby.web.access import holder, office_id, staff_id
from lobby.web.api import models
from lobby.web.api.operation import SECURITY, blueprint, guarded
from lobby.web.api.tickets import shown
from lobby.web.problems import language
from lobby.web.runtime import here

api = blueprint("desk", "A caseworker's desk")


@api.get("/desk/counters", summary="The counters", responses={200: models.Counters}, security=SECURITY)
@guarded("caseworker", "frontdesk", "lead")
def counters() -> Any:
    view = here().view(office_id(), "", language())
    return [_counter(view, counter.slug) for counter in view.office.counters.values()]


@api.put("/desk/session", summary="Sign on at a counter", responses={200: models.CounterOut}, security=SECURITY)
@guarded("caseworker", "frontdesk")
def sign_on(body: models.SessionBody) -> Any:
    services = None if body.services is None else tuple(body.services)
    here().do(calling.sign_on, office_id(), staff_id(), body.counter, services, tuple(body.languages))
    return _counter(here().view(office_id(), "", language()), body.counter)


@api.delete("/desk/session", summary="Sign off", responses={204: None}, security=SECURITY)
@guarded("caseworker", "frontdesk")
def sign_off() -> Any:
    here().do(calling.sign_off, office_id(), staff_id())
    return "", 204


@api.post("/desk/next", summary="Call the next one", responses={200: models.NextOut}, security=SECURITY)
@guarded("caseworker", "frontdesk")
def call_next() -> Any:
    called = here().do(calling.call_next, office_id(), staff_id())
    why = boards.why(here().view(office_id(), "", language()), called.waited_minutes)
    return {"ticket": shown(office_id(), called.ticket_id, inside=True), "why": why}


@api.post(
    "/desk/tickets/<int:ticket_id>/<verb>", summary="Go on with a ticket", responses={200: models.TicketOut}, security=SECURITY
)
@guarded("caseworker", "frontdesk")
def go_on(path: models.VerbPath) -> Any:
    """Verbs: repeat-call, start, finish, miss, reinstate, withdraw."""
    command = calling.VERBS.get(path.verb)
    if command is None:
        raise NotFound()
    return shown(office_id(), here().do(command, office_id(), staff_id(), path.ticket_id), inside=True)


@api.get("/desk/queue", summary="Everybody, in order", responses={200: models.QueueOut}, security=SECURITY)
@guarded("caseworker", "frontdesk", "lead")
def queue() -> Any:
    view = here().view(office_id(), "", language())
    order = turn.queue(view.day, view.office.services, view.as_of)
    waiting = {"waiting": [boards.entry(view, pick.ticket, pick.waited_minutes) for pick in order]}
    others = (State.CALLED, State.SERVING, State.PARKED, State.MISSED)
    return waiting | {state.value: [boards.entry(view, ticket) for ticket in view.day.having(state)] for state in others}


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
