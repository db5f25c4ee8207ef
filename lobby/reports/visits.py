"""What the days were like: waits, service times, no-shows, load and languages. Counts only, and no cell under five."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from lobby.domain.office import Office
from lobby.store import counts
from lobby.store.counts import NUMBERS, Cell

SMALLEST = 5
Place = TypeVar("Place")
Sums = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited before they were called, in all. `service`, `hour` (of drawing): None is all.

    `within_15` and so on: as a share of those called.
    """

    service: str | None
    hour: int | None
    called: int | None
    mean_minutes: float | None
    within_15: float | None
    within_30: float | None
    within_60: float | None


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """How long a visit took a counter: from the call until somebody sat there, and then until it was finished. Means."""

    service: str | None
    finished: int | None
    walking_minutes: float | None
    service_minutes: float | None


@dataclass(frozen=True, slots=True)
class NoShows:
    """Who did not come. `missed`: called at least once in vain, also when they came later; `share`: of those called.

    `withdrawn`: given back. `expired`: still there when the day ended.
    """

    service: str | None
    hour: int | None
    called: int | None
    missed: int | None
    share: float | None
    withdrawn: int | None
    expired: int | None


@dataclass(frozen=True, slots=True)
class Load:
    """How many came in an hour of a weekday (0 is Monday), over so many such days."""

    weekday: int
    hour: int
    days: int
    drawn: int | None
    a_day: float | None


@dataclass(frozen=True, slots=True)
class Languages:
    """How many numbers were drawn in a language."""

    language: str
    drawn: int | None
    share: float | None


def waits(session: Session, office: Office, first: date, last: date) -> list[Waits]:
    return [_waits(place, sums) for place, sums in _by_service_and_hour(session, office, first, last)]


def service_times(session: Session, office: Office, first: date, last: date) -> list[ServiceTimes]:
    found = _summed(counts.between(session, office, first, last), lambda cell: (None, _slug(office, cell)))
    return [_service_times(slug, found[slug]) for slug in sorted(found, key=lambda slug: slug or "")]


def no_shows(session: Session, office: Office, first: date, last: date) -> list[NoShows]:
    return [_no_shows(place, sums) for place, sums in _by_service_and_hour(session, office, first, last)]


def load(session: Session, office: Office, first: date, last: date) -> list[Load]:
    cells = counts.between(session, office, first, last)
    days = Tally(on.weekday() for on in {cell.date for cell in cells})
    found = _summed(cells, lambda cell: ((cell.date.weekday(), cell.hour),))
    return [_load(place, days[place[0]], found[place]["drawn"]) for place in sorted(found)]


def languages(session: Session, office: Office, first: date, last: date) -> list[Languages]:
    found = counts.languages(session, office.id, first, last)
    whole = sum(found.values())
    return [
        Languages(code, drawn, round(drawn / whole, 3)) if drawn >= SMALLEST else Languages(code, None, None)
        for code, drawn in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    ]


REPORTS: dict[str, tuple[Callable[[Session, Office, date, date], list[Any]], type]] = {
    "waits": (waits, Waits),
    "service-times": (service_times, ServiceTimes),
    "no-shows": (no_shows, NoShows),
    "load": (load, Load),
    "languages": (languages, Languages),
}
"""Name → report(session, office, first day, last day), and what its rows are."""


def _by_service_and_hour(
    session: Session, office: Office, first: date, last: date
) -> list[tuple[tuple[str | None, int | None], Sums]]:
    def places(cell: Cell) -> Iterable[tuple[str | None, int | None]]:
        slug = _slug(office, cell)
        return (None, None), (slug, None), (None, cell.hour), (slug, cell.hour)

    found = _summed(counts.between(session, office, first, last), places)
    return sorted(found.items(), key=lambda each: (each[0][0] or "", -1 if each[0][1] is None else each[0][1]))


def _slug(office: Office, cell: Cell) -> str:
    """A service's slug; empty for one that is no more."""
    service = office.services.get(cell.service_id)
    return service.slug if service else ""


def _summed(cells: Iterable[Cell], places: Callable[[Cell], Iterable[Place]]) -> dict[Place, Sums]:
    found: defaultdict[Place, Tally[str]] = defaultdict(Tally)
    for cell in cells:
        for place in places(cell):
            for name in NUMBERS:
                found[place][name] += getattr(cell, name)
    return dict(found)


def _waits(place: tuple[str | None, int | None], sums: Sums) -> Waits:
    called = sums["called"]
    if called < SMALLEST:
        return Waits(*place, None, None, None, None, None)
    shares = (round(sums[f"within_{most}"] / called, 3) for most in counts.WITHIN)
    return Waits(*place, called, round(sums["waited_s"] / called / 60, 1), *shares)


def _service_times(slug: str | None, sums: Sums) -> ServiceTimes:
    finished = sums["finished"]
    if finished < SMALLEST:
        return ServiceTimes(slug, None, None, None)
    return ServiceTimes(slug, finished, *(round(sums[name] / finished / 60, 1) for name in ("walked_s", "served_s")))


def _no_shows(place: tuple[str | None, int | None], sums: Sums) -> NoShows:
    called, missed = sums["called"], _told(sums["missed"])
    if called < SMALLEST:
        return NoShows(*place, None, None, None, _told(sums["withdrawn"]), _told(sums["expired"]))
    share = None if missed is None else round(missed / called, 3)
    return NoShows(*place, called, missed, share, _told(sums["withdrawn"]), _told(sums["expired"]))


def _load(place: tuple[int, int], days: int, drawn: int) -> Load:
    return Load(*place, days, drawn, round(drawn / days, 1)) if drawn >= SMALLEST else Load(*place, days, None, None)


def _told(number: int) -> int | None:
    """A number, unless it is of so few that one could be known; nobody is told too."""
    return number if number == 0 or number >= SMALLEST else None
