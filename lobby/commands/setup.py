"""What an office changes in its set-up by hand: page, file and API go through here, so that all mean the same.

Each change is one on the office as a file: read, edited, checked whole, stored, told to boards by one journal line. The last
one can be taken back.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from lobby.commands import inuse, officerows, reasons, wayback
from lobby.commands.displayfile import TipPart
from lobby.commands.officefile import AreaPart, CounterPart, GroupPart, OfficeFile, OutcomePart, ServicePart, parse
from lobby.commands.offices import MOST_NOTED
from lobby.commands.partnerfile import PartnerPart
from lobby.commands.wayback import Told
from lobby.domain.errors import N_, Invalid, LobbyError, NotFound
from lobby.domain.lifecycle import Verb
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.offices import OfficeChangeRow, OfficeRow
from lobby.store.tx import Tx, transaction

PARTS: Mapping[str, type[BaseModel]] = {
    "services": ServicePart,
    "counters": CounterPart,
    "areas": AreaPart,
    "groups": GroupPart,
    "outcomes": OutcomePart,
    "tips": TipPart,
    "partners": PartnerPart,
}
"""What an office has several of, each with a slug, in an order."""
SURE = N_("Das löscht ältere Tage bald. Bitte bestätigen Sie es.")
OTHER_OFFICE = N_("Diese Datei gehört zu einem anderen Amt.")
LETTER_TAKEN = N_("Diesen Buchstaben hat schon ein anderes Anliegen.")
TABLES = ("office", "turn", "calls", "kiosk", "alerts", "announcements", "slip", "feedback")
"""The parts of the file that are one table each: a change may name some of their keys."""


class NothingToUndo(LobbyError):
    code, status = "nothing-to-undo", 409
    message = N_("Das lässt sich nicht mehr zurücknehmen: Inzwischen wurde etwas anderes geändert.")


@dataclass(frozen=True)
class Last:
    """The last change made here: by whom, when, what (a line each); `is_last`: nothing was changed since by other ways."""

    by: str
    at: datetime
    changes: tuple[str, ...]
    is_last: bool


def put(db: Database, office_id: int, by: str, what: str, part: Told) -> list[str]:
    """Let one of PARTS be so from now on; one with a new slug is added at the end. Raises Invalid, which names its fields."""
    checked = reasons.checked(PARTS[what], part)
    with _changing(db, office_id, by) as told:
        parts = told[what]
        if what == "services" and any(each["letter"] == checked["letter"] for each in parts if each["slug"] != checked["slug"]):
            raise Invalid({"letter": LETTER_TAKEN})
        place = next((n for n, each in enumerate(parts) if each["slug"] == checked["slug"]), len(parts))
        parts[place : place + 1] = [checked]
    return told.changes


def move(db: Database, office_id: int, by: str, what: str, slug: str, step: int) -> list[str]:
    """Let it stand so many places later, or earlier. Raises NotFound."""
    with _changing(db, office_id, by) as told:
        parts, place = told[what], _place(told[what], slug)
        parts.insert(min(max(place + step, 0), len(parts) - 1), parts.pop(place))
    return told.changes


def retire(db: Database, office_id: int, by: str, what: str, slug: str) -> list[str]:
    """Have it no longer; what named it names it no more. Raises NotFound, and InUse while somebody needs it."""
    with _changing(db, office_id, by) as told:
        del told[what][_place(told[what], slug)]
        inuse.forget(told, what, slug)
    return told.changes


def bring_back(db: Database, office_id: int, by: str, what: str, slug: str) -> list[str]:
    """Have a retired service or counter again, at the end. Raises NotFound, and Invalid where its letter has gone to another."""
    with _changing(db, office_id, by) as told:
        part = officerows.retired(told.tx.session, office_id, what).get(slug)
        if part is None:
            raise NotFound()
        if what == "services" and any(each["letter"] == part["letter"] for each in told[what]):
            raise Invalid({"letter": LETTER_TAKEN})
        told[what].append(inuse.fitted(told, what, part))
    return told.changes


def change(db: Database, office_id: int, by: str, parts: Told, is_sure: bool = False) -> list[str]:
    """Let other parts of the file be so, by name; of a table only the keys named. Raises Invalid, which names the fields.

    To keep days for a shorter time than before deletes some: that needs somebody who `is_sure`.
    """
    with _changing(db, office_id, by) as told:
        days = told["office"]["retention_days"]
        for name, part in parts.items():
            told[name] = {**told.get(name, {}), **part} if name in TABLES else part
        if not is_sure and _is_shorter(told["office"]["retention_days"], days):
            raise Invalid({"office.retention_days": SURE})
    return told.changes


def replace(db: Database, office_id: int, by: str, text: str, dry_run: bool = False) -> list[str]:
    """Let the office be as this file says; what changes, a line each. Raises Invalid, also for another office's file."""
    file = parse(text)
    with db.snapshot() as session:
        row = session.get_one(OfficeRow, office_id)
        if file.office.slug != row.slug:
            raise Invalid({"file": OTHER_OFFICE})
        changes = officerows.differences(officerows.read(session, row.slug), file)
    if dry_run:
        return changes
    with _changing(db, office_id, by) as told:
        told.clear()
        told.update(officerows.as_json(file))
    return told.changes


