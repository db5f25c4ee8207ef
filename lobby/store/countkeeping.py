"""From a day's tickets and journal to its counts, and into the tables where they stay."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar, quantiles
from lobby.domain.day import Line
from lobby.domain.daycounts import NUMBERS, TIMES, Counter, DayCounts, Sums, counted, piece
from lobby.domain.office import Office
from lobby.store.tables.counts import CountRow, FlowCountRow, GroupCountRow, OpenHoursRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import CounterRow
from lobby.store.tables.tickets import TicketRow

VISIT = tuple(
    getattr(TicketRow, name)
    for name in (
        *("id", "service_id", "language", "state", "standing", "drawn_at", "drawn_by", "appointment_at", "called_at", "counter_id"),
        *("waited_s", "walked_s", "served_s", "overtook", "outcome", "promise", "worse_by"),
    )
)
LINE = (LineRow.revision, LineRow.verb, LineRow.at, LineRow.ticket_id, LineRow.counter_id, LineRow.changes)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
OF_GROUPS = tuple(name for name in NUMBERS if name != "settled")


def of_day(session: Session, office: Office, day_id: int, until: datetime | None) -> DayCounts:
    """The counts of a day whose tickets are still there. `until`: when it ended, or now; None: with its last line."""
    counters = select(CounterRow.id, CounterRow.kind, CounterRow.area).where(CounterRow.office_id == office.id)
    lines = [Line(*line) for line in session.execute(select(*LINE).where(LineRow.day_id == day_id).order_by(LineRow.revision))]
    return counted(
        partial(calendar.local, office),
        session.execute(select(*VISIT).where(TicketRow.day_id == day_id).order_by(TicketRow.id)).all(),
        lines,
        {row.id: Counter(row.kind, row.area) for row in session.execute(counters)},
        until or (lines[-1].at if lines else LONG_AGO),
    )


def keep(session: Session, office: Office, day: DayRow) -> None:
    """Write the counts of a day that is over, once; its row is locked by the caller."""
    if day.is_counted or day.ended_at is None:
        return
    found, of = of_day(session, office, day.id, day.ended_at), {"office_id": office.id, "date": day.date}
    for (service_id, hour), sums in found.cells.items():
        session.add(CountRow(**of, service_id=service_id, hour=hour, late=sorted(sums.late), **_columns(sums, NUMBERS)))
    for name, sums in found.channels.items():
        session.add(GroupCountRow(**of, kind="channel", name=name, **_columns(sums, OF_GROUPS)))
    for kind, groups in (("language", found.languages), ("outcome", found.outcomes)):
        _add_to_piece(session, office, day.date, kind, groups)
    for (service_id, to), moved in found.flows.items():
        session.add(FlowCountRow(**of, service_id=service_id, to_service_id=to, moved=moved))
    for (area, hour), spent in found.hours.items():
        each = {"places": spent.places, "open_s": spent.open_s, "busy_s": spent.busy_s}
        session.add(OpenHoursRow(**of, area=area, hour=hour, **each))
    day.is_counted = True
    session.flush()


def _add_to_piece(session: Session, office: Office, on: date, kind: str, groups: Mapping[str, Sums]) -> None:
    """Languages and outcomes are not kept by the day: these days' sums grow."""
    of = {"office_id": office.id, "kind": kind, "date": piece(on)}
    known = {row.name: row for row in session.scalars(select(GroupCountRow).filter_by(**of).with_for_update())}
    for name, sums in groups.items():
        columns = _columns(sums, OF_GROUPS)
        row = known.get(name)
        if row is None:
            session.add(GroupCountRow(**of, name=name, **columns))
            continue
        for column in OF_GROUPS:
            setattr(row, column, getattr(row, column) + columns[column])
        for column in TIMES:
            setattr(row, column, quantiles.text(quantiles.unpacked(f"{getattr(row, column)} {columns[column]}")))


def _columns(sums: Sums, numbers: tuple[str, ...]) -> dict[str, Any]:
    packed = {name: quantiles.packed(seconds) for name, seconds in sums.times.items()}
    return {name: sums.numbers[name] for name in numbers} | packed
