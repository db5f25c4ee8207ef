"""Secrets that open doors: made once, shown once, kept as a digest."""

import secrets
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind, DeviceRow
from lobby.store.tables.staff import KeyKind, KeyRow, StaffOfficeRow, StaffRow

PREFIX = {KeyKind.SESSION: "ls", KeyKind.API: "la", KeyKind.INVITATION: "li", KeyKind.SETUP: "lf", KeyKind.DEVICE: "ld"}
OPEN_NOTHING = (KeyKind.INVITATION, KeyKind.SETUP)  # by themselves


@dataclass(frozen=True, slots=True)
class Holder:
    """Who shows a key: a member of staff or a device, and where it counts."""

    key_id: int
    kind: KeyKind
    office_ids: tuple[int, ...]
    staff_id: int | None = None
    login: str = ""
    roles: frozenset[str] = frozenset()
    device_id: int | None = None
    device_kind: DeviceKind | None = None
    device_name: str = ""

    @property
    def name(self) -> str:
        """Who acts, as journal and audit write it."""
        return f"device:{self.device_id}" if self.staff_id is None else f"staff:{self.staff_id}"


def make(
    db: Database,
    session: Session,
    kind: KeyKind,
    *,
    staff_id: int | None = None,
    device_id: int | None = None,
    lives: timedelta | None = None,
    provider_session: str | None = None,
) -> str:
    """A new secret of 256 random bits, with a prefix by kind so that scanners and people can tell it."""
    secret = f"{PREFIX[kind]}_{secrets.token_urlsafe(32)}"
    now = db.clock.now()
    row = KeyRow(kind=kind, digest=reading.digest(secret), staff_id=staff_id, device_id=device_id, created_at=now)
    row.provider_session = provider_session
    row.expires_at = now + lives if lives else None
    session.add(row)
    return secret


def holder(db: Database, secret: str) -> Holder | None:
    """Who holds this secret, if it is valid now."""
    with db.snapshot() as session:
        key = session.scalar(select(KeyRow).where(KeyRow.digest == reading.digest(secret), KeyRow.revoked_at.is_(None)))
        if key is None or key.kind in OPEN_NOTHING or (key.expires_at and key.expires_at <= db.clock.now()):
            return None
        return _staff(session, key) if key.staff_id else _device(session, key)


def invited(db: Database, session: Session, secret: str, kind: KeyKind = KeyKind.INVITATION) -> KeyRow | None:
    """The unused invitation that this secret is, if it is valid now."""
    valid = (KeyRow.kind == kind) & KeyRow.revoked_at.is_(None) & (KeyRow.expires_at > db.clock.now())
    return session.scalar(select(KeyRow).where(KeyRow.digest == reading.digest(secret), valid))


def revoke(db: Database, secret: str) -> None:
    """The secret opens nothing from now on."""
    with db.write() as session:
        session.execute(update(KeyRow).where(KeyRow.digest == reading.digest(secret)).values(revoked_at=db.clock.now()))


def stale(db: Database, holders: Collection[Holder]) -> set[int]:
    """The keys of those who are not any more what they were: revoked, over, locked, or with other roles or offices."""
    if not holders:
        return set()
    keys, people = {each.key_id for each in holders}, {each.staff_id for each in holders if each.staff_id is not None}
    is_over = KeyRow.revoked_at.is_not(None) | (KeyRow.expires_at <= db.clock.now())
    with db.snapshot() as session:
        over = set(session.scalars(select(KeyRow.id).where(KeyRow.id.in_(keys), is_over)))
        found = session.execute(select(StaffRow.id, StaffRow.roles).where(StaffRow.id.in_(people), StaffRow.is_active))
        roles = {staff_id: frozenset(given) for staff_id, given in found}
        offices = defaultdict[int, set[int]](set)
        for row in session.scalars(select(StaffOfficeRow).where(StaffOfficeRow.staff_id.in_(people))):
            offices[row.staff_id].add(row.office_id)
    return over | {
        each.key_id
        for each in holders
        if each.staff_id is not None and (roles.get(each.staff_id), offices[each.staff_id]) != (each.roles, set(each.office_ids))
    }


def _staff(session: Session, key: KeyRow) -> Holder | None:
    row = session.get_one(StaffRow, key.staff_id)
    offices = session.scalars(select(StaffOfficeRow.office_id).where(StaffOfficeRow.staff_id == row.id))
    if not row.is_active:
        return None
    return Holder(key.id, key.kind, tuple(sorted(offices)), staff_id=row.id, login=row.login, roles=frozenset(row.roles))


def _device(session: Session, key: KeyRow) -> Holder | None:
    row = session.get_one(DeviceRow, key.device_id)
    return Holder(key.id, key.kind, (row.office_id,), device_id=row.id, device_kind=row.kind, device_name=row.name)
