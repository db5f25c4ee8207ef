"""Days in counts: kept ones are added up by the database, days that are not counted yet are counted now. The same figures."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain import quantiles
from lobby.domain.daycounts import DayCounts, Sums, piece
from lobby.domain.office import Office
from lobby.store import countkeeping
from lobby.store.tables.counts import CountRow, FlowCountRow, GroupCountRow, OpenHoursRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.offices import ServiceRow
from lobby.store.tables.tickets import TicketRow

Place = tuple[Any, ...]


@dataclass(slots=True)
class Cell:
    """What the visits of one place come to. `numbers`, `bins`: by name; `late`: minutes by which calls came too late."""

    numbers: Tally[str] = field(default_factory=Tally)
    bins: dict[str, Tally[int]] = field(default_factory=lambda: defaultdict(Tally))
    late: list[float] = field(default_factory=list)

    def add(self, other: "Cell") -> None:
        self.numbers.update(other.numbers)
        self.late += other.late
        for name, bins in other.bins.items():
            self.bins[name].update(bins)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days from `first` to `last`, both included, of an office; which numbers and bins of them.

    `now`: until when a day that is running counts; left out, until its last line.
    """

    office: Office
    first: date
    last: date
    numbers: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    has_late: bool = False
    now: datetime | None = None


def cells(session: Session, asked: Asked, axes: tuple[str, ...]) -> dict[Place, Cell]:
    """The visits of these days by `axes`: some of date, service_id, hour."""
    found = _kept(session, asked, CountRow, axes)
    for on, counts in _uncounted(session, asked):
        for (service_id, hour), sums in counts.cells.items():
            at = {"date": on, "service_id": service_id, "hour": hour}
            found[tuple(at[axis] for axis in axes)].add(_cell(sums, asked))
    return dict(found)


def groups(session: Session, asked: Asked, kind: str, axes: tuple[str, ...] = ("name",)) -> dict[Place, Cell]:
    """The visits of these days by channel, language or outcome; languages and outcomes are known of whole stretches of days."""
    found = _kept(session, asked, GroupCountRow, axes, GroupCountRow.kind == kind)
    for on, counts in _uncounted(session, asked):
        for name, sums in getattr(counts, f"{kind}s").items():
            at = {"name": name, "date": on if kind == "channel" else piece(on)}
            found[tuple(at[axis] for axis in axes)].add(_cell(sums, asked))
    return dict(found)


def languages(session: Session, office_id: int, first: date, last: date) -> dict[str, int]:
    """How many tickets were drawn in each language, of what is counted in the stretches of days that began then."""
    ours = GroupCountRow.office_id == office_id, GroupCountRow.kind == "language", GroupCountRow.date.between(first, last)
    kept = select(GroupCountRow.name, func.sum(GroupCountRow.drawn)).where(*ours).group_by(GroupCountRow.name)
    there = select(TicketRow.language, func.count()).join(DayRow, DayRow.id == TicketRow.day_id).group_by(TicketRow.language)
    days = DayRow.office_id == office_id, DayRow.date.between(first, last), ~DayRow.is_counted
    found: Tally[str] = Tally()
    for name, drawn in (*session.execute(kept), *session.execute(there.where(*days))):
        found[name] += int(drawn)
    return dict(found)


def flows(session: Session, asked: Asked) -> Tally[Place]:
    """How often visitors were sent on: by date, service id and the id of the service that they were sent to."""
    query = select(FlowCountRow.date, FlowCountRow.service_id, FlowCountRow.to_service_id, FlowCountRow.moved)
    found: Tally[Place] = Tally()
    for row in session.execute(_ours(query, asked, FlowCountRow)):
        found[row.date, row.service_id, row.to_service_id] += row.moved
    for on, counts in _uncounted(session, asked):
        for (service_id, to), moved in counts.flows.items():
            found[on, service_id, to] += moved
    return found


def open_hours(session: Session, asked: Asked) -> list[tuple[date, str, int, int, int, int]]:
    """How long places were open and busy: (date, area, hour, places, open_s, busy_s)."""
    columns = OpenHoursRow.date, OpenHoursRow.area, OpenHoursRow.hour, OpenHoursRow.places, OpenHoursRow.open_s, OpenHoursRow.busy_s
    found = [tuple(row) for row in session.execute(_ours(select(*columns), asked, OpenHoursRow))]
    for on, counts in _uncounted(session, asked):
        found += [(on, area, hour, each.places, each.open_s, each.busy_s) for (area, hour), each in counts.hours.items()]
    return found


def slugs(session: Session, office: Office) -> dict[int, str]:
    """Service id → slug, of services that are no more, too: what was, keeps its name."""
    return {row.id: row.slug for row in session.execute(select(ServiceRow.id, ServiceRow.slug).filter_by(office_id=office.id))}


def _kept(session: Session, asked: Asked, table: Any, axes: tuple[str, ...], *which: Any) -> defaultdict[Place, Cell]:
    """What is kept, added up by the database: bins, too, for texts of bins one behind the other are the bins of all."""
    places = [getattr(table, axis) for axis in axes]
    sums = [func.sum(getattr(table, name)).label(name) for name in asked.numbers]
    texts = [func.aggregate_strings(getattr(table, name), " ").label(name) for name in asked.times]
    found: defaultdict[Place, Cell] = defaultdict(Cell)
    for row in session.execute(_ours(select(*places, *sums, *texts), asked, table).where(*which).group_by(*places)):
        cell = found[tuple(row[: len(axes)])]
        cell.numbers.update({name: int(getattr(row, name)) for name in asked.numbers})
        cell.bins.update({name: quantiles.unpacked(getattr(row, name)) for name in asked.times})
    if asked.has_late:
        for row in session.execute(_ours(select(*places, table.late), asked, table).where(table.promised > table.kept)):
            found[tuple(row[: len(axes)])].late += row.late
    return found


def _ours(query: Any, asked: Asked, table: Any) -> Any:
    return query.where(table.office_id == asked.office.id, table.date.between(asked.first, asked.last))


def _uncounted(session: Session, asked: Asked) -> Iterator[tuple[date, DayCounts]]:
    """Days whose counts are not kept yet: that of today, and any that nobody has counted."""
    columns = DayRow.id, DayRow.date, DayRow.ended_at
    for row in session.execute(_ours(select(*columns), asked, DayRow).where(~DayRow.is_counted).order_by(DayRow.date)).all():
        yield row.date, countkeeping.of_day(session, asked.office, row.id, row.ended_at or asked.now)


def _cell(sums: Sums, asked: Asked) -> Cell:
    found = Cell(Tally({name: sums.numbers[name] for name in asked.numbers}), late=sums.late if asked.has_late else [])
    found.bins.update({name: Tally(map(quantiles.key, sums.times[name])) for name in asked.times})
    return found
