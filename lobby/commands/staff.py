"""Accounts: made, proven by password, given keys."""

from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.commands import keys
from lobby.commands.tokens import ANYTHING, Wanted
from lobby.domain import passwords
from lobby.domain.errors import N_, Invalid, NotFound, WrongPassword
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.offices import OfficeRow
from lobby.store.tables.staff import KeyKind, Role, StaffOfficeRow, StaffRow

HASHER = PasswordHasher()
_NOBODY = HASHER.hash("nobody's password: an unknown log-in takes as long as a known one")


def add(db: Database, login: str, roles: list[str], offices: list[str], password: str | None = None) -> str | None:
    """Make an account or change its roles, offices and password. Without a password: a one-time secret to set one.

    Raises Invalid for a bad log-in, role or password, NotFound for an unknown office.
    """
    check(login, roles, password, offices)
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
        audit.note(db, session, "staff.add", login=login, roles=roles, offices=offices)
        here = set(session.scalars(select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == row.id)))
        session.add_all(StaffOfficeRow(staff_id=row.id, office_id=known[slug]) for slug in set(offices) if known[slug] not in here)
        if password is None and row.password_hash is None:
            return keys.make(db, session, KeyKind.INVITATION, staff_id=row.id, lives=timedelta(days=3))
        return None


def token(db: Database, login: str, wanted: Wanted = ANYTHING) -> str:
    """A new API token of an account, told only now. Raises NotFound, Invalid."""
    wanted.make_sure()
    with db.write() as session:
        row = session.scalar(select(StaffRow).where(StaffRow.login == login, StaffRow.is_active))
        if row is None:
            raise NotFound({"login": login})
        name, scopes = wanted.name or None, sorted(set(wanted.scopes)) or None
        audit.note(db, session, "token.add", login=login, name=name, scopes=scopes, days=wanted.days)
        lives = timedelta(days=wanted.days) if wanted.days else None
        return keys.make(db, session, KeyKind.API, lives, staff_id=row.id, name=name, scopes=scopes)


def prove(db: Database, login: str, password: str) -> int:
    """The id of the account that this log-in and password open. Raises WrongPassword, whichever of the two is wrong.

    Takes some 50 ms of computing, by design.
    """
    with db.snapshot() as session:
        row = session.scalar(select(StaffRow).where(StaffRow.login == login, StaffRow.is_active))
    try:
        HASHER.verify((row and row.password_hash) or _NOBODY, password[: passwords.LONGEST])
    except VerifyMismatchError:
        raise WrongPassword() from None
    if row is None or row.password_hash is None:
        raise WrongPassword()
    return row.id


def accept(db: Database, invitation: str, password: str) -> None:
    """Set the first password with a one-time secret, which is used up. Raises NotFound, Invalid."""
    with db.write() as session:
        found = keys.invited(db, session, invitation)
        if found is None:
            raise NotFound()
        row = session.get_one(StaffRow, found.staff_id)
        _set_password(session, row, password)
        found.revoked_at = db.clock.now()
        keys.end_sessions(db, session, row.id)
        audit.note(db, session, "password.set", login=row.login)


def set_password(db: Database, staff_id: int, password: str, key_id: int) -> None:
    """Choose another password. Whoever is logged in with the old one, elsewhere than with this key, is out. Raises Invalid."""
    with db.write() as session:
        row = session.get_one(StaffRow, staff_id)
        _set_password(session, row, password)
        audit.note(db, session, "password.change", login=row.login)
        keys.end_sessions(db, session, staff_id, but=key_id)


def _set_password(session: Session, row: StaffRow, password: str) -> None:
    at = select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == row.id)
    slugs = session.scalars(select(OfficeRow.slug).where(OfficeRow.id.in_(at)))
    if fault := passwords.fault(password, (row.login, *slugs)):
        raise Invalid({"password": fault})
    row.password_hash = HASHER.hash(password)


def check(login: str, roles: list[str], password: str | None, offices: Sequence[str] = ()) -> None:
    """Raises Invalid for what no account may have."""
    errors = {}
    if not 1 <= len(login) <= 80 or not login.isprintable() or login != login.strip():
        errors["login"] = N_("1 bis 80 Zeichen")
    if any(role not in set(Role) for role in roles):
        errors["role"] = N_("Diese Rolle gibt es nicht.")
    if password is not None and (fault := passwords.fault(password, (login, *offices))):
        errors["password"] = fault
    if errors:
        raise Invalid(errors)
