"""An office in and out of the database, as an office file."""

import json
from typing import Any

import tomlkit
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.commands.displayfile import DisplayPart
from lobby.commands.officefile import CounterPart, OfficeFile, ServicePart, SlipPart, parse
from lobby.commands.part import Part
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.offices import CounterRow, DisplayRow, OfficeRow, ServiceRow
from lobby.store.tx import transaction

TABLES: tuple[tuple[str, Any, type[Part]], ...] = (
    ("services", ServiceRow, ServicePart),
    ("counters", CounterRow, CounterPart),
    ("displays", DisplayRow, DisplayPart),
)
LONGEST_TOLD = 200  # characters of a value, in what `load` says: a logo is longer
RENAMED = {"paused": "is_paused", "demo": "is_demo"}  # in the file → in the table


def load(db: Database, text: str, by: str, dry_run: bool = False) -> list[str]:
    """Make the office of this file, or change it to be as the file says; what changes, a line each.

    Services, counters and displays that the file no longer has are retired. Loading the same again changes nothing.
    Raises Invalid, which names each bad place in the file.
    """
    file = parse(text)
    with db.snapshot() as session:
        before = _told_flat(_read(session, file.office.slug))
    after = _told_flat(file)
    changes = [_told(key, before.get(key), after.get(key)) for key in sorted(before | after) if before.get(key) != after.get(key)]
    if changes and not dry_run:
        office_id = _office_id(db, file)
        with transaction(db, office_id, by) as tx:
            _store(tx.session, tx.session.get_one(OfficeRow, office_id), file)
            tx.record(Verb.CHANGE_OFFICE)
    return changes


def dump(db: Database, slug: str) -> str:
    """The office as the text of an office file. Raises NotFound."""
    with db.snapshot() as session:
        found = _read(session, slug)
    if found is None:
        raise NotFound({"office": slug})
    told = found.model_dump(exclude_none=True)
    return tomlkit.dumps({name: part for name, part in told.items() if part})


def change_slip(db: Database, office_id: int, by: str, slip: SlipPart) -> None:
    """Let an office's slips look otherwise from now on."""
    with transaction(db, office_id, by) as tx:
        row = tx.session.get_one(OfficeRow, office_id)
        if row.slip != (told := slip.model_dump(exclude_none=True)):
            row.slip = told
            row.version += 1
            tx.record(Verb.CHANGE_OFFICE)


def find(db: Database, slug: str) -> Office:
    """The office of this slug. Raises NotFound."""
    with db.snapshot() as session:
        office_id = reading.office_slugs(session).get(slug)
        if office_id is None:
            raise NotFound({"office": NotFound.message})
        return reading.office(db, session, office_id)


def slugs(db: Database) -> list[str]:
    """The slugs of all offices."""
    with db.snapshot() as session:
        return list(reading.office_slugs(session))


def _office_id(db: Database, file: OfficeFile) -> int:
    with db.write() as session:
        row = session.scalar(select(OfficeRow).where(OfficeRow.slug == file.office.slug))
        if row is None:
            row = OfficeRow(slug=file.office.slug, version=0)
            _store(session, row, file)
        return row.id


def _store(session: Session, row: OfficeRow, file: OfficeFile) -> None:
    _fill(row, file.office.model_dump())
    row.hours = {weekday: list(spans) for weekday, spans in file.hours.items()}
    row.closures = {closure.date.isoformat(): closure.name for closure in file.closures}
    row.exceptions = {each.date.isoformat(): list(each.hours) for each in file.exceptions}
    row.turn, row.calls = file.turn.model_dump(), file.calls.model_dump()
    row.outcomes = {outcome.slug: outcome.name for outcome in file.outcomes}
    row.slip = file.slip.model_dump(exclude_none=True)
    row.announcements = file.announcements.model_dump()
    row.areas = [area.model_dump() for area in file.areas]
    row.tips = [tip.model_dump() for tip in file.tips]
    row.partners = [partner.model_dump() for partner in file.partners]
    row.groups = [group.model_dump() for group in file.groups]
    row.kiosk = file.kiosk.model_dump()
    row.version += 1
    session.add(row)
    session.flush()
    for what, table, _ in TABLES:
        _store_parts(session, row.id, table, getattr(file, what))


def _store_parts(session: Session, office_id: int, table: Any, parts: list[Any]) -> None:
    rows = {row.slug: row for row in session.scalars(select(table).where(table.office_id == office_id))}
    for row in rows.values():
        row.is_retired = True
    for position, part in enumerate(parts):
        row = rows.get(part.slug) or table(office_id=office_id)
        _fill(row, part.model_dump())
        row.is_retired, row.position = False, position
        session.add(row)


def _fill(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, RENAMED.get(name, name), value)


def _read(session: Session, slug: str) -> OfficeFile | None:
    row = session.scalar(select(OfficeRow).where(OfficeRow.slug == slug))
    if row is None:
        return None
    closures = [{"date": day, "name": name} for day, name in sorted(row.closures.items())]
    found = {
        "office": _part(row, OfficeFile.model_fields["office"].annotation),
        "hours": row.hours,
        "closures": closures,
        "exceptions": [{"date": day, "hours": spans} for day, spans in sorted(row.exceptions.items())],
        "turn": row.turn,
        "calls": row.calls,
        "slip": row.slip,
        "announcements": row.announcements,
        "areas": row.areas,
        "tips": row.tips,
        "partners": row.partners,
        "groups": row.groups,
        "kiosk": row.kiosk,
        "outcomes": [{"slug": slug, "name": name} for slug, name in row.outcomes.items()],
    }
    for what, table, part in TABLES:
        rows = session.scalars(select(table).where(table.office_id == row.id, ~table.is_retired).order_by(table.position))
        found[what] = [_part(each, part) for each in rows]
    return OfficeFile.model_validate_json(json.dumps(found))


def _part(row: Any, part: Any) -> dict[str, Any]:
    return {name: getattr(row, RENAMED.get(name, name)) for name in part.model_fields}


def _told_flat(file: OfficeFile | None) -> dict[str, Any]:
    return {} if file is None else _flat(file.model_dump(mode="json", exclude_none=True))


def _flat(value: Any, at: str = "") -> dict[str, Any]:
    """A nested value as path → leaf; parts of a list are named by their slug, or by their place."""
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        pairs = {item.get("slug", item.get("date", item.get("hours"))): item for item in value}.items()
    else:
        return {at: value}
    return {key: leaf for name, inner in pairs for key, leaf in _flat(inner, f"{at}.{name}".lstrip(".")).items()}


def _told(key: str, before: Any, after: Any) -> str:
    before, after = (
        f"{value[:LONGEST_TOLD]}…" if isinstance(value, str) and len(value) > LONGEST_TOLD else value for value in (before, after)
    )
    if before is None:
        return f"+ {key} = {after}"
    return f"- {key}" if after is None else f"~ {key}: {before} → {after}"
