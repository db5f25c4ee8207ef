"""The report of promises, ready for its page: counts as shares and colours, cells in their places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from lobby.domain.kept import of_ten
from lobby.reports.promises import Promises

GOOD, FAIR = 90, 75  # per cent
Named = tuple[str, "Cell"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Numbers are None where it is too small to be told; `percent` and `of_ten` are rounded down, `late` up."""

    promised: int | None
    kept: int | None
    percent: int | None
    of_ten: int | None
    sooner: int | None
    late: int | None
    worse: int | None

    @property
    def tone(self) -> str:
        """How it looks: good · fair · poor · small."""
        if self.percent is None:
            return "small"
        return "good" if self.percent >= GOOD else "fair" if self.percent >= FAIR else "poor"


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the page shows. `grid`: service → its cells, one an hour of `by_hour`; None where nobody was called."""

    all: Cell | None
    by_day: list[tuple[date, Cell]]
    by_service: list[Named]
    by_hour: list[tuple[int, Cell]]
    grid: list[tuple[str, list[Cell | None]]]


def figures(rows: Iterable[Promises], days: Mapping[date, Promises], names: Mapping[str, str]) -> Figures:
    """`names`: slug → name of each service, in the order of the page; of others there is one, by an empty slug."""
    cells = {(row.service, row.hour): _cell(row) for row in rows}
    hours = [hour for service, hour in cells if service is None and hour is not None]
    services = [slug for slug in names if (slug, None) in cells]
    return Figures(
        all=cells.get((None, None)),
        by_day=[(day, _cell(row)) for day, row in days.items()],
        by_service=[(names[slug], cells[slug, None]) for slug in services],
        by_hour=[(hour, cells[None, hour]) for hour in hours],
        grid=[(names[slug], [cells.get((slug, hour)) for hour in hours]) for slug in services],
    )


def _cell(row: Promises) -> Cell:
    if row.promised is None or row.kept is None:
        return Cell(None, None, None, None, None, None, None)
    late = None if row.minutes_late is None else ceil(row.minutes_late)
    shares = 100 * row.kept // row.promised, of_ten(row.kept, row.promised)
    return Cell(row.promised, row.kept, *shares, row.sooner, late, row.got_worse)
