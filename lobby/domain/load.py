"""How busy it is, as a traffic light: for each group of services that share counters, and for the whole house."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lobby.domain import turn
from lobby.domain.day import DayState, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Office

BUSY, OVERLOADED = 3, 6  # waiting for each counter that serves


class Light(StrEnum):
    """A traffic light's colour."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Load:
    """How many wait for these services, how many counters serve them now, and how long the longest has waited."""

    service_ids: frozenset[int]
    waiting: int
    counters: int
    longest: timedelta
    light: Light


def light(waiting: int, counters: int, longest: timedelta, limit: timedelta) -> Light:
    """The light for so many waiting at so many counters, the longest wait, and the wait that the office allows.

    Red: nobody serves those who wait, or OVERLOADED of them come to each counter, or the limit is reached. Amber: BUSY to each
    counter, or half of the limit is reached. Else green, and always where nobody waits.
    """
    if waiting == 0:
        return Light.GREEN
    if counters == 0 or waiting >= OVERLOADED * counters or longest >= limit:
        return Light.RED
    return Light.AMBER if waiting >= BUSY * counters or longest >= limit / 2 else Light.GREEN


def house(office: Office, day: DayState, now: datetime) -> Load:
    """The load of the whole house: its light knows nothing of who serves what."""
    return _load(office, day, frozenset(office.services), day.having(State.WAITING), now)


def by_group(office: Office, day: DayState, now: datetime) -> list[Load]:
    """The load of each group of services, in the office's order."""
    waiting = day.having(State.WAITING)
    return [_load(office, day, group, [each for each in waiting if each.service_id in group], now) for group in groups(office)]


def groups(office: Office) -> list[frozenset[int]]:
    """The services that share counters, directly or by way of others: ids, in the office's order."""
    found: list[frozenset[int]] = []
    for service_id in office.services:
        if not any(service_id in group for group in found):
            found.append(_reached(office, service_id))
    return found


def _reached(office: Office, service_id: int) -> frozenset[int]:
    group, wider = frozenset[int](), frozenset({service_id})
    while wider != group:
        group = wider
        wider = group.union(*(turn.competing(office, each) for each in group))
    return group


def _load(office: Office, day: DayState, services: frozenset[int], waiting: Collection[Ticket], now: datetime) -> Load:
    counters = _serving(office, day, services)
    longest = max((now - turn.place_of(office.policy, ticket) for ticket in waiting), default=timedelta())
    longest = max(longest, timedelta())  # a booked time may be still to come
    return Load(services, len(waiting), counters, longest, light(len(waiting), counters, longest, office.policy.limit))


def _serving(office: Office, day: DayState, services: frozenset[int]) -> int:
    """How many counters serve one of these services now: somebody is signed on there, and not in a break."""
    seats = ((office.counters.get(counter_id), seat) for counter_id, seat in day.seats.items() if seat.break_since is None)
    return sum(1 for counter, seat in seats if counter and turn.served_at(office, counter, seat) & services)
