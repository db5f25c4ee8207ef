"""Accounts as an admin looks after them: only in her own offices, never the last admin away, and nobody is deleted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lobby.commands import keys
from lobby.domain.errors import N_, Forbidden, Invalid, LobbyError, NotFound
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.staff import KeyKind, KeyRow, Role, StaffOfficeRow, StaffRow

LINK_LIVES = timedelta(days=3)


class LoginTaken(LobbyError):
    code, status = "login-taken", 409
    message = N_("Diesen Namen gibt es schon.")


class LastAdmin(LobbyError):
    code, status = "last-admin", 409
    message = N_("Das geht nicht: Danach könnte niemand mehr dieses Amt verwalten.")


@dataclass(frozen=True, slots=True)
class Person:
    """An account. `is_ours`: she works in no office but those of the admin who asks, who may therefore change her."""

    id: int
    login: str
    roles: tuple[str, ...]
    office_ids: tuple[int, ...]
    is_active: bool
    has_password: bool
    has_second_step: bool
    sessions: int
    is_ours: bool


class House:
    """The offices of whoever asks; none for the shell, which may see and change all."""

    def __init__(self, db: Database, office_ids: Collection[int] | None = None) -> None:
        self.db, self.office_ids = db, None if office_ids is None else frozenset(office_ids)

    def row(self, session: Session, staff_id: int) -> StaffRow:
        """Raises NotFound for who works in none of these offices, Forbidden for who works elsewhere, too."""
        row = session.get(StaffRow, staff_id, with_for_update=True)
        at = _offices(session, staff_id)
        if row is None or (self.office_ids is not None and not at & self.office_ids):
            raise NotFound()
        if self.office_ids is not None and not at <= self.office_ids:
            raise Forbidden()
        return row

    def is_ours(self, at: Collection[int]) -> bool:
        return self.office_ids is None or self.office_ids.issuperset(at)


def listed(db: Database, office_ids: Collection[int] | None = None) -> list[Person]:
    """Who works in these offices, or in any."""
    house = House(db, office_ids)
    with db.snapshot() as session:
        at: dict[int, set[int]] = {}
        for place in session.scalars(select(StaffOfficeRow)):
            at.setdefault(place.staff_id, set()).add(place.office_id)
        open_ones = (KeyRow.kind == KeyKind.SESSION) & KeyRow.revoked_at.is_(None) & (KeyRow.idle_until > db.clock.now())
        counted = session.execute(select(KeyRow.staff_id, func.count()).where(open_ones).group_by(KeyRow.staff_id))
        sessions = {row[0]: row[1] for row in counted}
        rows = session.scalars(select(StaffRow).order_by(StaffRow.is_active.desc(), StaffRow.login))
        seen = [row for row in rows if house.office_ids is None or at.get(row.id, set()) & house.office_ids]
        return [_person(row, at.get(row.id, set()), sessions.get(row.id, 0), house) for row in seen]


def invite(db: Database, office_ids: Collection[int], login: str, roles: list[str], at: Collection[int]) -> str:
    """A new account; the secret of a one-time link by which its owner chooses a password. Raises Invalid, Forbidden, LoginTaken."""
    house = House(db, office_ids)
    _check(house, login, roles, at)
    with db.write() as session:
        if session.scalar(select(StaffRow.id).where(StaffRow.login == login)) is not None:
            raise LoginTaken({"login": LoginTaken.message})
        row = StaffRow(login=login, roles=roles, created_at=db.clock.now())
        session.add(row)
        session.flush()
        session.add_all(StaffOfficeRow(staff_id=row.id, office_id=office_id) for office_id in set(at))
        audit.note(db, session, "staff.add", login=login, roles=roles, office_ids=sorted(at))
        return keys.make(db, session, KeyKind.INVITATION, LINK_LIVES, staff_id=row.id)


def change(db: Database, office_ids: Collection[int], staff_id: int, roles: list[str], at: Collection[int]) -> None:
    """Other roles or offices: whoever is logged in with the old ones is out. Raises Invalid, Forbidden, NotFound, LastAdmin."""
    house = House(db, office_ids)
    with db.write() as session:
        row, before = house.row(session, staff_id), _offices(session, staff_id)
        _check(house, row.login, roles, at)
        if (set(row.roles), before) == (set(roles), set(at)):
            return
        was_admin, row.roles = Role.ADMIN in row.roles, roles
        session.execute(delete(StaffOfficeRow).where(StaffOfficeRow.staff_id == staff_id, StaffOfficeRow.office_id.not_in(at)))
        session.add_all(StaffOfficeRow(staff_id=staff_id, office_id=office_id) for office_id in set(at) - before)
        _keep_an_admin(session, before if was_admin else ())
        keys.end_sessions(db, session, staff_id)
        audit.note(db, session, "staff.change", login=row.login, roles=roles, office_ids=sorted(at))


def lock(db: Database, staff_id: int, office_ids: Collection[int] | None = None) -> None:
    """Nothing that she has opens anything. Her account stays, for what she did stands in the audit. Raises as `change`."""
    with db.write() as session:
        row = House(db, office_ids).row(session, staff_id)
        row.is_active = False
        _keep_an_admin(session, _offices(session, staff_id) if Role.ADMIN in row.roles else ())
        keys.end_sessions(db, session, staff_id)
        audit.note(db, session, "staff.lock", login=row.login)


def unlock(db: Database, staff_id: int, office_ids: Collection[int] | None = None) -> None:
    """She may log in again, as before. Raises NotFound, Forbidden."""
    with db.write() as session:
        row = House(db, office_ids).row(session, staff_id)
        row.is_active = True
        audit.note(db, session, "staff.unlock", login=row.login)


def sign_out(db: Database, staff_id: int, office_ids: Collection[int] | None = None) -> None:
    """All her sessions end. Raises NotFound, Forbidden."""
    with db.write() as session:
        row = House(db, office_ids).row(session, staff_id)
        keys.end_sessions(db, session, staff_id)
        audit.note(db, session, "session.end-all", login=row.login)


def forget_second_step(db: Database, staff_id: int, office_ids: Collection[int] | None = None) -> None:
    """Her phone is lost: the password alone opens again. Raises NotFound, Forbidden."""
    with db.write() as session:
        row = House(db, office_ids).row(session, staff_id)
        row.totp_secret, row.totp_since, row.totp_step, row.recovery = None, None, None, []
        keys.end_sessions(db, session, staff_id)
        audit.note(db, session, "second-step.off", login=row.login)


def new_link(db: Database, staff_id: int, office_ids: Collection[int] | None = None) -> str:
    """A one-time link for another password; the old one is good until then. Raises NotFound, Forbidden."""
    with db.write() as session:
        row = House(db, office_ids).row(session, staff_id)
        audit.note(db, session, "staff.link", login=row.login)
        return keys.make(db, session, KeyKind.INVITATION, LINK_LIVES, staff_id=staff_id)


def id_of(db: Database, login: str) -> int:
    """Raises NotFound."""
    with db.snapshot() as session:
        found = session.scalar(select(StaffRow.id).where(StaffRow.login == login))
    if found is None:
        raise NotFound({"login": login})
    return found


def _check(house: House, login: str, roles: list[str], at: Collection[int]) -> None:
    errors = {}
    if not 1 <= len(login) <= 80 or not login.isprintable() or login != login.strip():
        errors["login"] = N_("1 bis 80 Zeichen")
    if not roles or not set(roles) <= set(Role):
        errors["role"] = N_("Bitte wählen Sie mindestens eine Rolle.")
    if not at:
        errors["office"] = N_("Bitte wählen Sie mindestens ein Amt.")
    if errors:
        raise Invalid(errors)
    if not house.is_ours(at):
        raise Forbidden()


def _keep_an_admin(session: Session, office_ids: Collection[int]) -> None:
    """Raises LastAdmin where one of these offices has no admin any more."""
    session.flush()
    at = select(StaffOfficeRow.office_id, StaffRow.roles).join(StaffRow, StaffRow.id == StaffOfficeRow.staff_id)
    working = session.execute(at.where(StaffRow.is_active)).all()
    if set(office_ids) - {office_id for office_id, roles in working if Role.ADMIN in roles}:
        raise LastAdmin()


def _offices(session: Session, staff_id: int) -> set[int]:
    return set(session.scalars(select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == staff_id)))


def _person(row: StaffRow, at: set[int], sessions: int, house: House) -> Person:
    return Person(
        row.id,
        row.login,
        tuple(row.roles),
        tuple(sorted(at)),
        row.is_active,
        row.password_hash is not None,
        row.totp_since is not None,
        sessions,
        house.is_ours(at),
    )
