"""Displays changed by hand, one at a time; an office file says the same of all of them."""

from pydantic import ValidationError
from sqlalchemy import func, select

from lobby.commands import wayback
from lobby.commands.displayfile import DisplayPart, check
from lobby.domain.errors import N_, Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.offices import DisplayRow, OfficeRow
from lobby.store.tx import Tx, transaction

REFUSED = {
    "door": N_("Ein Türschild braucht genau einen Schalter."),
    "area": N_("Eine Anzeige für einen Bereich braucht einen Wartebereich, Anliegen oder Schalter."),
    "part": N_("Der Teil ist größer als die Zahl der Teile."),
    "far": N_("Dieser Bildschirm ist zu klein für diese Entfernung."),
    "unknown": N_("Etwas davon gibt es in diesem Amt nicht."),
}
"""What makes no sense of a display, in words for whoever fills in its form."""


def checked(office: Office, told: dict[str, object]) -> DisplayPart:
    """A display's settings as the office file has them. Raises Invalid: fields, or `display` where they do not fit."""
    try:
        part = DisplayPart.model_validate(told)
    except ValidationError as error:
        fields = {".".join(map(str, bad["loc"])) or "display": str(bad["msg"]) for bad in error.errors()}
        raise Invalid({field: _reason(message) for field, message in fields.items()}) from error
    areas = {*office.areas, *(counter.area for counter in office.counters.values())}
    try:
        counters, services = ({each.slug for each in of.values()} for of in (office.counters, office.services))
        check([part], areas, services, counters)
    except ValueError as error:
        raise Invalid({"display": REFUSED["unknown"]}) from error
    return part


def change(db: Database, office_id: int, by: str, part: DisplayPart) -> None:
    """Let a display be so from now on; one that is not there yet is made."""
    with transaction(db, office_id, by) as tx, wayback.kept(tx):
        row = _row(tx, part.slug) or DisplayRow(office_id=office_id, position=_next(tx))
        for name, value in part.model_dump().items():
            setattr(row, name, value)
        row.is_retired = False
        tx.session.add(row)
        _record(tx, "display.change", part.slug, settings=part.model_dump_json(exclude_defaults=True))


def retire(db: Database, office_id: int, by: str, slug: str) -> None:
    """Have this display no longer. Raises NotFound."""
    with transaction(db, office_id, by) as tx, wayback.kept(tx):
        row = _row(tx, slug)
        if row is None or row.is_retired:
            raise NotFound()
        row.is_retired = True
        _record(tx, "display.retire", slug)


def _reason(message: str) -> str:
    for word, kind in (("door sign", "door"), ("area", "area"), ("not more than", "part"), ("cannot be read", "far")):
        if word in message:
            return REFUSED[kind]
    return Invalid.message


def _row(tx: Tx, slug: str) -> DisplayRow | None:
    return tx.session.scalar(select(DisplayRow).where(DisplayRow.office_id == tx.office.id, DisplayRow.slug == slug))


def _next(tx: Tx) -> int:
    return 1 + (tx.session.scalar(select(func.max(DisplayRow.position)).where(DisplayRow.office_id == tx.office.id)) or 0)


def _record(tx: Tx, act: str, slug: str, **what: str) -> None:
    audit.note(tx.db, tx.session, act, tx.office.id, display=slug, **what)
    tx.session.get_one(OfficeRow, tx.office.id).version += 1
    tx.record(Verb.CHANGE_OFFICE)