def undo(db: Database, office_id: int, by: str) -> list[str]:
    """Take back the last change; a second time makes it again. Raises NothingToUndo where something was changed since."""
    with _changing(db, office_id, by) as told:
        last = told.tx.session.get(OfficeChangeRow, office_id)
        if last is None or last.digest != wayback.digest(told):
            raise NothingToUndo()
        told.clear()
        told.update(last.before)
    return told.changes


def last(db: Database, office_id: int) -> Last | None:
    """The last change; None where there was none yet."""
    with db.snapshot() as session:
        row = session.get(OfficeChangeRow, office_id)
        if row is None:
            return None
    return Last(row.by, row.at, tuple(row.changes), row.digest == wayback.digest(told(db, office_id)))


def parts(db: Database, office_id: int, what: str) -> dict[str, Told]:
    """One of PARTS as JSON, in order: slug → part."""
    return {part["slug"]: part for part in told(db, office_id)[what]}


def told(db: Database, office_id: int) -> Told:
    """The office as its file says it, as JSON. Raises NotFound."""
    with db.snapshot() as session:
        slug = session.scalar(select(OfficeRow.slug).where(OfficeRow.id == office_id))
        file = officerows.read(session, slug) if slug else None
    if file is None:
        raise NotFound()
    return officerows.as_json(file)


def retired(db: Database, office_id: int, what: str) -> dict[str, Told]:
    """Services or counters that there are no longer, as JSON: slug → part."""
    with db.snapshot() as session:
        return officerows.retired(session, office_id, what)


def slugs(db: Database, office_id: int, what: str) -> set[str]:
    """The slugs that are taken, retired ones included."""
    gone = retired(db, office_id, what) if what in ("services", "counters") else {}
    return {*parts(db, office_id, what), *gone}


class _Draft(dict[str, Any]):
    """An office file as JSON, being edited in a transaction; afterwards `changes` says what became of it, a line each."""

    def __init__(self, tx: Tx, told: Told) -> None:
        super().__init__(told)
        self.tx, self.changes = tx, list[str]()


@contextmanager
def _changing(db: Database, office_id: int, by: str) -> Iterator[_Draft]:
    with transaction(db, office_id, by) as tx:
        row = tx.session.get_one(OfficeRow, office_id)
        before = officerows.read(tx.session, row.slug)
        assert before is not None
        told = officerows.as_json(before)
        draft = _Draft(tx, json.loads(json.dumps(told)))
        yield draft
        after = _checked(draft)
        draft.changes = officerows.differences(before, after)
        if draft != told:
            inuse.check(tx, before, after)
            officerows.store(tx.session, row, after)
            wayback.keep(tx, told, after, draft.changes)
            audit.note(db, tx.session, "office.change", office_id, changes=draft.changes[:MOST_NOTED])
            tx.record(Verb.CHANGE_OFFICE)


def _checked(told: Told) -> OfficeFile:
    try:
        return OfficeFile.model_validate_json(json.dumps(told))
    except ValidationError as error:
        raise reasons.invalid(error) from error


def _is_shorter(wanted: Any, days: int) -> bool:
    return isinstance(wanted, int) and wanted < days


def _place(parts: list[Told], slug: str) -> int:
    for place, part in enumerate(parts):
        if part["slug"] == slug:
            return place
    raise NotFound()
