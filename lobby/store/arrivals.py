"""When visitors came: how many in each quarter of an hour, of days whose tickets are there and of those that are counts by now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.office import Office
from lobby.store.tables.counts import CountRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

QUARTER = timedelta(minutes=15)
IN_A_DAY = 96
USUAL_OF, LOOKED_BACK = 4, timedelta(weeks=8)
"""A usual day is the mean of so many of the same weekday, none longer ago than that."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came on a date, by quarter of an hour from midnight. `walk_ins`: those without an appointment; None where that is not
    known any more. Of days that are counts alone an hour's visitors are spread over its quarters that were open.
    """

    quarters: tuple[float, ...]
    walk_ins: tuple[float, ...] | None = None

    @property
    def total(self) -> float:
        return sum(self.quarters)


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual day, the mean of `days` days."""

    quarters: tuple[float, ...]
    days: int


def between(session: Session, office: Office, first: date, last: date) -> dict[date, Arrived]:
    """The days of which something is known, from `first` to `last`, both included."""
    return dict(sorted((_of_counts(session, office, first, last) | _of_tickets(session, office, first, last)).items()))


def usual(session: Session, office: Office, today: date) -> Usual | None:
    """A day like this one usually is: the same weekday of the last weeks; None where none is known."""
    known = between(session, office, today - LOOKED_BACK, today - timedelta(days=1))
    alike = [arrived.quarters for on, arrived in known.items() if on.weekday() == today.weekday() and arrived.total][-USUAL_OF:]
    return Usual(tuple(sum(each) / len(alike) for each in zip(*alike, strict=True)), len(alike)) if alike else None


def quarter_of(local: datetime | time) -> int:
    """In which quarter of the day a time of the office's clock is, from 0."""
    return local.hour * 4 + local.minute // 15


def open_quarters(office: Office, on: date) -> list[int]:
    """The quarters of a date in which the house is open."""
    found: list[int] = []
    for opening in calendar.openings(office, on):
        start, end = calendar.local(office, opening.start), calendar.local(office, opening.end - timedelta(microseconds=1))
        found += range(quarter_of(start), (quarter_of(end) if end.date() == on else IN_A_DAY - 1) + 1)
    return sorted(set(found))


def _of_tickets(session: Session, office: Office, first: date, last: date) -> dict[date, Arrived]:
    zone = ZoneInfo(office.time_zone)
    query = (
        select(DayRow.date, TicketRow.drawn_at, TicketRow.appointment_at)
        .outerjoin(TicketRow, TicketRow.day_id == DayRow.id)
        .where(DayRow.office_id == office.id, DayRow.date.between(first, last))
    )
    came: defaultdict[date, list[float]] = defaultdict(lambda: [0.0] * IN_A_DAY)
    walked_in: defaultdict[date, list[float]] = defaultdict(lambda: [0.0] * IN_A_DAY)
    for on, drawn_at, appointment_at in session.execute(query):
        quarters = came[on]
        if drawn_at is not None:
            at = quarter_of(drawn_at.astimezone(zone))
            quarters[at] += 1
            walked_in[on][at] += appointment_at is None
    return {on: Arrived(tuple(quarters), tuple(walked_in[on])) for on, quarters in came.items()}


def _of_counts(session: Session, office: Office, first: date, last: date) -> dict[date, Arrived]:
    query = (
        select(CountRow.date, CountRow.hour, func.sum(CountRow.drawn))
        .where(CountRow.office_id == office.id, CountRow.date.between(first, last))
        .group_by(CountRow.date, CountRow.hour)
    )
    came: defaultdict[date, list[float]] = defaultdict(lambda: [0.0] * IN_A_DAY)
    is_open = cache(partial(open_quarters, office))
    for on, hour, drawn in session.execute(query):
        within = range(hour * 4, hour * 4 + 4)
        where = [each for each in within if each in is_open(on)] or within
        for each in where:
            came[on][each] += drawn / len(where)
    return {on: Arrived(tuple(quarters)) for on, quarters in came.items()}
