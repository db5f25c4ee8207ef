"""What the days were like by channel, language and outcome; and who was sent on where, and how long counters were open."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from lobby.domain import fixedperiods, periods
from lobby.domain.suppression import Sum, hidden, two_way
from lobby.reports.asked import Ask, Place, by_channel, in_order, mean, quantiles_of, share, table, within
from lobby.store import counts
from lobby.store.counts import Cell

NONE3 = (None, None, None)
PLACES = 3
"""So many counters at least were open on average where their hours are told: of fewer they would be those of one or two people."""


@dataclass(frozen=True, slots=True)
class Channels:
    """How people came: kiosk, front-desk or appointment; None is all. `missed_share`: of those called."""

    channel: str | None
    period: str | None
    drawn: int | None
    share: float | None
    called: int | None
    missed_share: float | None
    median_minutes: float | None
    p80_minutes: float | None
    p90_minutes: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class Languages:
    """How many chose a language, and as a share of all; how many of them were called, and how long they had waited."""

    language: str
    drawn: int | None
    share: float | None
    called: int | None
    median_minutes: float | None
    p90_minutes: float | None
    within_target: float | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How finished visits ended, by the office's own list; empty: nothing was noted. Service times with the walk."""

    outcome: str
    finished: int | None
    share: float | None
    service_mean: float | None
    service_median: float | None
    service_p90: float | None


@dataclass(frozen=True, slots=True)
class Transfers:
    """Who was sent on from one service to another, or to another counter of the same. None: all of them."""

    service: str | None
    to_service: str | None
    period: str | None
    moved: int | None


@dataclass(frozen=True, slots=True)
class CounterHours:
    """How long counters were open, busy (somebody called or served there) and idle, in hours, by area; None: all.

    `places`: how many were open at a time on average. Nothing is told of fewer than three: it would be of single people.
    """

    area: str | None
    hour: int | None
    period: str | None
    places: float | None
    open_hours: float | None
    busy_hours: float | None
    idle_hours: float | None
    busy_share: float | None


def channels(session: Session, ask: Ask) -> list[Channels]:
    found = by_channel(session, ask, ask.asked("drawn", "called", "missed", times=("waits",)))
    drawn, called, missed = found.told("drawn"), found.told("called", "drawn"), found.told("missed", "called", "drawn")

    def row(place: Place, cell: Cell) -> Channels:
        name, _, period = found.columns(place)
        counted, was_called = drawn[place], called[place]
        waited = (*quantiles_of(cell, "waits"), within(cell, "waits", ask.target)) if was_called else (*NONE3, None)
        part = share(counted, drawn[None, place[1]])
        return Channels(name, period, counted, part, was_called, share(missed[place], was_called), *waited)

    return found.rows(row)


def languages(session: Session, ask: Ask) -> list[Languages]:
    found = _named(counts.groups(session, ask.asked("drawn", "called", times=("waits",)), "language"))
    drawn = _told(session, ask, "language", found, "drawn")
    called = _told(session, ask, "language", found, "called", [name for name, number in drawn.items() if number is None])

    def row(name: str) -> Languages:
        if drawn[name] is None:
            return Languages(name, None, None, None, None, None, None)
        median, _, p90 = quantiles_of(found[name], "waits") if called[name] else NONE3
        waited = within(found[name], "waits", ask.target) if called[name] else None
        return Languages(name, drawn[name], share(drawn[name], drawn[None]), called[name], median, p90, waited)

    return [row(name) for name in _most_first(drawn)]


def outcomes(session: Session, ask: Ask) -> list[Outcomes]:
    found = _named(counts.groups(session, ask.asked("finished", "served_s", times=("serves",)), "outcome"))
    finished = _told(session, ask, "outcome", found, "finished")

    def row(name: str) -> Outcomes:
        if finished[name] is None:
            return Outcomes(name, None, None, None, None, None)
        median, _, p90 = quantiles_of(found[name], "serves")
        part = share(finished[name], finished[None])
        return Outcomes(name, finished[name], part, mean(found[name], "served_s", "finished"), median, p90)

    return [row(name) for name in _most_first(finished)]


