"""A what-if as somebody asks for it: from a TOML file, by the API, or on the page. docs/whatif.md says what each word means."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from lobby.commands.officefile import Span
from lobby.commands.part import Part, Slug
from lobby.domain import calendar
from lobby.domain.calendar import WEEKDAYS, Opening
from lobby.domain.errors import N_, Invalid
from lobby.domain.office import Office
from lobby.domain.whatif import material
from lobby.domain.whatif.comparing import Plan
from lobby.domain.whatif.material import Material
from lobby.domain.whatif.scenario import EVERY_DAY, Scenario, Shift

MOST_DAYS, MOST_SPAN, MOST_A_DAY = 200, 92, 1500
UNKNOWN_COUNTER, UNKNOWN_SERVICE = N_("Diesen Platz gibt es hier nicht."), N_("Dieses Anliegen gibt es hier nicht.")
UNKNOWN_LANGUAGE = N_("Diese Sprache gibt es hier nicht.")
BOTH, NEITHER = (
    N_("Es gehen vergangene Tage oder eine Prognose, nicht beides."),
    N_("Bitte Tage wählen oder eine Prognose eingeben."),
)
BACKWARDS = N_("Der letzte Tag liegt vor dem ersten.")
TOO_LONG = N_("Das sind zu viele Tage: Es gehen höchstens 92 auf einmal.")
TOO_MANY = N_("Das sind zu viele Personen für einen Tag.")
CLOSED = N_("An diesem Tag ist geschlossen. Bitte Öffnungszeiten angeben.")
NO_HOUR = N_("Das ist keine Stunde eines Tages.")
HOURS = frozenset(map(str, range(24)))
OVERLAP = N_("Die Öffnungszeiten überschneiden sich oder stehen nicht in ihrer Folge.")


Weekdays = Annotated[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Field(min_length=1, max_length=7)]
Day = Annotated[date, Field(strict=False, json_schema_extra={"maxLength": 10})]
Name = Annotated[Slug, Field(max_length=40)]
Hours = Annotated[Span, Field(max_length=11)]
Share = Annotated[float, Field(ge=0, le=1, strict=False)]
Key = Annotated[str, Field(max_length=40)]  # without a pattern: what is unknown is refused below, in words
Count = Annotated[float, Field(ge=0, le=1000, strict=False)]
Spans = Annotated[list[Hours], Field(max_length=6)]
Code = Annotated[str, Field(max_length=12)]


EVERY: list[Any] = list(WEEKDAYS)


class DaysPart(Part):
    """Past days: from one date to another, on some weekdays."""

    first: Day
    last: Day
    weekdays: Weekdays = EVERY


class ForecastPart(Part):
    """A day as it is expected: service → hour → visitors; counter → when somebody sits there."""

    date: Day
    opening: Annotated[Spans, Field(min_length=1)] | None = None
    arrivals: Annotated[dict[Key, Annotated[dict[Key, Count], Field(max_length=24)]], Field(min_length=1, max_length=100)]
    staff: Annotated[dict[Key, Spans], Field(max_length=200)]


class SimulatePart(Part):
    """How many days are simulated, and from which seed."""

    days: Annotated[int, Field(ge=10, le=MOST_DAYS)] = 100
    seed: Annotated[int, Field(ge=0, le=1_000_000)] = 1


class StaffPart(Part):
    """At this counter somebody sits in these hours, or nobody does."""

    counter: Name
    hours: Hours
    present: bool = True
    weekdays: Weekdays = EVERY


class ChangePart(Part):
    """What else is changed; what is not named stays."""

    opening: Annotated[Spans, Field(min_length=1)] | None = None
    appointment_share: Share | None = None
    express: Annotated[list[Name], Field(max_length=100)] | None = None
    express_bound: Annotated[int, Field(ge=0, le=100)] | None = None
    demand: Annotated[float, Field(ge=0.1, le=3, strict=False)] = 1.0


class SearchPart(Part):
    """The wish: nine in ten wait no longer than so many minutes."""

    p90_minutes: Annotated[float, Field(ge=1, le=600, strict=False)]


class Order(Part):
    """A what-if."""

    days: DaysPart | None = None
    forecast: ForecastPart | None = None
    simulate: SimulatePart = SimulatePart()
    staff: Annotated[list[StaffPart], Field(max_length=500)] = []
    serves: Annotated[dict[Key, Annotated[list[Name], Field(max_length=100)]], Field(max_length=200)] = {}
    speaks: Annotated[dict[Key, Annotated[list[Code], Field(max_length=30)]], Field(max_length=200)] = {}
    change: ChangePart = ChangePart()
    search: SearchPart | None = None


def parse(text: str) -> Order:
    """Read a file. Raises Invalid, which names each bad place."""
    try:
        return checked(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Invalid({"file": str(error)}) from error


def checked(told: Any) -> Order:
    """The same of what a program sends. Raises Invalid."""
    try:
        return Order.model_validate(told)
    except ValidationError as error:
        raise Invalid({".".join(map(str, bad["loc"])) or "file": bad["msg"] for bad in error.errors()}) from error


def check(office: Office, order: Order) -> None:
    """Whether an order fits this office. Raises Invalid, which names each bad place."""
    wrong = dict(_wrong(office, order))
    if wrong:
        raise Invalid(wrong)


def scenario(office: Office, order: Order) -> Scenario:
    """What an order changes."""
    change = order.change
    return Scenario(
        shifts=tuple(_shift(office, each) for each in order.staff),
        serves={_counter(office, slug): frozenset(_service(office, each) for each in them) for slug, them in order.serves.items()},
        languages={_counter(office, slug): tuple(codes) for slug, codes in order.speaks.items()},
        opening=None if change.opening is None else spans(change.opening),
        appointment_share=change.appointment_share,
        express=None if change.express is None else frozenset(_service(office, each) for each in change.express),
        express_bound=change.express_bound,
        demand=change.demand,
    )


def plan(order: Order) -> Plan:
    return Plan(order.simulate.days, order.simulate.seed)


def forecast(office: Office, told: ForecastPart) -> Material:
    """The day that is expected."""
    arrivals = {_service(office, slug): {int(hour): count for hour, count in them.items()} for slug, them in told.arrivals.items()}
    staff = {_counter(office, slug): spans(them) for slug, them in told.staff.items()}
    return material.of_forecast(office, material.Forecast(told.date, _openings(office, told), arrivals, staff))


def weekdays(names: Iterable[str]) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(name) for name in names)


def spans(texts: Iterable[str]) -> tuple[calendar.Span, ...]:
    return tuple(_span(text) for text in texts)


def _openings(office: Office, told: ForecastPart) -> tuple[Opening, ...]:
    if told.opening is None:
        return calendar.openings(office, told.date)
    found = (material.instants(office, told.date, span) for span in spans(told.opening))
    return tuple(Opening(start, end, max(start, end - office.walk_in_stop)) for start, end in found)


def _shift(office: Office, told: StaffPart) -> Shift:
    days = weekdays(told.weekdays)
    return Shift(_counter(office, told.counter), _span(told.hours), told.present, EVERY_DAY if len(days) == 7 else days)


def _span(text: str) -> calendar.Span:
    start, end = text.split("-")
    return time.fromisoformat(start), time() if end == "24:00" else time.fromisoformat(end)


def _counter(office: Office, slug: str) -> int:
    found = office.counter(slug)
    assert found is not None
    return found.id


def _service(office: Office, slug: str) -> int:
    found = office.service(slug)
    assert found is not None
    return found.id


def _wrong(office: Office, order: Order) -> Iterable[tuple[str, str]]:
    if (order.days is None) == (order.forecast is None):
        yield "days", NEITHER if order.days is None else BOTH
    if order.days is not None:
        yield from _wrong_days(order.days)
    if order.forecast is not None:
        yield from _wrong_forecast(office, order.forecast)
    if order.change.opening is not None and not _in_order(order.change.opening):
        yield "change.opening", OVERLAP
    yield from _unknown(office, order)


def _wrong_days(days: DaysPart) -> Iterable[tuple[str, str]]:
    if days.last < days.first:
        yield "days.last", BACKWARDS
    elif (days.last - days.first).days >= MOST_SPAN:
        yield "days.first", TOO_LONG


def _wrong_forecast(office: Office, told: ForecastPart) -> Iterable[tuple[str, str]]:
    if told.opening is not None and not _in_order(told.opening):
        yield "forecast.opening", OVERLAP
    elif not _openings(office, told):
        yield "forecast.opening", CLOSED
    for slug, them in told.arrivals.items():
        if not set(them) <= HOURS:
            yield f"forecast.arrivals.{slug}", NO_HOUR
    if sum(count for them in told.arrivals.values() for count in them.values()) > MOST_A_DAY:
        yield "forecast.arrivals", TOO_MANY


def _in_order(texts: Iterable[str]) -> bool:
    ends = [end for text in texts for end in text.split("-")]
    return all(before < after for before, after in pairwise(ends))


def _unknown(office: Office, order: Order) -> Iterable[tuple[str, str]]:
    counters, services = ({each.slug for each in found.values()} for found in (office.counters, office.services))
    known: Mapping[str, tuple[set[str], str]] = {
        "counter": (counters, UNKNOWN_COUNTER),
        "service": (services, UNKNOWN_SERVICE),
        "language": (set(office.languages), UNKNOWN_LANGUAGE),
    }
    for place, kind, name in _named(order):
        if name not in known[kind][0]:
            yield place, known[kind][1]


def _named(order: Order) -> Iterable[tuple[str, str, str]]:
    """Each place in which an order names something of the office: place, kind, name."""
    yield from ((f"staff.{place}.counter", "counter", each.counter) for place, each in enumerate(order.staff))
    for counter, services in order.serves.items():
        yield f"serves.{counter}", "counter", counter
        yield from ((f"serves.{counter}", "service", each) for each in services)
    for counter, codes in order.speaks.items():
        yield f"speaks.{counter}", "counter", counter
        yield from ((f"speaks.{counter}", "language", each) for each in codes)
    yield from (("change.express", "service", each) for each in order.change.express or ())
    if order.forecast is not None:
        yield from ((f"forecast.arrivals.{each}", "service", each) for each in order.forecast.arrivals)
        yield from ((f"forecast.staff.{each}", "counter", each) for each in order.forecast.staff)
