"""One ticket, as its visitor sees it on the phone and at the kiosk."""

from lobby.boards.view import JSON, View, call, head, iso, service_name, service_of, spoken, wait_of
from lobby.domain import turn
from lobby.domain.day import Ticket
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import State
from lobby.domain.waiting.outlook import outlook


def board(view: View) -> JSON:
    """The ticket whose id is the view's key. `slip`, and from which other printer, only inside the house. Raises NotFound."""
    ticket = view.day.tickets.get(int(view.key))
    if ticket is None:
        raise NotFound()
    shown = head(view) | {"spoken": spoken(ticket), "service_name": service_name(view, ticket)} | public(view, ticket)
    return shown | {"slip": ticket.slip.value, "slip_printer": ticket.slip_printer} if view.is_inside else shown


def public(view: View, ticket: Ticket) -> JSON:
    """The Ticket of the contract without what only the house may see, and without its token."""
    service = service_of(view, ticket)
    is_waiting = ticket.state is State.WAITING
    return {
        "number": ticket.number,
        "service": service.slug if service else None,
        "language": ticket.language,
        "state": ticket.state.value,
        "drawn_at": iso(ticket.drawn_at),
        "ahead": turn.ahead_of(view.office, view.day, ticket.service_id, view.as_of, ticket) if is_waiting else None,
        "wait": wait_of(outlook(view.office, view.day, view.as_of).tickets.get(ticket.id)) if is_waiting else None,
        "call": call(view, ticket) if ticket.state in (State.CALLED, State.SERVING) else None,
    }


def private(view: View, ticket: Ticket) -> JSON:
    """What the house sees besides."""
    return {"id": ticket.id, "needs": list(ticket.needs), "party_size": ticket.party_size, "slip": ticket.slip.value}
