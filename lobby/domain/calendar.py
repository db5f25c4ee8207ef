"""Opening hours, closure days and the last walk-in, in the office's own time zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from lobby.domain.office import Office, Service

STATES = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}
"""The states of Germany, by which public holidays differ, as people write them."""
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


def local(office: Office, instant: datetime) -> datetime:
    """An instant on the office's clock."""
    return instant.astimezone(ZoneInfo(office.time_zone))


def instant_of(office: Office, wall: datetime) -> datetime | None:
    """The instant at which the office's clock shows this naive time: the first one where it shows it twice, None where never."""
    found = wall.replace(tzinfo=ZoneInfo(office.time_zone)).astimezone(UTC)
    return found if local(office, found).replace(tzinfo=None) == wall else None


def span_of(office: Office, day: date) -> tuple[datetime, datetime]:
    """The instants at which a date begins in the office, and at which it ends."""
    return _instant(office, day, time()), _midnight(office, day)


def openings(office: Office, day: date, service: Service | None = None) -> tuple[Opening, ...]:
    """The openings of a date, in order: those of a service, or of the whole house: whenever something in it is open.

    A service's own hours stand in for the office's. A date's exception beats closures and all hours. A demo that is always
    open has one opening, midnight to midnight.
    """
    if office.always_open:
        start, end = _instant(office, day, time()), _midnight(office, day)
        return (Opening(start, end, end),)
    if service is not None:
        return _own_openings(office, day, office.hours if service.hours is None else service.hours)
    each = (_own_openings(office, day, hours) for hours in _all_hours(office))
    return _merged(sorted((o for found in each for o in found), key=lambda opening: opening.start))


def current_opening(office: Office, now: datetime, service: Service | None = None) -> Opening | None:
    """The opening that `now` lies in, or None."""
    return next((o for o in openings(office, local_date(office, now), service) if o.start <= now < o.end), None)


def is_open(office: Office, now: datetime, service: Service | None = None) -> bool:
    return current_opening(office, now, service) is not None


def is_open_itself(office: Office, now: datetime) -> bool:
    """Whether the office's own hours are running, and not only those of some of its services."""
    own = _own_openings(office, local_date(office, now), office.hours)
    return office.always_open or any(opening.start <= now < opening.end for opening in own)


def accepts_walk_ins(office: Office, now: datetime, service: Service | None = None) -> bool:
    """Whether tickets are drawn now, for a service or for any: open, and not in the last minutes before its closing."""
    if service is None:
        return any(accepts_walk_ins(office, now, each) for each in office.services.values())
    opening = current_opening(office, now, service)
    return opening is not None and now < opening.walk_in_end


def open_for(office: Office, now: datetime, service: Service) -> timedelta:
    """How long the service is still open today; breaks do not count."""
    today = openings(office, local_date(office, now), service)
    return sum((opening.end - max(opening.start, now) for opening in today if opening.end > now), timedelta())


def day_end(office: Office, day: date, booked: datetime | None = None) -> datetime:
    """When a date ends in the office: its last closing, or the following midnight where it never opens.

    `booked`: the last appointment of the date; the day does not end before it can be kept.
    """
    spans, midnight = openings(office, day), _midnight(office, day)
    if not spans:
        return midnight
    last = spans[-1].end
    return last if booked is None else max(last, min(booked + office.policy.late, midnight))


def next_opening(office: Office, now: datetime, service: Service | None = None) -> datetime | None:
    """When a service, or the office by its own hours, opens next, looking some weeks ahead; None where no hours are known.

    An office that has no hours but those of its services opens with the first of them.
    """
    return next((o.start for o in _coming(office, now, service) if o.start > now), None)


def _coming(office: Office, now: datetime, service: Service | None) -> Iterator[Opening]:
    today = local_date(office, now)
    for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
        if service is None and not office.always_open and any(office.hours.values()):
            yield from _own_openings(office, day, office.hours)
        else:
            yield from openings(office, day, service)


def _all_hours(office: Office) -> list[Hours]:
    return [office.hours, *(service.hours for service in office.services.values() if service.hours is not None)]


def _own_openings(office: Office, day: date, hours: Hours) -> tuple[Opening, ...]:
    if day in office.exceptions:
        spans = office.exceptions[day]
    else:
        spans = () if day in office.closures else hours.get(WEEKDAYS[day.weekday()], ())
    return tuple(_opening(office, day, span) for span in spans)


def _merged(ordered: list[Opening]) -> tuple[Opening, ...]:
    """Openings that overlap or touch as one."""
    merged: list[Opening] = []
    for opening in ordered:
        if merged and opening.start <= merged[-1].end:
            before = merged.pop()
            ends = max(before.end, opening.end), max(before.walk_in_end, opening.walk_in_end)
            opening = Opening(before.start, *ends)
        merged.append(opening)
    return tuple(merged)


def _opening(office: Office, day: date, span: Span) -> Opening:
    start, end = span
    closing = _instant(office, day + timedelta(days=end == time()), end)
    return Opening(_instant(office, day, start), closing, closing - office.walk_in_stop)


def _midnight(office: Office, day: date) -> datetime:
    """The end of a date."""
    return _instant(office, day + timedelta(days=1), time())


def _instant(office: Office, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(office.time_zone)).astimezone(UTC)
