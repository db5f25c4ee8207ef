"""An office in and out of the database, as an office file."""

import tomlkit
from sqlalchemy import select

from lobby.commands import officerows, wayback
from lobby.commands.officefile import OfficeFile, SlipPart, parse
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.offices import OfficeRow
from lobby.store.tx import transaction

MOST_NOTED = 50  # changes told in one audit note


def load(db: Database, text: str, by: str, dry_run: bool = False) -> list[str]:
    """Make the office of this file, or change it to be as the file says; what changes, a line each.

    Services, counters and displays that the file no longer has are retired. Loading the same again changes nothing.
    Raises Invalid, which names each bad place in the file.
    """
    file = parse(text)
    with db.snapshot() as session:
        changes = officerows.differences(officerows.read(session, file.office.slug), file)
    if changes and not dry_run:
        office_id = _office_id(db, file)
        with transaction(db, office_id, by) as tx:
            officerows.store(tx.session, tx.session.get_one(OfficeRow, office_id), file)
            audit.note(db, tx.session, "office.load", office_id, changes=changes[:MOST_NOTED])
            tx.record(Verb.CHANGE_OFFICE)
    return changes


def dump(db: Database, slug: str) -> str:
    """The office as the text of an office file. Raises NotFound."""
    with db.snapshot() as session:
        found = officerows.read(session, slug)
    if found is None:
        raise NotFound({"office": slug})
    told = found.model_dump(exclude_none=True)
    return tomlkit.dumps({name: part for name, part in told.items() if part})


def change_slip(db: Database, office_id: int, by: str, slip: SlipPart) -> None:
    """Let an office's slips look otherwise from now on."""
    with transaction(db, office_id, by) as tx, wayback.kept(tx):
        row = tx.session.get_one(OfficeRow, office_id)
        if row.slip != (told := slip.model_dump(exclude_none=True)):
            row.slip = told
            row.version += 1
            audit.note(db, tx.session, "slip.change", office_id, blocks=slip.blocks)
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
            officerows.store(session, row, file)
        return row.id
