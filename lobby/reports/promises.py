"""How often what was said of waits at drawing held: called no later than the late end, and no sooner than the early one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.lifecycle import Standing
from lobby.domain.office import Office
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

SMALLEST = 5
COLUMNS = ("service", "hour", "promised", "kept", "kept_share", "sooner", "minutes_late", "got_worse")
Cell = tuple[str | None, int | None]  # service and hour; None: all


@dataclass(frozen=True, slots=True)
class Row:
    """One cell. `service`: its slug, None for all; `hour`: of drawing, on the office's clock, None for all.

    `promised`: tickets with a promise that were called. `kept`: those called no later than said; `kept_share`: the same as a
    share. `sooner`: those called before the early end. `minutes_late`: of the promises that broke, the median. `got_worse`: whose
    range went beyond the promise while they waited, whether it broke in the end or not. Numbers are None where there were fewer
    than five tickets.
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
    """All in one, by service, by hour, and by both, of the days from `first` to `last`, both included.

    Counted is the first wait: one that was reinstated or came back has no second promise.
    """
    cells: defaultdict[Cell, list[tuple[int, int, float, int]]] = defaultdict(list)
    for service_id, drawn_at, promise, waited_s, worse_by in _called(session, office, first, last):
        service = office.services.get(service_id)
        slug, hour = service.slug if service else "", calendar.local(office, drawn_at).hour
        for cell in ((None, None), (slug, None), (None, hour), (slug, hour)):
            cells[cell].append((promise[0], promise[1], waited_s / 60, worse_by))
    return [_row(cell, cells[cell]) for cell in sorted(cells, key=lambda cell: (cell[0] or "", -1 if cell[1] is None else cell[1]))]


def _called(session: Session, office: Office, first: date, last: date) -> Iterable[tuple[int, datetime, list[int], int, int]]:
    query = (
        select(TicketRow.service_id, TicketRow.drawn_at, TicketRow.promise, TicketRow.waited_s, TicketRow.worse_by)
        .join(DayRow, DayRow.id == TicketRow.day_id)
        .where(TicketRow.office_id == office.id, DayRow.date.between(first, last))
        .where(TicketRow.called_at.is_not(None), TicketRow.standing == Standing.ORDINARY)
    )
    return [(service, at, told, waited, worse) for service, at, told, waited, worse in session.execute(query) if told]


def _row(cell: Cell, told: list[tuple[int, int, float, int]]) -> Row:
    if len(told) < SMALLEST:
        return Row(*cell, None, None, None, None, None, None)
    late = [waited - high for _, high, waited, _ in told if waited > high]
    kept, sooner = len(told) - len(late), sum(waited < low for low, _, waited, _ in told)
    worse = sum(beyond > 0 for *_, beyond in told)
    return Row(*cell, len(told), kept, round(kept / len(told), 3), sooner, round(median(late), 1) if late else None, worse)
