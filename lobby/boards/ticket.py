"""One ticket, as its visitor sees it on the phone and at the kiosk."""

from datetime import timedelta

from lobby.boards.view import JSON, View, call, clock_time, head, iso, service_name, service_of, spoken, wait_of
from lobby.domain import capacity, turn
from lobby.domain.day import Ticket
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import State
from lobby.domain.waiting import promise
from lobby.domain.waiting.outlook import outlook
from lobby.domain.waiting.shown import Wait


def board(view: View) -> JSON:
    """The ticket whose id is the view's key. `slip`, and from which other printer, only inside the house. Raises NotFound."""
    ticket = view.day.tickets.get(int(view.key))
    if ticket is None:
        raise NotFound()
    shown = head(view) | {"spoken": spoken(ticket), "service_name": service_name(view, ticket)} | public(view, ticket)
    shown |= (_waiting(view, ticket) if ticket.state is State.WAITING else {}) | _place(view, ticket)
    return shown | {"slip": ticket.slip.value, "slip_printer": ticket.slip_printer} if view.is_inside else shown


def public(view: View, ticket: Ticket) -> JSON:
    """The Ticket of the contract without what only the house may see, and without its token."""
    is_waiting = ticket.state is State.WAITING
    return _told(view, ticket, outlook(view.office, view.day, view.as_of).tickets.get(ticket.id) if is_waiting else None)


def as_drawn(view: View, ticket: Ticket) -> JSON:
    """The same of a ticket that has just been drawn: with the range that its paper says."""
    promised = promise.range_of(ticket.promise)
    return _told(view, ticket, Wait(*promised) if promised else None)


def _told(view: View, ticket: Ticket, wait: Wait | None) -> JSON:
    service = service_of(view, ticket)
    is_waiting = ticket.state is State.WAITING
    return {
        "number": ticket.number,
        "service": service.slug if service else None,
        "language": ticket.language,
        "state": ticket.state.value,
        "drawn_at": iso(ticket.drawn_at),
        "ahead": turn.ahead_of(view.office, view.day, ticket.service_id, view.as_of, ticket) if is_waiting else None,
        "wait": wait_of(wait),
        "call": call(view, ticket) if ticket.state in (State.CALLED, State.SERVING) else None,
    }


def _waiting(view: View, ticket: Ticket) -> JSON:
    """What somebody who waits may want to know besides, and for how many minutes more she may ask."""
    service, policy = service_of(view, ticket), view.office.policy
    is_postponed = ticket.not_before is not None and turn.is_postponed(ticket, view.as_of)
    may = not is_postponed and turn.may_postpone(view.office, ticket, view.as_of, view.as_of + policy.postpone)
    return {
        "bring": list(view.text(service.bring)) if service and service.bring else [],
        "probably_today": capacity.is_probably_called_today(view.office, view.day, ticket, view.as_of),
        "not_before": clock_time(view, ticket.not_before) if ticket.not_before is not None and is_postponed else None,
        "more_minutes": policy.postpone // timedelta(minutes=1) if may else None,
    }


def _place(view: View, ticket: Ticket) -> JSON:
    """Where the counter is that calls: its floor, and which way to go, where the office says it."""
    counter = view.office.counters.get(ticket.counter_id or 0) if ticket.state is State.CALLED else None
    return {"place": {"floor": counter.floor, "direction": counter.direction}} if counter else {}


def private(view: View, ticket: Ticket) -> JSON:
    """What the house sees besides."""
    return {"id": ticket.id, "needs": list(ticket.needs), "party_size": ticket.party_size, "slip": ticket.slip.value}
