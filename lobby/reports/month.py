"""A month in figures, of counts alone: so it can be told as long as there are counts, and the same on every day it is asked for."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lobby.domain import periods
from lobby.domain.office import Office
from lobby.reports import feedback
from lobby.store import counts
from lobby.store.counts import Asked, Cell

NUMBERS = ("drawn", "called", "within_30", "waited_s", "promised", "kept", "missed", "finished", "served_s")
Place = tuple[int, int]  # weekday (0 is Monday), hour of drawing


@dataclass(frozen=True, slots=True)
class Slot:
    """What was counted in one place of the month: all of it, an hour of a weekday, or a service."""

    drawn: int = 0
    called: int = 0
    long: int = 0
    waited_s: int = 0
    promised: int = 0
    kept: int = 0
    missed: int = 0
    finished: int = 0
    served_s: int = 0

    def __add__(self, other: "Slot") -> "Slot":
        return Slot(*(getattr(self, name) + getattr(other, name) for name in Slot.__slots__))


@dataclass(frozen=True, slots=True)
class Month:
    """`days`: with visitors; `at`: by weekday and hour, `dates`: how many such days there were; `services`: by slug.

    `long`: waited longer than 30 minutes. `satisfied`, `answers`: what visitors said, None where it is not told.
    `waits`: of those called, in bins of lobby.domain.quantiles.
    """

    first: date
    days: int = 0
    all: Slot = Slot()
    at: Mapping[Place, Slot] = field(default_factory=dict)
    dates: Mapping[int, int] = field(default_factory=dict)
    services: Mapping[str, Slot] = field(default_factory=dict)
    answers: int | None = None
    satisfied: int | None = None
    waits: Mapping[int, int] = field(default_factory=dict)


def before(day: date) -> date:
    """The first day of the month before the one of this day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def month(session: Session, office: Office, first: date) -> Month:
    """The month that begins on `first`."""
    _, last = periods.around(first, periods.MONTH)
    slugs = {service.id: service.slug for service in office.services.values()}
    said = [row for row in feedback.feedback(session, office, first, first) if (row.period, row.part) == ("month", "all")]
    cells = counts.cells(session, Asked(office, first, last, NUMBERS, ("waits",)), ("date", "service_id", "hour"))
    found = of_cells(first, cells, slugs)
    return found if not said else replace(found, answers=said[0].answers, satisfied=said[0].satisfied)


def of_cells(first: date, cells: Mapping[tuple[Any, ...], Cell], slugs: Mapping[int, str]) -> Month:
    """The same from cells of counts, by date, service id and hour of drawing; `slugs`: service id → slug."""
    at: defaultdict[Place, Slot] = defaultdict(Slot)
    services: defaultdict[str, Slot] = defaultdict(Slot)
    whole, dates, waits = Slot(), set[date](), Tally[int]()
    for (on, service_id, hour), cell in cells.items():
        if not cell.numbers["drawn"]:  # concerns without a number alone
            continue
        slot = _slot(cell)
        whole += slot
        at[on.weekday(), hour] += slot
        services[slugs.get(service_id, "")] += slot
        dates.add(on)
        waits.update(cell.bins["waits"])
    by_weekday = Tally(on.weekday() for on in dates)
    return Month(first, len(dates), whole, dict(at), dict(by_weekday), dict(services), waits=dict(waits))


def _slot(cell: Cell) -> Slot:
    named = {name: cell.numbers[name] for name in Slot.__slots__ if name != "long"}
    return Slot(**named, long=cell.numbers["called"] - cell.numbers["within_30"])
