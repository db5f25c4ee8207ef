"""Who sits where, hour by hour; and the smallest roster with which nine in ten visitors wait no longer than asked for.

From the roster as it is, hours at counters are added where waits are longest until the wish holds, the best of each round. Then
hours are taken away one by one, where least is waited first, as long as it still holds. What is left cannot lose a single hour;
that no quite different roster is smaller is not proven.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lobby.domain.calendar import Span
from lobby.domain.office import Office
from lobby.domain.whatif import comparing, days
from lobby.domain.whatif.comparing import Plan, Steps, Tell
from lobby.domain.whatif.days import Outcome, Pools
from lobby.domain.whatif.material import Material
from lobby.domain.whatif.scenario import Guest, Scenario, Shift, changes_of, openings_of

Cell = tuple[int, int]  # counter id, hour of the office's clock
HOUR = timedelta(hours=1)
MOST_DAYS, MOST_ROUNDS, MOST_TRIED = 20, 12, 8
STAFFED = 0.5
"""Somebody is said to sit at a counter in an hour when it was so for half of that hour, over all days."""


@dataclass(frozen=True, slots=True)
class Need:
    """An hour span of the roster, and why: without it P90 would be `without` minutes; `service_id` would suffer most."""

    counter_id: int
    start: int
    end: int
    without: float
    service_id: int | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The roster that was found. `p90_before`, `hours_before`: of the roster as it was; hours of all counters on one day.

    `is_enough`: whether the wish holds with it. `spared`: counter id, first hour and end of what can go.
    """

    limit: float
    is_enough: bool
    days: int
    p90_before: float
    p90: float
    hours_before: int
    hours: int
    needs: tuple[Need, ...]
    spared: tuple[tuple[int, int, int], ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def staffed(office: Office, material: Sequence[Material], scenario: Scenario | None = None) -> dict[Cell, float]:
    """Which share of each open hour somebody sat at each counter, over all days on which the hour was open."""
    scenario, zone = scenario or Scenario(), ZoneInfo(office.time_zone)
    open_s: dict[int, float] = {}
    there: dict[Cell, float] = {}
    for day in material:
        openings = openings_of(scenario, office, day)
        for opening in openings:
            for hour, seconds in _by_hour(opening.start, opening.end, zone):
                open_s[hour] = open_s.get(hour, 0.0) + seconds
        seated = days.seated(changes_of(scenario, office, day), max((o.end for o in openings), default=None))
        for counter_id, start, end in ((id_, *span) for id_, spans in seated.items() for span in spans):
            for opening in openings:
                for hour, seconds in _by_hour(max(start, opening.start), min(end, opening.end), zone):
                    there[counter_id, hour] = there.get((counter_id, hour), 0.0) + seconds
    return {(id_, hour): there.get((id_, hour), 0.0) / open_s[hour] for id_ in office.counters for hour in sorted(open_s)}


def search(
    office: Office,
    material: Sequence[Material],
    scenario: Scenario,
    limit: float,
    plan: Plan,
    tell: Tell = lambda done, total: None,
) -> Found:
    """The smallest roster for P90 ≤ `limit` minutes. Raises TooFewVisits, and what `tell` raises to end it."""
    comparing.check_enough(material)
    return _Search(office, material, scenario, limit, plan, tell).run()


def spans(cells: Iterable[Cell]) -> list[tuple[int, int, int]]:
    """Hours that follow each other at one counter as one: counter id, first hour, end."""
    found: list[tuple[int, int, int]] = []
    for counter_id, hour in sorted(cells):
        if found and found[-1][0] == counter_id and found[-1][2] == hour:
            found[-1] = (counter_id, found[-1][1], hour + 1)
        else:
            found.append((counter_id, hour, hour + 1))
    return found


def shift(cell: Cell, is_open: bool, end: int | None = None) -> Shift:
    """A change of the roster at one counter from an hour to another (the next one)."""
    counter_id, hour = cell
    return Shift(counter_id, _span(hour, hour + 1 if end is None else end), is_open)


class _Search:
    """Tries rosters on the same simulated days."""

    def __init__(
        self, office: Office, material: Sequence[Material], scenario: Scenario, limit: float, plan: Plan, tell: Tell
    ) -> None:
        self._office, self._scenario, self._limit = office, scenario, limit
        known, many = days.pools(office, material), min(plan.days, MOST_DAYS)
        self._days = [_day(material, known, number, plan.seed, scenario.demand) for number in range(many)]
        shares = staffed(office, material, scenario)
        self._before = frozenset(cell for cell, share in shares.items() if share >= STAFFED)
        self._all = frozenset(cell for cell in shares if office.counters[cell[0]].service_ids)
        self._steps = Steps(len(self._all) + 2 * MOST_TRIED, tell)
        self._known: dict[frozenset[Cell], list[Outcome]] = {}

    def run(self) -> Found:
        start = self._before
        self._uncalled = sum(each.uncalled for each in self._play(start))
        roster = self._pruned(self._filled(start))
        needs = tuple(self._need(roster, each) for each in spans(roster)) if self._holds(roster) else ()
        return Found(
            *(self._limit, self._holds(roster), len(self._days), self._p90(start), self._p90(roster), len(start), len(roster)),
            needs=needs,
            spared=tuple(spans(start - roster)),
        )

    def _filled(self, roster: frozenset[Cell]) -> frozenset[Cell]:
        """With hours added until the wish holds, or nothing helps any more."""
        for _ in range(MOST_ROUNDS):
            if self._holds(roster):
                break
            tried = [roster | {cell} for cell in self._candidates(roster)]
            best = min(tried, key=lambda each: (self._p90(each), sorted(each)), default=roster)
            if self._p90(best) >= self._p90(roster) and self._uncalled_of(best) >= self._uncalled_of(roster):
                break
            roster = best
        return roster

    def _candidates(self, roster: frozenset[Cell]) -> list[Cell]:
        """Hours at empty counters, where those who came waited longest, and the hour after."""
        by_hour = comparing.side(self._play(roster)).by_hour
        worst = sorted(by_hour, key=lambda hour: -by_hour[hour][2])
        order = {hour: place for place, hour in reversed(list(enumerate([*worst, *(hour + 1 for hour in worst)])))}
        free = [cell for cell in self._all - roster if cell[1] in order]
        return sorted(free, key=lambda cell: (order[cell[1]], -len(self._office.counters[cell[0]].service_ids), cell))[:MOST_TRIED]

    def _pruned(self, roster: frozenset[Cell]) -> frozenset[Cell]:
        """Without each hour that is not needed, those first in which least is waited."""
        if not self._holds(roster):
            return roster
        by_hour = comparing.side(self._play(roster)).by_hour
        for cell in sorted(roster, key=lambda cell: (by_hour.get(cell[1], (0, 0, 0))[2], -cell[1], -cell[0])):
            if self._holds(roster - {cell}):
                roster -= {cell}
        return roster

    def _need(self, roster: frozenset[Cell], span: tuple[int, int, int]) -> Need:
        counter_id, start, end = span
        cells = {(counter_id, hour) for hour in range(start, end)}
        with_, without = comparing.side(self._play(roster)), comparing.side(self._play(roster - cells))
        rises = {id_: without.by_service[id_][2] - each[2] for id_, each in with_.by_service.items() if id_ in without.by_service}
        lost = [id_ for id_ in with_.by_service if id_ not in without.by_service]  # nobody serves it any more
        worst = lost[0] if lost else max(rises, key=lambda id_: rises[id_], default=None)
        return Need(counter_id, start, end, without.p90, worst, not cells <= self._before)

    def _holds(self, roster: frozenset[Cell]) -> bool:
        return self._p90(roster) <= self._limit and self._uncalled_of(roster) <= self._uncalled

    def _p90(self, roster: frozenset[Cell]) -> float:
        return comparing.ends(comparing.minutes(self._play(roster)))[1]

    def _uncalled_of(self, roster: frozenset[Cell]) -> int:
        return sum(each.uncalled for each in self._play(roster))

    def _play(self, roster: frozenset[Cell]) -> list[Outcome]:
        if roster not in self._known:
            shifts = [shift((id_, start), True, end) for id_, start, end in spans(roster - self._before)]
            shifts += [shift((id_, start), False, end) for id_, start, end in spans(self._before - roster)]
            changed = replace(self._scenario, shifts=(*self._scenario.shifts, *shifts))
            self._known[roster] = [days.outcome(self._office, changed, day, come) for day, come in self._days]
            self._steps.step()
        return self._known[roster]


def _day(material: Sequence[Material], known: Pools, number: int, seed: int, demand: float) -> tuple[Material, list[Guest]]:
    day = material[number % len(material)]
    return day, days.guests(day, known, number, seed, demand)


def _span(start: int, end: int) -> Span:
    return time(start), time(end % 24)


def _by_hour(start: datetime, end: datetime, zone: ZoneInfo) -> Iterable[tuple[int, float]]:
    """The seconds of each hour of the office's clock between two instants."""
    while start < end:
        local = start.astimezone(zone)
        upto = min(end, start + HOUR - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond))
        yield local.hour, (upto - start).total_seconds()
        start = upto
