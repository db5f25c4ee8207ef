"""A desk: who is here now, who comes next and why, who did not come, whose paper did not print."""

from collections import Counter as Tally
from datetime import timedelta

from lobby.boards.view import JSON, View, counter_hint, counter_name, frame, head, iso, service_of
from lobby.domain import turn
from lobby.domain.day import Ticket
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import SlipState, State

MOST_WAITING, MOST_MISSED, MOST_UNPRINTED = 30, 10, 10
PATIENCE = timedelta(seconds=10)  # a slip that is not on paper by then is shown to staff


def board(view: View) -> JSON:
    """The board of the counter that is the view's key. Raises NotFound."""
    counter = view.office.counter(view.key)
    if counter is None:
        raise NotFound()
    mine = turn.served_at(view.office, counter, view.day.seats.get(counter.id))
    queue = turn.queue(view.day, mine, view.as_of)
    states = Tally(ticket.state for ticket in view.day.tickets.values())
    here = [t for t in view.day.having(State.CALLED, State.SERVING) if t.counter_id == counter.id]
    return (
        head(view)
        | frame(view)
        | {
            "counter": {"slug": counter.slug, "name": counter_name(view, counter), "hint": counter_hint(view, counter)},
            "services": {service.slug: view.text(service.name) for service in view.office.services.values()},
            "signed_on": counter.id in view.day.seats,
            "current": _current(view, here[0]) if here else None,
            "waiting": [entry(view, pick.ticket, pick.waited_minutes) for pick in queue[:MOST_WAITING]],
            "counts": {state.value: states[state] for state in (State.CALLED, State.SERVING, State.MISSED, State.FINISHED)}
            | {"waiting": len(queue), "others": states[State.WAITING] - len(queue)},
            "missed": [_brief(view, ticket) for ticket in view.day.having(State.MISSED) if ticket.service_id in mine][
                -MOST_MISSED:
            ],
            "unprinted": [_brief(view, ticket) for ticket in unprinted(view)][-MOST_UNPRINTED:],
        }
    )


def entry(view: View, ticket: Ticket, waited_minutes: int | None = None) -> JSON:
    """A ticket in a list of the desk's."""
    minutes = turn.minutes_waited(ticket, view.as_of) if waited_minutes is None else waited_minutes
    service = service_of(view, ticket)
    return {
        "id": ticket.id,
        "number": ticket.number,
        "service": service.slug if service else None,
        "language": ticket.language,
        "needs": list(ticket.needs),
        "party_size": ticket.party_size,
        "state": ticket.state.value,
        "drawn_at": iso(ticket.drawn_at),
        "slip": ticket.slip.value,
        "why": why(view, minutes),
    }


def _brief(view: View, ticket: Ticket) -> JSON:
    service = service_of(view, ticket)
    return {"id": ticket.id, "number": ticket.number, "service": service.slug if service else None, "slip": ticket.slip.value}


def why(view: View, waited_minutes: int) -> str:
    """Why a ticket stands where it stands, in words."""
    return view.words.ngettext("wartet seit {count} Minute", "wartet seit {count} Minuten", waited_minutes)


def unprinted(view: View) -> list[Ticket]:
    """Tickets in life whose paper did not come, or is late."""
    alive = view.day.having(State.WAITING, State.CALLED)
    return [ticket for ticket in alive if ticket.slip in (SlipState.FAILED, SlipState.UNCONFIRMED) or _is_late(view, ticket)]


def _is_late(view: View, ticket: Ticket) -> bool:
    assert ticket.drawn_at is not None
    return ticket.slip in (SlipState.QUEUED, SlipState.SENDING) and view.as_of - ticket.drawn_at > PATIENCE * view.speed


def _current(view: View, ticket: Ticket) -> JSON:
    return entry(view, ticket) | {
        "called_at": iso(ticket.called_at),
        "started_at": iso(ticket.started_at),
        "count": ticket.call_count,
        "call_line": ticket.call_line,
    }
