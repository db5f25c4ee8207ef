"""Screens without a key: each shows a code, and is a device once staff have typed it.

The secret in the screen's browser becomes the device's token: it never leaves that browser, and only its digest is kept.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lobby.commands import devices, keys
from lobby.domain.errors import N_, Invalid, TooMany
from lobby.store import audit, printers, reading
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind, PairingRow
from lobby.store.tables.staff import KeyKind, KeyRow

SIGNS = "ACDEFGHJKMNPQRTVWXY34679"  # none that looks like another: no B and 8, S and 5, Z and 2, O and 0, I, L and 1, U
CODE_LENGTH = 8
LIVES = timedelta(minutes=10)
MOST_OPEN = 30
UNKNOWN_CODE = N_("Diesen Code gibt es nicht, oder er gilt nicht mehr.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a screen shows, and what its browser keeps."""

    code: str
    secret: str
    expires_at: datetime


def offer(db: Database, kind: DeviceKind, secret: str | None) -> Offer:
    """A code for a screen; the same one again for the same `secret`. Raises TooMany while too many codes are open."""
    with db.write() as session:
        now, row = db.clock.now(), _open(db, session, secret)
        if row is not None and secret is not None and row.kind is kind:
            return Offer(row.code, secret, row.expires_at)
        _forget(session, now)
        if (session.scalar(select(func.count(PairingRow.id))) or 0) >= MOST_OPEN:
            raise TooMany()
        fresh = f"{keys.PREFIX[KeyKind.DEVICE]}_{secrets.token_urlsafe(32)}"
        code = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
        expires_at = now + LIVES * db.clock.speed
        session.add(PairingRow(code=code, digest=reading.digest(fresh), kind=kind, expires_at=expires_at))
        return Offer(code, fresh, expires_at)


def is_open(db: Database, secret: str) -> bool:
    """Whether the code that belongs to this secret can still be typed."""
    with db.snapshot() as session:
        return _open(db, session, secret) is not None


def add(db: Database, office_id: int, code: str, kind: DeviceKind, name: str, printer_id: int | None = None) -> int:
    """Make the screen that shows `code` a device of the office; its id. One of that name is replaced: its old tokens end.

    Raises Invalid for an unknown code, another kind than the screen's or a bad name, NotFound for an unknown printer.
    """
    with db.write() as session:
        row = session.scalar(select(PairingRow).where(PairingRow.code == _plain(code), PairingRow.expires_at > db.clock.now()))
        if row is None:
            raise Invalid({"code": UNKNOWN_CODE})
        if row.kind is not kind:
            raise Invalid({"kind": N_("Der Bildschirm mit diesem Code ist etwas anderes.")})
        devices.check_name(name)
        device = devices.of_name(session, office_id, kind, name)
        if printer_id is not None and kind is DeviceKind.KIOSK:
            device.printer_id = printers.of_office(session, office_id, printer_id).id
        devices.revoke_all(db, session, device)
        session.add(KeyRow(kind=KeyKind.DEVICE, digest=row.digest, device_id=device.id, created_at=db.clock.now()))
        session.delete(row)
        audit.note(db, session, "device.pair", office_id, kind=kind, name=name)
        device_id = device.id
    devices.announce(db, office_id)
    return device_id


def forget(db: Database) -> None:
    """Codes that nobody typed in time are deleted."""
    with db.snapshot() as session:
        is_old = session.scalar(select(PairingRow.id).where(PairingRow.expires_at <= db.clock.now()).limit(1)) is not None
    if is_old:
        with db.write() as session:
            _forget(session, db.clock.now())


def _open(db: Database, session: Session, secret: str | None) -> PairingRow | None:
    if secret is None:
        return None
    valid = PairingRow.digest == reading.digest(secret), PairingRow.expires_at > db.clock.now()
    return session.scalar(select(PairingRow).where(*valid))


def _forget(session: Session, now: datetime) -> None:
    session.execute(delete(PairingRow).where(PairingRow.expires_at <= now))


def _plain(code: str) -> str:
    """As it is kept: people type small letters, blanks and hyphens."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
