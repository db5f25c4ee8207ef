"""The PIN that opens a kiosk's self-check: set by the office, tried at the kiosk."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from lobby.domain.errors import N_, Invalid, NotFound, PinBlocked, WrongPin
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceRow
from lobby.store.tables.offices import OfficeRow

LENGTHS = range(6, 13)
MOST_TRIES = 5
BLOCKED_FOR = timedelta(minutes=1)
_HASHER = PasswordHasher()


def hashed(pin: str) -> str:
    """What is kept of a PIN; some 50 ms of computing, by design. Raises Invalid."""
    if len(pin) not in LENGTHS or not (pin.isascii() and pin.isdigit()):
        raise Invalid({"pin": N_("6 bis 12 Ziffern")})
    return _HASHER.hash(pin)


def set_pin(db: Database, office_id: int, pin_hash: str) -> None:
    with db.write() as session:
        session.get_one(OfficeRow, office_id).check_pin_hash = pin_hash
        audit.note(db, session, "kiosk.set-pin", office_id)


def begin_try(db: Database, device_id: int) -> str:
    """Count a try before its PIN is looked at, so that none is free; the hash to compare with.

    Raises PinBlocked while the kiosk is blocked after MOST_TRIES wrong ones, NotFound where the office has no PIN.
    """
    with db.write() as session:
        device, now = session.get_one(DeviceRow, device_id), db.clock.now()
        pin_hash = session.get_one(OfficeRow, device.office_id).check_pin_hash
        if pin_hash is None:
            raise NotFound()
        if device.check_blocked_until and now < device.check_blocked_until:
            raise PinBlocked()
        device.check_failures += 1
        if device.check_failures >= MOST_TRIES:
            device.check_failures, device.check_blocked_until = 0, now + BLOCKED_FOR * db.clock.speed
        return pin_hash


def compare(pin_hash: str, pin: str) -> None:
    """Raises WrongPin."""
    try:
        _HASHER.verify(pin_hash, pin)
    except VerifyMismatchError:
        raise WrongPin({"pin": WrongPin.message}) from None


def succeed(db: Database, device_id: int) -> None:
    """The PIN was right: earlier tries are forgotten."""
    with db.write() as session:
        device = session.get_one(DeviceRow, device_id)
        device.check_failures, device.check_blocked_until = 0, None
