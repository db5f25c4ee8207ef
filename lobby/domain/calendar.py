"""Opening hours, closure days and the last walk-in, in the office's own time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from lobby.domain.office import Office

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD_DAYS = 60

Span = tuple[time, time]  # local; an end at 00:00 means midnight
Hours = Mapping[str, tuple[Span, ...]]  # weekday → spans in order


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch of opening, as instants: walk-ins are accepted from `start` until before `walk_in_end`."""

    start: datetime
    end: datetime
    walk_in_end: datetime


def local_date(office: Office, now: datetime) -> date:
    """The calendar date in the office at this instant."""
    return now.astimezone(ZoneInfo(office.time_zone)).date()


def openings(office: Office, day: date) -> tuple[Opening, ...]:
    """The openings of a date, in order; none on a closure day. A demo that is always open has one, midnight to midnight."""
    if office.always_open:
        start, end = _instant(office, day, time()), _instant(office, day + timedelta(days=1), time())
        return (Opening(start, end, end),)
    if day in office.closures:
        return ()
    return tuple(_opening(office, day, span) for span in office.hours.get(WEEKDAYS[day.weekday()], ()))


def current_opening(office: Office, now: datetime) -> Opening | None:
    """The opening that `now` lies in, or None."""
    return next((o for o in openings(office, local_date(office, now)) if o.start <= now < o.end), None)


def is_open(office: Office, now: datetime) -> bool:
    return current_opening(office, now) is not None


def accepts_walk_ins(office: Office, now: datetime) -> bool:
    """Whether tickets are drawn now: open, and not in the last minutes before closing."""
    opening = current_opening(office, now)
    return opening is not None and now < opening.walk_in_end


def day_end(office: Office, day: date) -> datetime:
    """When a date ends in the office: its last closing, or the following midnight where it never opens."""
    spans = openings(office, day)
    return spans[-1].end if spans else _instant(office, day + timedelta(days=1), time())


def next_opening(office: Office, now: datetime) -> datetime | None:
    """When the office opens next, looking some weeks ahead; None where no hours are known."""
    return next((o.start for o in _coming(office, now) if o.start > now), None)


def _coming(office: Office, now: datetime) -> Iterator[Opening]:
    today = local_date(office, now)
    for ahead in range(LOOK_AHEAD_DAYS):
        yield from openings(office, today + timedelta(days=ahead))


def _opening(office: Office, day: date, span: Span) -> Opening:
    start, end = span
    closing = _instant(office, day + timedelta(days=end == time()), end)
    return Opening(_instant(office, day, start), closing, closing - office.walk_in_stop)


def _instant(office: Office, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(office.time_zone)).astimezone(UTC)
