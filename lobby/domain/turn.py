"""Whose turn it is.

For now: first come, first served, among the tickets that a counter can serve. A reinstated ticket keeps the place
that its drawing gave it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticket, and why it is its turn: whole minutes waited."""

    ticket: Ticket
    waited_minutes: int


def served_at(office: Office, counter: Counter, seat: Seat | None) -> frozenset[int]:
    """The ids of the services that a counter serves now: its own, narrowed by whom signed on chose."""
    if seat is None or seat.services is None:
        return counter.service_ids
    chosen = {service.id for service in office.services.values() if service.slug in seat.services}
    return counter.service_ids & chosen


def in_order(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Waiting tickets in the order in which they will be called."""
    return sorted(tickets, key=lambda ticket: (ticket.drawn_at, ticket.id))


def queue(day: DayState, service_ids: Collection[int], now: datetime) -> list[Pick]:
    """Who waits for one of these services, first the one whose turn it is."""
    waiting = (ticket for ticket in day.having(State.WAITING) if ticket.service_id in service_ids)
    return [Pick(ticket, minutes_waited(ticket, now)) for ticket in in_order(waiting)]


def pick(day: DayState, service_ids: Collection[int], now: datetime) -> Pick | None:
    """The next one to call, or None when nobody waits for these services."""
    return next(iter(queue(day, service_ids, now)), None)


def ahead_of(office: Office, day: DayState, service_id: int, ticket: Ticket | None = None) -> int:
    """How many will be called before this ticket, or before somebody who draws for the service now.

    Counted are the waiting ones that compete for a counter: those whose service some counter serves together with this one.
    """
    rivals = competing(office, service_id)
    order = in_order(other for other in day.having(State.WAITING) if other.service_id in rivals)
    return order.index(ticket) if ticket in order else len(order)


def competing(office: Office, service_id: int) -> frozenset[int]:
    """The services that share a counter with this one; itself included."""
    shared = (counter.service_ids for counter in office.counters.values() if service_id in counter.service_ids)
    return frozenset({service_id}).union(*shared)


def minutes_waited(ticket: Ticket, now: datetime) -> int:
    """Whole minutes since the ticket was drawn."""
    assert ticket.drawn_at is not None
    return max(0, (now - ticket.drawn_at) // timedelta(minutes=1))
