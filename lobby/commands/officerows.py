"""An office's rows as an office file, and back: what every command that sets up an office stands on."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.commands.displayfile import DisplayPart
from lobby.commands.officefile import CounterPart, OfficeFile, ServicePart
from lobby.commands.part import Part
from lobby.store.tables.offices import CounterRow, DisplayRow, OfficeRow, ServiceRow

TABLES: tuple[tuple[str, Any, type[Part]], ...] = (
    ("services", ServiceRow, ServicePart),
    ("counters", CounterRow, CounterPart),
    ("displays", DisplayRow, DisplayPart),
)
LONGEST_TOLD = 200  # characters of a value, in what `load` says: a logo is longer
RENAMED = {"paused": "is_paused", "demo": "is_demo"}  # in the file → in the table


def read(session: Session, slug: str) -> OfficeFile | None:
    """The office of this slug; None where there is none."""
    row = session.scalar(select(OfficeRow).where(OfficeRow.slug == slug))
    if row is None:
        return None
    closures = [{"date": day, "name": name} for day, name in sorted(row.closures.items())]
    found = {
        "office": part_of(row, OfficeFile.model_fields["office"].annotation),
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
        "alerts": row.alerts,
        "feedback": row.feedback,
        "outcomes": [{"slug": slug, "name": name} for slug, name in row.outcomes.items()],
    }
    for what, table, part in TABLES:
        rows = session.scalars(select(table).where(table.office_id == row.id, ~table.is_retired).order_by(table.position))
        found[what] = [part_of(each, part) for each in rows]
    return OfficeFile.model_validate_json(json.dumps(found))


def as_json(file: OfficeFile) -> dict[str, Any]:
    """An office file as JSON values."""
    return file.model_dump(mode="json", exclude_none=True)


def retired(session: Session, office_id: int, what: str) -> dict[str, dict[str, Any]]:
    """Services, counters or displays that there are no longer, slug → part."""
    table, part = next((table, part) for name, table, part in TABLES if name == what)
    rows = session.scalars(select(table).where(table.office_id == office_id, table.is_retired).order_by(table.position))
    return {row.slug: {name: value for name, value in part_of(row, part).items() if value is not None} for row in rows}


def differences(before: OfficeFile | None, after: OfficeFile) -> list[str]:
    """What another file changes, a line each."""
    was, becomes = _told_flat(before), _told_flat(after)
    told = [_told(key, was.get(key), becomes.get(key)) for key in sorted(was | becomes) if was.get(key) != becomes.get(key)]
    return told + ([] if before is None else _reordered(before, after))


def _reordered(before: OfficeFile, after: OfficeFile) -> list[str]:
    """Lists in which those that stay stand in another order."""
    found = []
    for name in ("services", "counters", "displays", "areas", "groups", "outcomes", "tips", "partners"):
        was, becomes = ([part.slug for part in getattr(file, name)] for file in (before, after))
        if [slug for slug in was if slug in becomes] != [slug for slug in becomes if slug in was]:
            found.append(f"~ {name}: {', '.join(becomes)}")
    return found


def store(session: Session, row: OfficeRow, file: OfficeFile) -> None:
    """Let the rows be as the file says; what it no longer has is retired."""
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
    row.alerts = file.alerts.model_dump()
    row.feedback = file.feedback.model_dump()
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


def part_of(row: Any, part: Any) -> dict[str, Any]:
    """A row's values, as the file names them."""
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
