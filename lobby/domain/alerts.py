"""When the lead is told that something is wrong: the office's rules, what is so now, and how an alert neither flaps nor repeats.

An alert is named by its rule and by what it is about: `wait` and `unserved` by a service's slug, `idle` by a counter's,
`printer` by the printer's name. None is about a person.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lobby.domain import calendar, turn
from lobby.domain.day import DayState
from lobby.domain.lifecycle import State
from lobby.domain.office import Office
from lobby.domain.rules import Rules

Name = tuple[str, str]  # rule, about
Signs = Mapping[Name, timedelta | None]
CALM = timedelta(minutes=1)
"""For so long nothing of it must be so before an alert is over: who comes and goes does not make it ring again."""
NEAR = 0.8
"""A wait still counts as too long down to this part of its limit, once it was."""


@dataclass
class Memory:
    """Since when what is not yet an alert has been so, and since when what still is one has not."""

    since: dict[Name, datetime] = field(default_factory=dict)
    calm: dict[Name, datetime] = field(default_factory=dict)


def signs(office: Office, day: DayState, down: Collection[str], now: datetime) -> Signs:
    """What is so now: name → for how long it must be so to be an alert; None: that long no more, but it keeps one up.

    `down`: the names of printers that do not print. Of a house that is closed nothing is, but for those who still wait in it.
    """
    if day.ended_at is not None or day.evacuation is not None:
        return {}
    found = dict(_waits(office, day, now))
    if office.rules.unserved.is_on:
        found |= {("unserved", slug): office.rules.unserved.after for slug in _unserved(office, day)}
    if office.rules.idle.is_on:
        found |= {("idle", slug): office.rules.idle.after for slug in _idle(office, day, now)}
    if office.rules.printer.is_on and calendar.is_open(office, now):
        found |= {("printer", name): office.rules.printer.after for name in down}
    return found


def step(found: Signs, active: Collection[Name], rules: Rules, memory: Memory, now: datetime) -> tuple[list[Name], list[Name]]:
    """Which alerts begin now, and which of the active ones are over. The memory is kept up by calling this every few seconds."""
    lasting = {name: needs for name, needs in found.items() if needs is not None and name not in active}
    _keep(memory.since, lasting, now)
    _keep(memory.calm, [name for name in active if name not in found], now)
    raised = [name for name, needs in lasting.items() if now - memory.since[name] >= needs]
    over = [name for name, since in memory.calm.items() if now - since >= CALM or not rules.of(name[0]).is_on]
    return raised, over


def longest_waits(office: Office, day: DayState, now: datetime) -> dict[int, timedelta]:
    """How long the longest has waited, by service id. Whoever asked for more time, or is before her booked time, does not wait."""
    found: dict[int, timedelta] = {}
    for ticket in day.having(State.WAITING):
        waited = now - turn.place_of(office.policy, ticket)
        if not turn.is_postponed(ticket, now) and waited >= timedelta():
            found[ticket.service_id] = max(waited, found.get(ticket.service_id, timedelta()))
    return found


def serving(office: Office, day: DayState) -> dict[int, int]:
    """How many counters serve each service now: somebody is signed on there, and not in a break."""
    found = dict.fromkeys(office.services, 0)
    for counter_id, seat in day.seats.items():
        counter = office.counters.get(counter_id)
        for service_id in turn.served_at(office, counter, seat) if counter and seat.break_since is None else ():
            found[service_id] = found.get(service_id, 0) + 1
    return found


def _keep(since: dict[Name, datetime], names: Collection[Name], now: datetime) -> None:
    """Let it hold these names alone; new ones from now."""
    for gone in since.keys() - set(names):
        del since[gone]
    for name in names:
        since.setdefault(name, now)


def _waits(office: Office, day: DayState, now: datetime) -> Iterator[tuple[Name, timedelta | None]]:
    limit = office.rules.wait.after
    for service_id, longest in longest_waits(office, day, now).items() if office.rules.wait.is_on else ():
        if service_id in office.services and longest >= limit * NEAR:
            yield ("wait", office.services[service_id].slug), timedelta() if longest >= limit else None


def _unserved(office: Office, day: DayState) -> Iterator[str]:
    waiting, counters = {ticket.service_id for ticket in day.having(State.WAITING)}, serving(office, day)
    return (office.services[id_].slug for id_ in office.services if id_ in waiting and not counters[id_])


def _idle(office: Office, day: DayState, now: datetime) -> Iterator[str]:
    held = {ticket.counter_id for ticket in day.having(State.CALLED, State.SERVING)}
    for counter_id, seat in day.seats.items():
        counter = office.counters.get(counter_id)
        if counter and seat.break_since is None and counter_id not in held and turn.pick(office, day, counter, now):
            yield counter.slug