def transfers(session: Session, ask: Ask) -> list[Transfers]:
    slugs = counts.slugs(session, ask.office)
    moved: defaultdict[Place, Tally[str]] = defaultdict(Tally)
    for (on, service_id, to), number in counts.flows(session, ask.asked()).items():
        moved[slugs[service_id], periods.name(on, ask.per) if ask.per else slugs[to]]["moved"] += number
    found = table(((place, Cell(numbers)) for place, numbers in moved.items()), ask.per)
    told = found.told("moved")

    def row(place: Place, _: Cell) -> Transfers:
        to, period = (None, place[1]) if ask.per else (place[1], None)
        return Transfers(place[0], to, period, told[place])

    return found.rows(row)


def counter_hours(session: Session, ask: Ask) -> list[CounterHours]:
    spent: defaultdict[Place, _Spent] = defaultdict(_Spent)
    for on, area, hour, *numbers in counts.open_hours(session, ask.asked()):
        column = periods.name(on, ask.per) if ask.per else hour
        for place in {(None, None), (area, None), (None, column), (area, column)}:
            spent[place].add((on, hour), *numbers)
    untold = hidden({place: int(each.places) for place, each in spent.items()}, two_way(spent), PLACES)

    def row(place: Place) -> CounterHours:
        (hour, period), each = ((None, place[1]) if ask.per else (place[1], None)), spent[place]
        if place in untold:
            return CounterHours(place[0], hour, period, None, None, None, None, None)
        open_, busy, idle = (round(seconds / 3600, 1) for seconds in (each.open_s, each.busy_s, each.open_s - each.busy_s))
        return CounterHours(place[0], hour, period, round(each.places, 1), open_, busy, idle, share(each.busy_s, each.open_s))

    return [row(place) for place in in_order(spent)]


@dataclass(slots=True)
class _Spent:
    """`slots`: the hours of days that counters were open in."""

    slots: set[tuple[date, int]] = field(default_factory=set)
    counters: int = 0
    open_s: int = 0
    busy_s: int = 0

    @property
    def places(self) -> float:
        return self.counters / len(self.slots)

    def add(self, slot: tuple[date, int], places: int, open_s: int, busy_s: int) -> None:
        self.slots.add(slot)
        self.counters += places
        self.open_s += open_s
        self.busy_s += busy_s


def _named(found: Mapping[tuple[str, ...], Cell]) -> dict[str, Cell]:
    return {name: cell for (name,), cell in found.items()}


def _told(
    session: Session, ask: Ask, kind: str, found: Mapping[str, Cell], number: str, also: Iterable[str | None] = ()
) -> dict[str | None, int | None]:
    """A number of each name, and by None of all, which shares tell; None where it must not be told, nor beside other periods."""
    numbers: dict[str | None, int] = {name: cell.numbers[number] for name, cell in found.items()}
    numbers[None] = sum(numbers.values())
    beside = fixedperiods.untold(_by_piece(session, ask, kind, number), (ask.first, ask.last))
    untold = hidden(numbers, [Sum(None, tuple(found))], also={*also, *beside})
    return {name: None if name in untold else value for name, value in numbers.items()}


def _by_piece(session: Session, ask: Ask, kind: str, number: str) -> dict[str, dict[date, int]]:
    since = replace(ask, first=date(ask.first.year - 1, 1, 1))
    table: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for (name, on), cell in counts.groups(session, since.asked(number), kind, ("name", "date")).items():
        table[name][on] = cell.numbers[number]
    return dict(table)


def _most_first(told: Mapping[str | None, int | None]) -> list[str]:
    return sorted((name for name in told if name is not None), key=lambda name: (-(told[name] or 0), name))
