"""Those who wait on an invented day, in groups within which nobody goes before who came earlier.

All in a group have the same service and the same classes, and their language is worth the same at every counter: so their
priorities differ by their wait alone, and whose turn it is stands at the head of a group. `turn.pick` need not look at the
others. An express line is looked at whole while somebody there is protected from being overtaken: then its order can change.
"""

from bisect import insort
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.office import Counter, Office

Placed = tuple[datetime, int, Ticket]  # place, id: the order within a group
Group = list[Placed]


class InLine:
    """Everybody who waits, and how often each was overtaken. `spoken`: the languages that some counter prefers."""

    def __init__(self, office: Office, spoken: frozenset[str]) -> None:
        self._office, self._spoken = office, spoken
        self._express = {service.id for service in office.services.values() if service.express}
        self._groups: dict[int, dict[tuple[Any, ...], Group]] = {id_: {} for id_ in office.services}
        self._by_express: Tally[int] = Tally()
        self._protected: dict[int, Ticket] = {}
        self._counters: dict[tuple[int, Seat], frozenset[int]] = {}
        self.tickets: dict[int, Ticket] = {}

    def add(self, ticket: Ticket) -> None:
        place = turn.place_of(self._office.policy, ticket)
        group = self._groups.setdefault(ticket.service_id, {}).setdefault(self._kind(ticket, place), [])
        insort(group, (place, ticket.id, ticket))
        self.tickets[ticket.id] = ticket

    def remove(self, ticket: Ticket) -> None:
        place = turn.place_of(self._office.policy, ticket)
        self._groups[ticket.service_id][self._kind(ticket, place)].remove((place, ticket.id, ticket))
        del self.tickets[ticket.id]
        self._protected.pop(ticket.id, None)

    def overtaken(self, ids: Iterable[int], service_id: int) -> None:
        """These were overtaken by a ticket of a service: how often that may happen is bounded for an express one."""
        if service_id in self._express:
            for id_ in ids:
                self._by_express[id_] += 1
                if self._by_express[id_] >= self._office.policy.express_bound:
                    self._protected[id_] = self.tickets[id_]

    @property
    def exhausted(self) -> frozenset[int]:
        """Whom express tickets have overtaken as often as the office allows: those who overtook are gone."""
        return frozenset(self._protected)

    def candidates(self, on: date, counter: Counter, seat: Seat | None) -> DayState | None:
        """The day as far as `turn.pick` needs it for this counter; None where nobody waits whom it serves."""
        found: dict[int, Ticket] = {}
        for service_id in self.served(counter, seat):
            is_whole = bool(self._protected) and service_id in self._express
            for group in self._groups.get(service_id, {}).values():
                for _, id_, ticket in group if is_whole else group[:1]:
                    found[id_] = ticket
        if not found:
            return None
        found |= self._protected
        return self._day(on, dict(sorted(found.items())), counter, seat)

    def earlier(self, on: date, counter: Counter, seat: Seat | None, ticket: Ticket) -> DayState:
        """The day as far as `turn.overtaken_by` needs it: those with an earlier place whom the counter serves."""
        place = turn.place_of(self._office.policy, ticket), ticket.id
        found = {ticket.id: ticket}
        for service_id in self.served(counter, seat):
            for group in self._groups.get(service_id, {}).values():
                found |= dict(_before(group, place))
        return self._day(on, dict(sorted(found.items())), counter, seat)

    def served(self, counter: Counter, seat: Seat | None) -> frozenset[int]:
        if seat is None:
            return turn.served_at(self._office, counter, None)
        known = self._counters.get((counter.id, seat))
        if known is None:
            known = self._counters[counter.id, seat] = turn.served_at(self._office, counter, seat)
        return known

    def _day(self, on: date, tickets: Mapping[int, Ticket], counter: Counter, seat: Seat | None) -> DayState:
        memory = {turn.EXHAUSTED: self.exhausted}
        return DayState(on, tickets=tickets, seats={} if seat is None else {counter.id: seat}, memory=memory)

    def _kind(self, ticket: Ticket, place: datetime) -> tuple[Any, ...]:
        """What its priority is made of, but for its wait."""
        language = ticket.language if ticket.language in self._spoken else ""
        return bool(ticket.needs), place == ticket.appointment_at, ticket.standing, language


def _before(group: Group, place: tuple[datetime, int]) -> Iterator[tuple[int, Ticket]]:
    for at, id_, ticket in group:
        if (at, id_) >= place:
            return
        yield id_, ticket
