"""The audit's chains: each entry's hash covers the one before, so that a removed or changed entry shows.

There are two: the acts (`audit`), one chain a day (UTC), and each office's day of tickets (`journal`). The end of a journal's
chain becomes an act of its own once that day is over (`commands.audit.close`), and each day of acts begins with the end of the
day before: who keeps the newest end, elsewhere, keeps all of them. An end is logged, too.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lobby.store.acting import actor
from lobby.store.database import Database
from lobby.store.tables.audit import AuditDayRow, AuditRow
from lobby.store.tables.journal import LineRow

BEFORE_ALL = ""
LONGEST_VALUE = 500  # characters of one thing told


def note(db: Database, session: Session, act: str, office_id: int | None = None, **what: Any) -> None:
    """Write down, within the change's own transaction, that somebody did this. `what`: short values; no secrets, no visitors."""
    who, now = actor(), db.clock.now()
    day = _locked(session, now.date())
    entry = AuditRow(
        date=day.date,
        number=day.entries + 1,
        at=now,
        by=who.by,
        address=who.address,
        act=act,
        office_id=office_id,
        what={name: _short(value) for name, value in what.items() if value is not None},
    )
    entry.digest = day.digest = _after(day.digest, _of_entry(entry))
    day.entries += 1
    session.add(entry)
    session.flush()


def chained(before: str, on: date, line: LineRow) -> str:
    """The hash of a journal line."""
    told = [line.revision, line.verb.value, line.ticket_id, line.counter_id, line.changes, line.by, line.address]
    return _after(before, [on.isoformat(), line.at.isoformat(), *told])


def broken_entry(day: AuditDayRow, entries: Iterable[AuditRow]) -> int | None:
    """The number of the first entry of a day that is missing or not as it was written; None where all are."""
    digest, number = day.begins, 0
    for number, entry in enumerate(entries, 1):
        digest = _after(digest, _of_entry(entry))
        if entry.number != number or entry.digest != digest:
            return number
    return None if (number, digest) == (day.entries, day.digest) else number + 1


def broken_line(on: date, lines: Iterable[LineRow]) -> int | None:
    """The revision of the first journal line that is missing or not as it was written. Lines older than hashes have none."""
    digest = BEFORE_ALL
    for revision, line in enumerate(lines, 1):
        is_old = line.digest is None and digest == BEFORE_ALL
        digest = digest if is_old else chained(digest, on, line)
        if line.revision != revision or not (is_old or line.digest == digest):
            return revision
    return None


def _locked(session: Session, today: date) -> AuditDayRow:
    """The row of today, made by whoever needs it first. Under a clock that was set back, the last day is written on."""
    last = session.scalar(select(AuditDayRow).order_by(AuditDayRow.date.desc()).limit(1).with_for_update())
    if last is not None and last.date >= today:
        session.refresh(last, with_for_update=True)
        return last
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    begins = last.digest if last else BEFORE_ALL
    values = {"date": today, "begins": begins, "digest": begins, "entries": 0}
    session.execute(dialect.insert(AuditDayRow).values(**values).on_conflict_do_nothing())
    return session.scalars(select(AuditDayRow).where(AuditDayRow.date == today).with_for_update()).one()


def _of_entry(entry: AuditRow) -> list[Any]:
    told = [entry.by, entry.address, entry.act, entry.office_id, entry.what]
    return [entry.date.isoformat(), entry.number, entry.at.isoformat(), *told]


def _after(before: str, told: list[Any]) -> str:
    return hashlib.sha256(json.dumps([before, *told], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    if isinstance(value, Iterable):
        return [_short(each) for each in (value if isinstance(value, list | tuple) else sorted(value))]
    return value if isinstance(value, bool | int | float) else str(value)
