"""Simulated days: the same visitors for every scenario (common random numbers), and what a day came to.

A simulated day takes one past day. Each of its visitors comes a few minutes sooner or later, and takes a counter as long as
somebody of her service did on one of the days: how days differ is as measured. Of a forecast nobody knows who comes: their number
is a Poisson one. All of that hangs on the seed, the number of the day and the visitor alone, so a scenario meets the same people
as the unchanged days do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lobby.domain.calendar import Opening
from lobby.domain.kept import Tally
from lobby.domain.lifecycle import Standing
from lobby.domain.office import Office
from lobby.domain.simulation import Arrival, Change, Visit, play
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.whatif.material import Expected, Material, log_normal
from lobby.domain.whatif.scenario import Guest, Scenario, arrivals_of, booked_of, changes_of, office_of, openings_of

LEAST_SEEN = 5  # visits of a service, below which the office file's mean helps out
MINUTE = timedelta(minutes=1)
Served = tuple[timedelta, bool]  # how long a counter was taken, and whether somebody came
Pools = Mapping[int, Sequence[Served]]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Wait:
    """One call on a simulated day. `hour`: of coming, on the office's clock."""

    hour: int
    service_id: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a day came to. `left`: lost patience; `uncalled`: still there when nobody served any more.

    `overtime`: minutes that counters served outside opening hours. `idle`: hours that somebody sat there in them with nobody to
    serve. `promises`: None where none were made.
    """

    waits: tuple[Wait, ...]
    left: int
    uncalled: int
    overtime: float
    idle: float
    promises: Tally | None


def pools(office: Office, days: Iterable[Material]) -> Pools:
    """How long visitors of each service took a counter on these days."""
    found: defaultdict[int, list[Served]] = defaultdict(list)
    for day in days:
        for each in day.visitors if day.served is None else ():
            if each.arrival.served:
                found[each.arrival.service_id].append((each.arrival.served, each.arrival.shows))
        for service_id, served in (day.served or {}).items():
            found[service_id] += served
    for id_, service in office.services.items():
        if len(found[id_]) < LEAST_SEEN:
            found[id_] += log_normal(service.mean_minutes)
    return {id_: sorted(served) for id_, served in found.items()}


def as_they_came(day: Material, known: Pools, seed: int) -> list[Guest]:
    """The visitors of a past day, each as she came: to see whether the simulation gives what was measured."""
    return [
        Guest(each.arrival if each.arrival.served else _taking(each.arrival, known, Random(f"{seed} {place}")), 0.5)  # noqa: S311
        for place, each in enumerate(day.visitors)
    ]


def guests(day: Material, known: Pools, number: int, seed: int, demand: float = 1.0) -> list[Guest]:
    """The visitors of a simulated day: the same for the same seed and number; more demand adds some and takes nobody away."""
    return [
        guest
        for place, expected in enumerate(day.visitors)
        for guest in _come(expected, day.openings, known, Random(f"{seed} {number} {place}"), demand)  # noqa: S311
    ]


def outcome(
    office: Office, scenario: Scenario, day: Material, come: Iterable[Guest], knowledge: Knowledge | None = None
) -> Outcome:
    """Play one day of a scenario. With `knowledge` waits are promised, and learned of."""
    changed, openings = office_of(scenario, office), openings_of(scenario, office, day)
    arrivals, changes = arrivals_of(scenario, office, day, come), changes_of(scenario, office, day)
    booked = day.booked if scenario.appointment_share is None else booked_of(arrivals)
    visits = play(changed, {}, arrivals, changes=changes, knowledge=knowledge, booked=booked if knowledge else ())
    zone = ZoneInfo(office.time_zone)
    gone = [visit for visit in visits if visit.called_at is None]
    left = sum(visit.arrival.patience is not None for visit in gone)
    served = _served(visits)
    return Outcome(
        waits=tuple(_wait(visit, zone) for visit in visits if visit.called_at is not None),
        left=left,
        uncalled=len(gone) - left,
        overtime=_overtime(openings, served) / MINUTE,
        idle=_idle(openings, changes, served) / (60 * MINUTE),
        promises=None if knowledge is None else _promises(visits),
    )


def _come(expected: Expected, openings: Sequence[Opening], known: Pools, rng: Random, demand: float) -> Iterable[Guest]:
    count = expected.count * demand
    is_booked = expected.arrival.appointment_at is not None
    luck = rng.random()
    times = _poisson(luck, count) if expected.is_guessed else int(count + luck)
    for _ in range(times):
        shift, lot = (rng.random() - 0.5) * expected.spread, rng.random()
        at = expected.arrival.at if is_booked else _within(openings, expected.arrival.at, shift)
        yield Guest(_taking(replace(expected.arrival, at=at), known, rng), lot)


def _taking(arrival: Arrival, known: Pools, rng: Random) -> Arrival:
    """With a service time of somebody of the same service."""
    of_service = known[arrival.service_id]
    served, shows = of_service[int(rng.random() * len(of_service))]
    return replace(arrival, served=served, shows=shows)


def _poisson(luck: float, mean: float) -> int:
    """The Poisson number at this quantile: it only grows with the mean."""
    chance = below = exp(-mean)
    number = 0
    while luck > below and number < 50 + 4 * mean:
        number += 1
        chance *= mean / number
        below += chance
    return number


def _within(openings: Sequence[Opening], at: datetime, shift: timedelta) -> datetime:
    """Moved, but not out of the opening in which walk-ins came."""
    for opening in openings:
        if opening.start <= at < opening.walk_in_end:
            return min(max(at + shift, opening.start), opening.walk_in_end)
    return at


def _wait(visit: Visit, zone: ZoneInfo) -> Wait:
    assert visit.wait is not None
    return Wait(visit.arrival.at.astimezone(zone).hour, visit.arrival.service_id, visit.wait / MINUTE)


def _served(visits: Iterable[Visit]) -> dict[int, list[Span]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for visit in visits:
        if visit.called_at is not None and visit.counter_id is not None:
            found[visit.counter_id].append((visit.called_at, visit.called_at + visit.arrival.served))
    return found


def _overtime(openings: Sequence[Opening], served: Mapping[int, Sequence[Span]]) -> timedelta:
    begins = min((opening.start for opening in openings), default=None)
    spans = [span for some in served.values() for span in some if begins is not None and span[0] >= begins]
    return sum((end - start for start, end in spans), timedelta()) - _inside(openings, spans)


def _idle(openings: Sequence[Opening], changes: Iterable[Change], served: Mapping[int, Sequence[Span]]) -> timedelta:
    there = seated(changes, max((opening.end for opening in openings), default=None))
    spare = (_inside(openings, spans) - _inside(openings, served.get(id_, ())) for id_, spans in there.items())
    return sum((max(timedelta(), each) for each in spare), timedelta())


def seated(changes: Iterable[Change], closing: datetime | None) -> dict[int, list[Span]]:
    """When somebody sat at each counter and was in no break."""
    found: defaultdict[int, list[Span]] = defaultdict(list)
    since: dict[int, datetime] = {}
    for change in changes:
        if (began := since.pop(change.counter_id, None)) is not None:
            found[change.counter_id].append((began, change.at))
        if change.seat is not None and change.seat.break_since is None:
            since[change.counter_id] = change.at
    for counter_id, began in since.items():
        found[counter_id].append((began, max(began, closing or began)))
    return found


def _inside(openings: Sequence[Opening], spans: Iterable[Span]) -> timedelta:
    spent = timedelta()
    for start, end in spans:
        for opening in openings:
            spent += max(timedelta(), min(end, opening.end) - max(start, opening.start))
    return spent


def _promises(visits: Iterable[Visit]) -> Tally:
    """As lobby.domain.kept counts them: who was called no later than said."""
    promised = kept = 0
    for visit in visits:
        told: tuple[Any, ...] = visit.promise
        if told and visit.called_at is not None and visit.arrival.standing is Standing.ORDINARY:
            promised += 1
            kept += (visit.called_at - visit.arrival.at) / MINUTE <= told[1]
    return Tally(promised, kept)
