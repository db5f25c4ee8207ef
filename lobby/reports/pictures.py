"""What pictures of the days show: load, waits over the day, how long visits take, who was sent on where. No cell under five."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy.orm import Session

from lobby.domain import quantiles
from lobby.domain.office import Office
from lobby.domain.suppression import SMALLEST, hidden_parts
from lobby.reports import groups, visits
from lobby.reports.asked import Ask, by_service
from lobby.reports.visits import Load, Waits
from lobby.store.counts import Cell

BOUNDS = (0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 90)
"""Minutes at which a class of service times begins."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Those drawn in one hour who were called: how many, and minutes that half, 8 of 10, 9 of 10 waited at most."""

    hour: int
    called: int
    p50: float
    p80: float
    p90: float


@dataclass(frozen=True, slots=True)
class Took:
    """Visits that took from `begin` minutes up to the next class; None where they were one to four."""

    begin: int
    visits: int | None


@dataclass(frozen=True, slots=True)
class Durations:
    """How long visits took: how many there were, half and 9 of 10 at most so many minutes, and the classes."""

    visits: int
    p50: float
    p90: float
    classes: list[Took]


@dataclass(frozen=True, slots=True)
class Sent:
    """How often somebody was sent on from one service to another, by their slugs; five times at least."""

    origin: str
    target: str
    times: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """All of it."""

    load: list[Load]
    waits: list[Waited]
    durations: Durations | None
    flow: list[Sent]


def pictures(session: Session, office: Office, first: date, last: date) -> Pictures:
    """Of the days from `first` to `last`, both included."""
    ask = Ask(office, first, last)
    return Pictures(visits.load(session, ask), _waits(session, ask), _durations(session, ask), _flow(session, ask))


def _waits(session: Session, ask: Ask) -> list[Waited]:
    by_hour = (row for row in visits.waits(session, ask) if row.service is None and row.hour is not None and row.called)
    return [Waited(row.hour or 0, row.called or 0, *_known(row)) for row in by_hour]


def _known(row: Waits) -> tuple[float, float, float]:
    """All three: where it is told how many were called, there are quantiles of their waits, too."""
    return row.median_minutes or 0, row.p80_minutes or 0, row.p90_minutes or 0


def _durations(session: Session, ask: Ask) -> Durations | None:
    """How many fall into a class is known as exactly as the bins are: to one in a hundred of a minute's bound."""
    bins = by_service(session, ask, ask.asked("finished", times=("serves",))).cells.get((None, None), Cell()).bins["serves"]
    if bins.total() < SMALLEST:
        return None
    below = [quantiles.within(bins, begin * 60) for begin in BOUNDS[1:]] + [bins.total()]
    numbers = dict(zip(BOUNDS, (upto - before for before, upto in pairwise([0, *below])), strict=True))
    out = hidden_parts(numbers)  # the sum is told in the report of service times
    told = [Took(begin, None if begin in out else number) for begin, number in numbers.items()]
    half, most = (round((quantiles.quantile(bins, share) or 0) / 60, 1) for share in (0.5, 0.9))
    return Durations(bins.total(), half, most, told)


def _flow(session: Session, ask: Ask) -> list[Sent]:
    rows = groups.transfers(session, ask)
    ways = [Sent(row.service, row.to_service, row.moved) for row in rows if row.service and row.to_service and row.moved]
    return sorted((way for way in ways if way.origin != way.target), key=lambda way: (-way.times, way.origin, way.target))
