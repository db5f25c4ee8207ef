"""The very beginning: an empty database, a one-time link, the first account, and the office that becomes its own."""

from datetime import timedelta

from sqlalchemy import delete, exists, select

from lobby.commands import keys, staff
from lobby.domain.errors import Forbidden, NotFound
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.offices import OfficeRow
from lobby.store.tables.staff import KeyKind, KeyRow, Role, StaffOfficeRow, StaffRow

LIVES = timedelta(days=1)


def is_empty(db: Database) -> bool:
    """Whether nobody has an account here, and there is no office."""
    with db.snapshot() as session:
        return not any(session.scalar(select(exists().select_from(table))) for table in (StaffRow, OfficeRow))


def is_begun(db: Database) -> bool:
    """Whether somebody works in an office: then it is no beginning any more."""
    with db.snapshot() as session:
        return bool(session.scalar(select(exists().select_from(StaffOfficeRow))))


def invite(db: Database) -> str | None:
    """A new one-time secret for whoever sets this up, good for a day; those before it end. None where something is set up."""
    if not is_empty(db):
        return None
    with db.write() as session:
        session.execute(delete(KeyRow).where(KeyRow.kind == KeyKind.SETUP))
        audit.note(db, session, "setup.invite")
        return keys.make(db, session, KeyKind.SETUP, lives=LIVES)


def is_invited(db: Database, secret: str) -> bool:
    """Whether the first account can be made with this secret."""
    with db.snapshot() as session:
        return keys.invited(db, session, secret, KeyKind.SETUP) is not None


def first_admin(db: Database, secret: str, login: str, password: str) -> None:
    """Make the first account, with the one-time secret, which is used up. Raises NotFound for any other, Invalid."""
    staff.check(login, [], password)
    with db.write() as session:
        found = keys.invited(db, session, secret, KeyKind.SETUP)
        if found is None or session.scalar(select(exists().select_from(StaffRow))):
            raise NotFound()
        session.delete(found)
        now, hashed = db.clock.now(), staff.HASHER.hash(password)
        session.add(StaffRow(login=login, password_hash=hashed, roles=[Role.ADMIN.value], created_at=now))
        audit.note(db, session, "staff.add", login=login, roles=[Role.ADMIN.value])


def settle(db: Database, staff_id: int, slug: str) -> None:
    """The first office is the first admin's. Raises Forbidden where somebody works in an office already, NotFound."""
    with db.write() as session:
        office_id = reading.office_slugs(session).get(slug)
        if office_id is None:
            raise NotFound({"office": slug})
        if session.get(StaffOfficeRow, (staff_id, office_id)) is not None:
            return
        if session.scalar(select(exists().select_from(StaffOfficeRow))):
            raise Forbidden()
        session.add(StaffOfficeRow(staff_id=staff_id, office_id=office_id))
        audit.note(db, session, "office.begin", office_id, slug=slug)
