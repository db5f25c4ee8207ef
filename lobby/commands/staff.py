"""Accounts: made, proven by password, given keys."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from lobby.commands import keys
from lobby.domain.errors import N_, Invalid, NotFound, WrongPassword
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.staff import KeyKind, Role, StaffOfficeRow, StaffRow

LEAST_PASSWORD, LONGEST_PASSWORD = 8, 200
HASHER = PasswordHasher()
_NOBODY = HASHER.hash("nobody's password: an unknown log-in takes as long as a known one")


def add(db: Database, login: str, roles: list[str], offices: list[str], password: str | None = None) -> str | None:
    """Make an account or change its roles, offices and password. Without a password: a one-time secret to set one.

    Raises Invalid for a bad log-in, role or password, NotFound for an unknown office.
    """
    check(login, roles, password)
    with db.write() as session:
        known = reading.office_slugs(session)
        if unknown := [slug for slug in offices if slug not in known]:
            raise NotFound({"office": ", ".join(unknown)})
        row = session.scalar(select(StaffRow).where(StaffRow.login == login))
        if row is None:
            row = StaffRow(login=login, created_at=db.clock.now())
            session.add(row)
        row.roles, row.is_active = list(roles), True
        if password is not None:
            row.password_hash = HASHER.hash(password)
        session.flush()
        here = set(session.scalars(select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == row.id)))
        session.add_all(StaffOfficeRow(staff_id=row.id, office_id=known[slug]) for slug in set(offices) if known[slug] not in here)
        if password is None and row.password_hash is None:
            return keys.make(db, session, KeyKind.INVITATION, staff_id=row.id, lives=timedelta(days=3))
        return None


def token(db: Database, login: str) -> str:
    """A new API token of an account. Raises NotFound."""
    with db.write() as session:
        row = session.scalar(select(StaffRow).where(StaffRow.login == login, StaffRow.is_active))
        if row is None:
            raise NotFound({"login": login})
        return keys.make(db, session, KeyKind.API, staff_id=row.id)


def prove(db: Database, login: str, password: str) -> int:
    """The id of the account that this log-in and password open. Raises WrongPassword, whichever of the two is wrong.

    Takes some 50 ms of computing, by design.
    """
    with db.snapshot() as session:
        row = session.scalar(select(StaffRow).where(StaffRow.login == login, StaffRow.is_active))
    try:
        HASHER.verify((row and row.password_hash) or _NOBODY, password[:LONGEST_PASSWORD])
    except VerifyMismatchError:
        raise WrongPassword() from None
    if row is None or row.password_hash is None:
        raise WrongPassword()
    return row.id


def open_session(db: Database, staff_id: int, lives: timedelta) -> str:
    """A new session of an account; its secret."""
    with db.write() as session:
        return keys.make(db, session, KeyKind.SESSION, staff_id=staff_id, lives=lives)


def accept(db: Database, invitation: str, password: str) -> None:
    """Set the first password with a one-time secret, which is used up. Raises NotFound, Invalid."""
    check("invited", [], password)
    with db.write() as session:
        found = keys.invited(db, session, invitation)
        if found is None:
            raise NotFound()
        found.revoked_at = db.clock.now()
        session.get_one(StaffRow, found.staff_id).password_hash = HASHER.hash(password)


def check(login: str, roles: list[str], password: str | None) -> None:
    """Raises Invalid for what no account may have."""
    errors = {}
    if not 1 <= len(login) <= 80 or not login.isprintable() or login != login.strip():
        errors["login"] = N_("1 bis 80 Zeichen")
    if any(role not in set(Role) for role in roles):
        errors["role"] = N_("Diese Rolle gibt es nicht.")
    if password is not None and not LEAST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        errors["password"] = N_("8 bis 200 Zeichen")
    if errors:
        raise Invalid(errors)
