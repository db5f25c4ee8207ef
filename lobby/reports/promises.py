"""How often what was said of waits at drawing held: called no later than the late end, and no sooner than the early one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from lobby.domain import kept
from lobby.domain.kept import LEAST, Kept, Tally
from lobby.domain.office import Office
from lobby.domain.suppression import SMALLEST, Sum, hidden, two_way
from lobby.reports.asked import Ask, Table, by_service, in_order
from lobby.store import counts

LOOK_BACK = timedelta(days=14)
COLUMNS = ("service", "hour", "promised", "kept", "kept_share", "sooner", "minutes_late", "got_worse", "period")
Cell = tuple[str | None, int | None]  # service and hour; None: all
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Told:
    """Promises that were made for one service in one hour of a day. `service`: its slug, empty for one that is no more."""

    on: date
    service: str
    hour: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Promises:
    """One cell. `service`: its slug, None for all; `hour`: of drawing, on the office's clock, None for all.

    `promised`: tickets with a promise that were called, or gave up when it was broken already. `kept`: those called no later than
    said; `kept_share`: the same as a share. `sooner`: those called before the early end. `minutes_late`: of the calls that came
    too late, the median. `got_worse`: whose range went beyond the promise while they waited, whether it broke in the end or not.
    `period`: where it is asked by days or longer. Numbers are None where there were fewer than five tickets, or one could work that
    out, and `minutes_late` where fewer than five calls came too late.
    """

    service: str | None
    hour: int | None
    promised: int | None
    kept: int | None
    kept_share: float | None
    sooner: int | None
    minutes_late: float | None
    got_worse: int | None
    period: str | None


def promises(session: Session, ask: Ask) -> list[Promises]:
    """All in one, by service, by hour, and by both; or by service and period."""
    found = by_service(session, ask, ask.asked(*kept.COUNTS, has_late=True))
    untold = found.untold("promised")

    def row(place: tuple[Any, Any], cell: counts.Cell) -> Promises:
        service, hour, period = found.columns(place)
        return replace(_row((service, hour), Tally() if place in untold else _tally(cell)), period=period)

    cells = Table({place: cell for place, cell in found.cells.items() if cell.numbers["promised"]}, ask.per)
    return cells.rows(row)


def by_service_and_hour(found: Iterable[Told]) -> list[Promises]:
    cells = _grouped(found, lambda one: ((None, None), (one.service, None), (None, one.hour), (one.service, one.hour)))
    untold = hidden({place: tally.promised for place, tally in cells.items()}, two_way(cells))
    return [_row(cell, Tally() if cell in untold else cells[cell]) for cell in in_order(cells)]


def by_day(found: Iterable[Told]) -> dict[date, Promises]:
    """Each day that had promises, in order."""
    days = _grouped(found, lambda one: (one.on, None))
    untold = hidden({day: tally.promised for day, tally in days.items()}, [Sum(None, tuple(day for day in days if day))])
    return {day: _row((None, None), Tally() if day in untold else days[day]) for day in sorted(filter(None, days))}


def last_day(session: Session, office: Office, today: date) -> Kept | None:
    """The last day before `today` with promises enough to speak of, within two weeks; None where there was none."""
    days = by_day(told(session, office, today - LOOK_BACK, today - timedelta(days=1)))
    found = (Kept(day, row.promised or 0, row.kept or 0) for day, row in reversed(days.items()))
    return next((each for each in found if each.promised >= LEAST), None)


def told(session: Session, office: Office, first: date, last: date) -> list[Told]:
    """The promises of the days from `first` to `last`, both included."""
    slugs = {service.id: service.slug for service in office.services.values()}
    asked = counts.Asked(office, first, last, kept.COUNTS, has_late=True)
    found = counts.cells(session, asked, ("date", "service_id", "hour"))
    told = [Told(on, slugs.get(service_id, ""), hour, _tally(cell)) for (on, service_id, hour), cell in found.items()]
    return [one for one in told if one.tally.promised]


def _tally(cell: counts.Cell) -> Tally:
    promised, kept_, sooner, got_worse = (cell.numbers[name] for name in kept.COUNTS)
    return Tally(promised, kept_, sooner, tuple(cell.late), got_worse)


def _grouped(found: Iterable[Told], places: Callable[[Told], Iterable[Place]]) -> dict[Place, Tally]:
    groups: defaultdict[Place, list[Tally]] = defaultdict(list)
    for one in found:
        for place in places(one):
            groups[place].append(one.tally)
    return {place: kept.total(tallies) for place, tallies in groups.items()}


def _row(cell: Cell, of: Tally) -> Promises:
    if of.promised < SMALLEST:
        return Promises(*cell, None, None, None, None, None, None, None)
    minutes_late = round(median(of.late), 1) if len(of.late) >= SMALLEST else None
    return Promises(*cell, of.promised, of.kept, round(of.kept / of.promised, 3), of.sooner, minutes_late, of.got_worse, None)
