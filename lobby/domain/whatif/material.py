"""What simulated days are made of: past days as their journals tell them, or a forecast somebody typed in. No person is in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import NormalDist

from lobby.domain import calendar
from lobby.domain.calendar import Opening, Span
from lobby.domain.day import Seat, Slot
from lobby.domain.office import Office
from lobby.domain.simulation import Arrival, Change
from lobby.domain.waiting.line import SIGMA

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LEAVING = timedelta(minutes=15)
"""Who leaves a counter so shortly before closing, or later, stays on a busier day until nobody is left."""
QUANTILES = 99  # of invented service times


@dataclass(frozen=True, slots=True)
class Expected:
    """A visitor as she came, or so many alike who are expected around that time: within `spread`, half of it on each side.

    `is_guessed`: `count` is the mean of a number that nobody knows.
    """

    arrival: Arrival
    count: float = 1.0
    spread: timedelta = timedelta(minutes=10)
    is_guessed: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """One day. `waits`: measured minutes of those called, none of a forecast. `changes`: who sat where, from the beginning.

    `served`: service id → how long its visitors took a counter; what simulated visitors' times are drawn from.
    """

    date: date
    openings: tuple[Opening, ...]
    visitors: tuple[Expected, ...]
    changes: tuple[Change, ...]
    booked: tuple[Slot, ...] = ()
    waits: tuple[float, ...] = ()
    served: Mapping[int, tuple[tuple[timedelta, bool], ...]] | None = None

    @property
    def is_measured(self) -> bool:
        return self.served is None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day as somebody expects it. `arrivals`: service id → hour → how many; `staff`: counter id → when somebody sits there."""

    date: date
    openings: tuple[Opening, ...]
    arrivals: Mapping[int, Mapping[int, float]]
    staff: Mapping[int, Sequence[Span]]


def of_forecast(office: Office, told: Forecast) -> Material:
    """A forecast's service times are log-normal around what the office file says, with the usual variation of the field."""
    visitors = []
    for service_id, by_hour in told.arrivals.items():
        for hour, count in by_hour.items():
            middle = calendar.span_of(office, told.date)[0] + (hour + 0.5) * HOUR
            mean = office.services[service_id].mean_minutes * MINUTE
            visitors.append(Expected(Arrival(middle, service_id, mean), count, HOUR, True))
    changes = [
        change
        for counter_id, spans in told.staff.items()
        for start, end in (instants(office, told.date, span) for span in spans)
        for change in (Change(start, counter_id, Seat(counter_id)), Change(end, counter_id, None))
    ]
    served = {id_: log_normal(service.mean_minutes) for id_, service in office.services.items()}
    changes.sort(key=lambda each: each.at)
    return Material(told.date, told.openings, tuple(visitors), lingering(told.openings, changes), served=served)


def log_normal(mean_minutes: float) -> tuple[tuple[timedelta, bool], ...]:
    """Service times at even steps of a log-normal distribution, scaled so that their mean is what was said."""
    normal = NormalDist(0, SIGMA)
    steps = [2.718281828459045 ** normal.inv_cdf((place + 0.5) / QUANTILES) for place in range(QUANTILES)]
    scale = mean_minutes * QUANTILES / sum(steps)
    return tuple((step * scale * MINUTE, True) for step in steps)


def lingering(openings: Sequence[Opening], changes: Iterable[Change]) -> tuple[Change, ...]:
    """Whoever leaves about closing time, or afterwards, leaves on another day when nobody is left."""

    def is_late(at: datetime) -> bool:
        return not any(opening.start <= at < opening.end - LEAVING for opening in openings)

    return tuple(replace(each, when_done=True) if each.seat is None and is_late(each.at) else each for each in changes)


def instants(office: Office, on: date, span: Span) -> tuple[datetime, datetime]:
    """A span of the office's clock on a date."""
    midnight, next_midnight = calendar.span_of(office, on)
    start = calendar.instant_of(office, datetime.combine(on, span[0])) or midnight
    end = calendar.instant_of(office, datetime.combine(on, span[1])) or next_midnight
    return start, end if end > start else next_midnight
