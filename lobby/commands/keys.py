"""Secrets that open doors: made once, shown once, kept as a digest."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind, DeviceRow
from lobby.store.tables.staff import KeyKind, KeyRow, StaffOfficeRow, StaffRow

PREFIX = {KeyKind.SESSION: "ls", KeyKind.API: "la", KeyKind.INVITATION: "li", KeyKind.SETUP: "lf", KeyKind.DEVICE: "ld"}
OPEN_NOTHING = (KeyKind.INVITATION, KeyKind.SETUP)  # by themselves
UNKNOWN = {"browser": None, "net": None, "provider_session": None}


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a session lives at most, and how long without being used; by what its owner will know it."""

    lives: timedelta
    idle: timedelta
    browser: str | None = None
    net: str | None = None


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
    device_name: str = field(default="", compare=False)
    scopes: frozenset[str] | None = None
    has_password: bool = field(default=False, compare=False)
    has_second_step: bool = field(default=False, compare=False)
    used_at: datetime | None = field(default=None, compare=False)
    proven_at: datetime | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """Who acts, as journal and audit write it."""
        return f"device:{self.device_id}" if self.staff_id is None else f"staff:{self.staff_id}"


def make(db: Database, session: Session, kind: KeyKind, lives: timedelta | None = None, **about: Any) -> str:
    """A new secret of 256 random bits, with a prefix by kind so that scanners and people can tell it. `about`: more columns."""
    secret = f"{PREFIX[kind]}_{secrets.token_urlsafe(32)}"
    now = db.clock.now()
    row = KeyRow(kind=kind, digest=reading.digest(secret), created_at=now, expires_at=now + lives if lives else None, **about)
    session.add(row)
    return secret


def open_session(db: Database, session: Session, staff_id: int, terms: Terms, **about: Any) -> str:
    """A new session of somebody who has just proven who she is; its secret."""
    now = db.clock.now()
    at = {"used_at": now, "proven_at": now, "idle_until": now + terms.idle, "browser": terms.browser, "net": terms.net}
    return make(db, session, KeyKind.SESSION, terms.lives, staff_id=staff_id, **at | about)


def holder(db: Database, secret: str) -> Holder | None:
    """Who holds this secret, if it is valid now."""
    with db.snapshot() as session:
        found = session.execute(OF_DIGEST, {"digest": reading.digest(secret)}).all()
        return next(iter(_holders(session, found, db.clock.now())), None)


def use(db: Database, key_id: int, idle: timedelta) -> None:
    """Somebody works with this key: a session's automatic sign-off begins anew."""
    now = db.clock.now()
    with db.write() as session:
        session.execute(update(KeyRow).where(KeyRow.id == key_id).values(used_at=now))
        session.execute(update(KeyRow).where(KeyRow.id == key_id, KeyRow.idle_until > now).values(idle_until=now + idle))


def invited(db: Database, session: Session, secret: str, kind: KeyKind = KeyKind.INVITATION) -> KeyRow | None:
    """The unused invitation that this secret is, if it is valid now."""
    valid = (KeyRow.kind == kind) & KeyRow.revoked_at.is_(None) & (KeyRow.expires_at > db.clock.now())
    return session.scalar(select(KeyRow).where(KeyRow.digest == reading.digest(secret), valid))


def revoke(db: Database, secret: str) -> None:
    """The secret opens nothing from now on."""
    with db.write() as session:
        session.execute(update(KeyRow).where(KeyRow.digest == reading.digest(secret)).values(revoked_at=db.clock.now(), **UNKNOWN))


def stale(db: Database, holders: Collection[Holder]) -> set[int]:
    """The keys of those who are not any more what they were: revoked, over, idle, locked, or with other roles or offices."""
    if not holders:
        return set()
    with db.snapshot() as session:
        found = session.execute(KEYS.where(KeyRow.id.in_({each.key_id for each in holders}))).all()
        now_so = set(_holders(session, found, db.clock.now()))
    return {each.key_id for each in holders if each not in now_so}


