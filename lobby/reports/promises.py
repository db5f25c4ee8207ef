"""How often what was said of waits at drawing held: called no later than the late end, and no sooner than the early one."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.kept import LEAST, Kept
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Office
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

SMALLEST = 5
LOOK_BACK = timedelta(days=14)
COLUMNS = ("service", "hour", "promised", "kept", "kept_share", "sooner", "minutes_late", "got_worse")
SEEN = tuple(getattr(TicketRow, name) for name in ("service_id", "drawn_at", "promise", "waited_s", "worse_by", "called_at"))
Cell = tuple[str | None, int | None]  # service and hour; None: all
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Told:
    """One ticket's first range and what became of it; minutes. `service`: its slug, empty for one that is no more.

    Who was not called (`is_called`) waited beyond the range, and then gave up or was sent home.
    """

    on: date
    service: str
    hour: int
    low: int
    high: int
    waited: float
    worse_by: int
    is_called: bool

    @property
    def is_kept(self) -> bool:
        return self.waited <= self.high


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
    kept = (Kept(day, row.promised or 0, row.kept or 0) for day, row in reversed(days.items()))
    return next((each for each in kept if each.promised >= LEAST), None)


def told(session: Session, office: Office, first: date, last: date) -> list[Told]:
    """The promises of the days from `first` to `last`, both included: of those called, and of those who waited in vain.

    Who gave up within her range would perhaps have been called in time: nobody knows, and she does not count. Counted is the first
    wait: one that was reinstated or came back has no second promise.
    """
    query = (
        select(DayRow.date, *SEEN)
        .join(DayRow, DayRow.id == TicketRow.day_id)
        .where(TicketRow.office_id == office.id, DayRow.date.between(first, last))
        .where(TicketRow.standing == Standing.ORDINARY)
        .where(TicketRow.called_at.is_not(None) | TicketRow.state.in_((State.WITHDRAWN, State.EXPIRED)))
    )
    found = (_told(office, row) for row in session.execute(query) if row.promise)
    return [one for one in found if one.is_called or not one.is_kept]


def _told(office: Office, row: Any) -> Told:
    service, (low, high, *_) = office.services.get(row.service_id), row.promise
    hour = calendar.local(office, row.drawn_at).hour
    slug = service.slug if service else ""
    return Told(row.date, slug, hour, low, high, row.waited_s / 60, row.worse_by, row.called_at is not None)


def _grouped(found: Iterable[Told], places: Callable[[Told], Iterable[Place]]) -> defaultdict[Place, list[Told]]:
    groups: defaultdict[Place, list[Told]] = defaultdict(list)
    for one in found:
        for place in places(one):
            groups[place].append(one)
    return groups


def _row(cell: Cell, found: list[Told]) -> Row:
    if len(found) < SMALLEST:
        return Row(*cell, None, None, None, None, None, None)
    late = [one.waited - one.high for one in found if one.is_called and not one.is_kept]
    kept, sooner = sum(one.is_kept for one in found), sum(one.waited < one.low for one in found)
    minutes_late = round(median(late), 1) if len(late) >= SMALLEST else None
    return Row(*cell, len(found), kept, round(kept / len(found), 3), sooner, minutes_late, sum(one.worse_by > 0 for one in found))
