"""How often what was said of waits at drawing held: called no later than the late end, and no sooner than the early one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar, kept
from lobby.domain.kept import LEAST, Kept, Tally
from lobby.domain.office import Office
from lobby.store.tables.counts import CountRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

SMALLEST = 5
LOOK_BACK = timedelta(days=14)
COLUMNS = ("service", "hour", "promised", "kept", "kept_share", "sooner", "minutes_late", "got_worse")
SEEN = tuple(
    getattr(TicketRow, name)
    for name in ("service_id", "drawn_at", "promise", "standing", "state", "called_at", "waited_s", "worse_by")
)
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
class Row:
    """One cell. `service`: its slug, None for all; `hour`: of drawing, on the office's clock, None for all.

    `promised`: tickets with a promise that were called, or gave up when it was broken already. `kept`: those called no later than
    said; `kept_share`: the same as a share. `sooner`: those called before the early end. `minutes_late`: of the calls that came
    too late, the median. `got_worse`: whose range went beyond the promise while they waited, whether it broke in the end or not.
    Numbers are None where there were fewer than five tickets, and `minutes_late` where fewer than five calls came too late.
    """

    service: str | None
    hour: int | None
    promised: int | None
    kept: int | None
    kept_share: float | None
    sooner: int | None
    minutes_late: float | None
    got_worse: int | None


def promises(session: Session, office: Office, first: date, last: date) -> list[Row]:
    """All in one, by service, by hour, and by both, of the days from `first` to `last`, both included."""
    return by_service_and_hour(told(session, office, first, last))


def by_service_and_hour(found: Iterable[Told]) -> list[Row]:
    cells = _grouped(found, lambda one: ((None, None), (one.service, None), (None, one.hour), (one.service, one.hour)))
    return [_row(cell, cells[cell]) for cell in sorted(cells, key=lambda cell: (cell[0] or "", -1 if cell[1] is None else cell[1]))]


def by_day(found: Iterable[Told]) -> dict[date, Row]:
    """Each day that had promises, in order."""
    days = _grouped(found, lambda one: (one.on,))
    return {day: _row((None, None), days[day]) for day in sorted(days)}


def last_day(session: Session, office: Office, today: date) -> Kept | None:
    """The last day before `today` with promises enough to speak of, within two weeks; None where there was none."""
    days = by_day(told(session, office, today - LOOK_BACK, today - timedelta(days=1)))
    found = (Kept(day, row.promised or 0, row.kept or 0) for day, row in reversed(days.items()))
    return next((each for each in found if each.promised >= LEAST), None)


def told(session: Session, office: Office, first: date, last: date) -> list[Told]:
    """The promises of the days from `first` to `last`, both included; of days whose tickets are deleted, their counts."""
    slugs = {service.id: service.slug for service in office.services.values()}
    tickets = select(DayRow.date, *SEEN).join(DayRow, DayRow.id == TicketRow.day_id)
    counts = select(CountRow).where(CountRow.office_id == office.id, CountRow.date.between(first, last))
    found = [
        Told(row.date, slugs.get(row.service_id, ""), calendar.local(office, row.drawn_at).hour, kept.tally(row))
        for row in session.execute(tickets.where(TicketRow.office_id == office.id, DayRow.date.between(first, last)))
    ]
    found += [Told(row.date, slugs.get(row.service_id, ""), row.hour, _counted(row)) for row in session.scalars(counts)]
    return [one for one in found if one.tally.promised]


def _counted(row: CountRow) -> Tally:
    return Tally(row.promised, row.kept, row.sooner, tuple(row.late), row.got_worse)


def _grouped(found: Iterable[Told], places: Callable[[Told], Iterable[Place]]) -> dict[Place, Tally]:
    groups: defaultdict[Place, list[Tally]] = defaultdict(list)
    for one in found:
        for place in places(one):
            groups[place].append(one.tally)
    return {place: kept.total(tallies) for place, tallies in groups.items()}


def _row(cell: Cell, of: Tally) -> Row:
    if of.promised < SMALLEST:
        return Row(*cell, None, None, None, None, None, None)
    minutes_late = round(median(of.late), 1) if len(of.late) >= SMALLEST else None
    return Row(*cell, of.promised, of.kept, round(of.kept / of.promised, 3), of.sooner, minutes_late, of.got_worse)
