"""Who changed what, from both chains: what was set up, and each day's tickets. No visitor is named: numbers alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lobby.store.tables.audit import AuditRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.devices import DeviceRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import CounterRow, OfficeRow
from lobby.store.tables.staff import StaffRow
from lobby.store.tables.tickets import TicketRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `by`: a log-in, a device's name, or "visitor", "clock", "command:…"; `what`: about which thing; `digest`: hash."""

    at: datetime
    by: str
    address: str | None
    office: str | None
    act: str
    what: dict[str, Any]
    digest: str | None


def entries(session: Session, office_ids: tuple[int, ...], first: date, last: date) -> list[Entry]:
    """All acts of these days in these offices, and those of no office, oldest first."""
    names, offices = _names(session), {office.id: office.slug for office in session.scalars(select(OfficeRow))}
    found = [*_acts(session, office_ids, first, last, names, offices), *_lines(session, office_ids, first, last, names, offices)]
    return sorted(found, key=lambda entry: entry.at)


def _names(session: Session) -> dict[str, str]:
    staff = {f"staff:{row.id}": row.login for row in session.scalars(select(StaffRow))}
    return staff | {f"device:{row.id}": f"{row.kind.value} {row.name}" for row in session.scalars(select(DeviceRow))}


def _acts(
    session: Session, office_ids: tuple[int, ...], first: date, last: date, names: dict[str, str], offices: dict[int, str]
) -> Iterator[Entry]:
    is_theirs = or_(AuditRow.office_id.is_(None), AuditRow.office_id.in_(office_ids))
    for row in session.scalars(select(AuditRow).where(is_theirs, AuditRow.date >= first, AuditRow.date <= last)):
        office = offices.get(row.office_id or 0)
        yield Entry(row.at, names.get(row.by, row.by), row.address, office, row.act, row.what, row.digest)


def _lines(
    session: Session, office_ids: tuple[int, ...], first: date, last: date, names: dict[str, str], offices: dict[int, str]
) -> Iterator[Entry]:
    query = (
        select(LineRow, DayRow.office_id, TicketRow.number, CounterRow.slug)
        .join(DayRow, LineRow.day_id == DayRow.id)
        .outerjoin(TicketRow, LineRow.ticket_id == TicketRow.id)
        .outerjoin(CounterRow, LineRow.counter_id == CounterRow.id)
        .where(DayRow.office_id.in_(office_ids), DayRow.date >= first, DayRow.date <= last)
    )
    for line, office_id, number, counter in session.execute(query):
        kind = "day" if line.ticket_id is None else "ticket"
        what = {"number": number, "counter": counter, "line": line.revision}
        told = {name: value for name, value in what.items() if value is not None}
        by = names.get(line.by, line.by)
        yield Entry(line.at, by, line.address, offices[office_id], f"{kind}.{line.verb.value}", told, line.digest)
