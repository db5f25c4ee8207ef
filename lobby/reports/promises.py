"""How often what was said of waits at drawing held: called no later than the late end, and no sooner than the early one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.kept import LEAST, Kept
from lobby.domain.lifecycle import Standing
from lobby.domain.office import Office
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

SMALLEST = 5
LOOK_BACK = timedelta(days=14)
COLUMNS = ("service", "hour", "promised", "kept", "kept_share", "sooner", "minutes_late", "got_worse")
Cell = tuple[str | None, int | None]  # service and hour; None: all
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Told:
    """One ticket's first range and what became of it; minutes. `service`: its slug, empty for one that is no more."""

    on: date
    service: str
    hour: int
    low: int
    high: int
    waited: float
    worse_by: int


@dataclass(frozen=True, slots=True)
class Row:
    """One cell. `service`: its slug, None for all; `hour`: of drawing, on the office's clock, None for all.

    `promised`: tickets with a promise that were called. `kept`: those called no later than said; `kept_share`: the same as a
    share. `sooner`: those called before the early end. `minutes_late`: of the promises that broke, the median. `got_worse`: whose
    range went beyond the promise while they waited, whether it broke in the end or not. Numbers are None where there were fewer
    than five tickets, and `minutes_late` where fewer than five broke.
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
    kept = (Kept(day, row.promised or 0, row.kept or 0) for day, row in reversed(days.items()))
    return next((each for each in kept if each.promised >= LEAST), None)


def told(session: Session, office: Office, first: date, last: date) -> list[Told]:
    """The promises of those called on the days from `first` to `last`, both included.

    Counted is the first wait: one that was reinstated or came back has no second promise.
    """
    query = (
        select(DayRow.date, TicketRow.service_id, TicketRow.drawn_at, TicketRow.promise, TicketRow.waited_s, TicketRow.worse_by)
        .join(DayRow, DayRow.id == TicketRow.day_id)
        .where(TicketRow.office_id == office.id, DayRow.date.between(first, last))
        .where(TicketRow.called_at.is_not(None), TicketRow.standing == Standing.ORDINARY)
    )
    slugs = {service.id: service.slug for service in office.services.values()}
    return [
        Told(on, slugs.get(service_id, ""), calendar.local(office, drawn_at).hour, promise[0], promise[1], waited_s / 60, worse_by)
        for on, service_id, drawn_at, promise, waited_s, worse_by in session.execute(query)
        if promise
    ]


def _grouped(found: Iterable[Told], places: Callable[[Told], Iterable[Place]]) -> defaultdict[Place, list[Told]]:
    groups: defaultdict[Place, list[Told]] = defaultdict(list)
    for one in found:
        for place in places(one):
            groups[place].append(one)
    return groups


def _row(cell: Cell, found: list[Told]) -> Row:
    if len(found) < SMALLEST:
        return Row(*cell, None, None, None, None, None, None)
    late = [one.waited - one.high for one in found if one.waited > one.high]
    kept, sooner = len(found) - len(late), sum(one.waited < one.low for one in found)
    minutes_late = round(median(late), 1) if len(late) >= SMALLEST else None
    return Row(*cell, len(found), kept, round(kept / len(found), 3), sooner, minutes_late, sum(one.worse_by > 0 for one in found))