def end_sessions(db: Database, session: Session, staff_id: int, but: int | None = None) -> None:
    """All sessions of an account end, save the one with this key. By what they were known goes with them."""
    open_ones = (KeyRow.staff_id == staff_id) & (KeyRow.kind == KeyKind.SESSION) & KeyRow.revoked_at.is_(None)
    session.execute(update(KeyRow).where(open_ones, KeyRow.id != (but or 0)).values(revoked_at=db.clock.now(), **UNKNOWN))


def forget(db: Database) -> None:
    """Sessions and invitations that are over leave no trace."""
    now = db.clock.now()
    is_over = KeyRow.revoked_at.is_not(None) | (KeyRow.expires_at <= now) | (KeyRow.idle_until <= now)
    with db.write() as session:
        session.execute(delete(KeyRow).where(KeyRow.kind.in_((KeyKind.SESSION, *OPEN_NOTHING)), is_over))


def is_valid(key: Any, now: datetime) -> bool:
    """Neither revoked, nor over, nor left alone for too long. `key`: its row, or a row of KEYS."""
    ends = [end for end in (key.expires_at, key.idle_until) if end is not None]
    return key.revoked_at is None and all(now < end for end in ends)


def _holders(session: Session, found: Sequence[Any], now: datetime) -> list[Holder]:
    """Who holds these keys, rows of KEYS: two queries, however many there are."""
    valid = [key for key in found if is_valid(key, now) and key.kind not in OPEN_NOTHING]
    staff_ids = {key.staff_id for key in valid if key.is_active}
    offices: defaultdict[int, list[int]] = defaultdict(list)
    if staff_ids:
        for staff_id, office_id in session.execute(WHERE_THEY_WORK, {"staff_ids": list(staff_ids)}):
            offices[staff_id].append(office_id)
    made = [_staff(key, offices[key.staff_id]) for key in valid if key.staff_id in staff_ids]
    return made + [_device(key) for key in valid if key.office_id is not None]


KEYS = (
    select(
        *(KeyRow.id, KeyRow.kind, KeyRow.staff_id, KeyRow.device_id, KeyRow.scopes, KeyRow.used_at, KeyRow.proven_at),
        *(KeyRow.expires_at, KeyRow.idle_until, KeyRow.revoked_at),
        *(StaffRow.is_active, StaffRow.login, StaffRow.roles, StaffRow.totp_since),
        StaffRow.password_hash.is_not(None).label("has_password"),
        *(DeviceRow.office_id, DeviceRow.kind.label("device_kind"), DeviceRow.name.label("device_name")),
    )
    .outerjoin(StaffRow, StaffRow.id == KeyRow.staff_id)
    .outerjoin(DeviceRow, DeviceRow.id == KeyRow.device_id)
)
"""Keys, each with what is asked of whoever holds it: made once, for every request asks."""
OF_DIGEST = KEYS.where(KeyRow.digest == bindparam("digest"))
WHERE_THEY_WORK = select(StaffOfficeRow.staff_id, StaffOfficeRow.office_id).where(
    StaffOfficeRow.staff_id.in_(bindparam("staff_ids", expanding=True))
)


def _staff(key: Any, offices: list[int]) -> Holder:
    scopes = None if key.scopes is None else frozenset(key.scopes)
    return Holder(
        key.id,
        key.kind,
        tuple(sorted(offices)),
        staff_id=key.staff_id,
        login=key.login,
        roles=frozenset(key.roles),
        scopes=scopes,
        has_password=key.has_password,
        has_second_step=key.totp_since is not None,
        used_at=key.used_at,
        proven_at=key.proven_at,
    )


def _device(key: Any) -> Holder:
    about = {"device_id": key.device_id, "device_kind": key.device_kind, "device_name": key.device_name}
    return Holder(key.id, key.kind, (key.office_id,), **about)
