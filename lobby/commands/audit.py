"""The audit: kept closed, looked through, forgotten in time."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.audit import AuditDayRow, AuditRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import OfficeRow

KEPT = timedelta(days=365)
CLOSE = "journal.close"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look through the chains found. `faults`: a sentence each, in English; `end`: the newest act's hash."""

    entries: int
    days: int
    lines: int
    journals: int
    faults: list[str]
    end: str


def told(db: Database, /, act: str, office_id: int | None = None, **what: Any) -> None:
    """Somebody did what is in no table: files, backups."""
    with db.write() as session:
        audit.note(db, session, act, office_id, **what)


def close(db: Database) -> list[tuple[date, int, str]]:
    """Tell the audit of the end of each journal whose day is over: (date, office id, digest) of each."""
    with db.snapshot() as session:
        due = list(session.scalars(select(DayRow.id).where(DayRow.ended_at.is_not(None), DayRow.audited_at.is_(None))))
    if not due:
        return []
    with db.write() as session:
        rows = session.scalars(select(DayRow).where(DayRow.id.in_(due)).order_by(DayRow.date).with_for_update())
        return [_closed(db, session, day) for day in rows if day.audited_at is None]


def forget(db: Database) -> int:
    """Delete the acts of days that are over for longer than a year; the ends of their chains stay. How many went."""
    first_kept = (db.clock.now() - KEPT).date()
    with db.write() as session:
        return int(session.execute(delete(AuditRow).where(AuditRow.date < first_kept)).rowcount)  # type: ignore[attr-defined]


def verify(db: Database) -> Verdict:
    """Look through all chains for an entry that is missing or not as it was written."""
    with db.snapshot() as session:
        days = list(session.scalars(select(AuditDayRow).order_by(AuditDayRow.date)))
        faults = _of_days(db, session, days)
        slugs = {office.id: office.slug for office in session.scalars(select(OfficeRow))}
        journals = list(session.scalars(select(DayRow).order_by(DayRow.office_id, DayRow.date)))
        lines = 0
        for day in journals:
            rows = list(session.scalars(select(LineRow).where(LineRow.day_id == day.id).order_by(LineRow.revision)))
            lines += len(rows)
            faults += [f"journal of {slugs[day.office_id]}, {day.date}: {told}" for told in _of_journal(session, day, rows)]
        end = days[-1].digest if days else audit.BEFORE_ALL
        return Verdict(sum(day.entries for day in days), len(days), lines, len(journals), faults, end)


def _closed(db: Database, session: Session, day: DayRow) -> tuple[date, int, str]:
    audit.note(db, session, CLOSE, day.office_id, date=day.date.isoformat(), lines=day.revision, digest=day.digest)
    day.audited_at = db.clock.now()
    return day.date, day.office_id, day.digest


def _of_days(db: Database, session: Session, days: list[AuditDayRow]) -> list[str]:
    gaps = [(before.date, day.date) for before, day in pairwise(days) if day.begins != before.digest]
    faults = [f"audit of {on}: does not begin where {before} ended" for before, on in gaps]
    if days and days[0].begins != audit.BEFORE_ALL:
        faults.append(f"audit of {days[0].date}: the days before are missing")
    first_kept = (db.clock.now() - KEPT).date()
    for day in days:
        entries = session.scalars(select(AuditRow).where(AuditRow.date == day.date).order_by(AuditRow.number))
        if day.date >= first_kept and (number := audit.broken_entry(day, entries)):
            faults.append(f"audit of {day.date}: entry {number} of {day.entries} is missing or was changed")
    known = {day.date for day in days}
    strays = set(session.scalars(select(AuditRow.date).distinct())) - known
    return faults + [f"audit of {on}: its end is missing" for on in sorted(strays)]


def _of_journal(session: Session, day: DayRow, lines: list[LineRow]) -> list[str]:
    """A journal whose end the audit knows must still have that end; lines may have come behind it."""
    if (revision := audit.broken_line(day.date, lines)) is not None:
        return [f"line {revision} of {day.revision} is missing or was changed"]
    if len(lines) != day.revision or (lines and (lines[-1].digest or "") != day.digest):
        return [f"line {len(lines) + 1} of {day.revision} is missing or was changed"]
    told = select(AuditRow.what).where(AuditRow.act == CLOSE, AuditRow.office_id == day.office_id)
    ends = [what for what in session.scalars(told) if what["date"] == day.date.isoformat()]
    digests = {line.revision: line.digest or "" for line in lines} | {0: audit.BEFORE_ALL}
    return ["it does not end as the audit was told" for end in ends if digests.get(end["lines"]) != end["digest"]]
