"""What is stored of visitors, handed out: an office's for its data-protection officer, one visit's for whoever it was."""

import csv
import io
import json
from datetime import date
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lobby.domain.errors import N_, Invalid
from lobby.store import audit, held, reading
from lobby.store.database import Database

TABLES = (
    "tickets",
    "journal",
    "slips",
    "seats",
    "notices",
    "ticket_notes",
    "ticket_secrets",
    "appointments",
    "feedback_answers",
    "feedback_words",
)
PROOF = ("deleted_at", "by", "act", "office", "date", *TABLES, "audit_digest")
ACT = "data.export"
NO_VISIT = N_("Tag und Nummer, zum Beispiel 2026-11-25/A012")


def everything(db: Database, office_id: int) -> bytes:
    """A ZIP with a JSON file for each table, without tokens and notes. The audit keeps that it was made."""
    with db.snapshot() as session:
        tables = held.of_office(session, office_id)
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1))
    _noted(db, office_id, rows={name: len(rows) for name, rows in tables.items()})
    return file.getvalue()


def visit(db: Database, office_id: int, asked: str) -> dict[str, Any]:
    """What is held of one visit, "2026-11-25/A012". The audit keeps that somebody looked, and not at whom.

    Raises Invalid for what is no such thing, NotFound.
    """
    on, _, number = asked.strip().partition("/")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Invalid({"ticket": NO_VISIT}) from None
    with db.snapshot() as session:
        found = held.of_ticket(session, office_id, day, number.strip().upper())
    _noted(db, office_id, visit=True)
    return found


def proof(db: Database, first: date, last: date, office_id: int | None = None) -> str:
    """What was deleted on these days (UTC), as CSV, newest first: in this office or in any; where none is named, in all at once."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(PROOF)
    with db.snapshot() as session:
        slugs = {office_id: slug for slug, office_id in reading.office_slugs(session).items()}
        for each in held.deletions(session, office_id, first, last):
            numbers = [each.what.get(name, "") for name in PROOF[5:-1]]
            at = each.at.isoformat(timespec="seconds").replace("+00:00", "Z")
            writer.writerow(
                [at, each.by, each.act, slugs.get(each.office_id or 0, ""), each.what.get("date", ""), *numbers, each.digest]
            )
    return file.getvalue()


def _noted(db: Database, office_id: int, **what: Any) -> None:
    with db.write() as session:
        audit.note(db, session, ACT, office_id, **what)
