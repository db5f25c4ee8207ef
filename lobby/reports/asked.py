"""What a report is asked for, and its figures in their places, with what must not be told left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from lobby.domain import periods, quantiles
from lobby.domain.office import Office
from lobby.domain.suppression import hidden, two_way
from lobby.store import counts
from lobby.store.counts import Asked, Cell

TARGET = 30  # minutes
Place = tuple[Any, Any]  # service or channel; hour or period: None is all
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Ask:
    """The days from `first` to `last`, both included, of an office. `per`: day, week, month, or None for all at once.

    `target`: minutes within which it should have been; `now`: until when a day that is running counts.
    """

    office: Office
    first: date
    last: date
    per: str | None = None
    target: int = TARGET
    now: datetime | None = None

    def asked(self, *numbers: str, times: tuple[str, ...] = (), has_late: bool = False) -> Asked:
        return Asked(self.office, self.first, self.last, numbers, times, has_late, self.now)


@dataclass(frozen=True)
class Table:
    """Cells by row and column, with their totals: None stands for all of it. `per`: as it was asked."""

    cells: Mapping[Place, Cell]
    per: str | None

    @cached_property
    def places(self) -> list[Place]:
        """All places, those of all first."""
        return in_order(self.cells)

    def told(self, name: str, *also: str) -> dict[Place, int | None]:
        """A number of each place; None where it must not be told. `also`: numbers of which it is a part, untold with them."""
        untold = self.untold(name, {place for other in also for place in self.untold(other)})
        return {place: None if place in untold else cell.numbers[name] for place, cell in self.cells.items()}

    def untold(self, name: str, also: Iterable[Place] = ()) -> frozenset[Place]:
        return hidden({place: cell.numbers[name] for place, cell in self.cells.items()}, two_way(self.cells), also=also)

    def rows(self, made: Callable[[Place, Cell], Row]) -> list[Row]:
        return [made(place, self.cells[place]) for place in self.places]

    def columns(self, place: Place) -> tuple[Any, Any, str | None]:
        """Row, hour and period of a place."""
        return (place[0], place[1], None) if self.per is None else (place[0], None, place[1])


def by_service(session: Session, ask: Ask, asked: Asked) -> Table:
    """By service and hour of drawing; or, where it is asked by days or longer, by service and those."""
    slugs = counts.slugs(session, ask.office)
    found = counts.cells(session, asked, ("service_id", "date" if ask.per else "hour"))
    return table((((slugs[service_id], _named(at, ask)), cell) for (service_id, at), cell in found.items()), ask.per)


def by_channel(session: Session, ask: Ask, asked: Asked) -> Table:
    """By channel, and by days or longer where it is asked."""
    found = counts.groups(session, asked, "channel", ("name", "date"))
    return table((((name, _named(on, ask) if ask.per else None), cell) for (name, on), cell in found.items()), ask.per)


def table(found: Iterable[tuple[Place, Cell]], per: str | None) -> Table:
    """The cells with their totals."""
    cells: dict[Place, Cell] = {}
    for (row, column), cell in found:
        for place in {(None, None), (row, None), (None, column), (row, column)}:
            cells.setdefault(place, Cell()).add(cell)
    return Table(cells, per)


def in_order(places: Iterable[Place]) -> list[Place]:
    """Places of all first, then by row, then by column."""
    return sorted(places, key=lambda place: tuple((part is not None, str(part).zfill(2)) for part in place))


def minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def quantiles_of(cell: Cell, name: str) -> tuple[float | None, float | None, float | None]:
    """Median, P80 and P90 in minutes."""
    bins = cell.bins[name]
    median, p80, p90 = (minutes(quantiles.quantile(bins, share)) for share in (0.5, 0.8, 0.9))
    return median, p80, p90


def within(cell: Cell, name: str, most_minutes: int) -> float | None:
    """The share that took no longer."""
    return share(quantiles.within(cell.bins[name], most_minutes * 60), sum(cell.bins[name].values()))


def share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else round(part / whole, 3)


def mean(cell: Cell, name: str, of: str) -> float | None:
    return minutes(cell.numbers[name] / cell.numbers[of]) if cell.numbers[of] else None


def _named(at: Any, ask: Ask) -> Any:
    return periods.name(at, ask.per) if ask.per else at
