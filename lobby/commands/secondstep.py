"""The second step at log-in: six digits that an app makes anew every 30 s (RFC 6238), or a recovery code that works once."""

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain.errors import N_, NotFound, WrongPassword
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.staff import StaffRow

ISSUER = "Lobby"
CODES = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that look alike; sixteen of them are 80 random bits
DRIFT = 1  # steps of 30 s by which a phone's clock may be wrong


class WrongCode(WrongPassword):
    message = N_("Dieser Code ist nicht richtig oder schon benutzt.")


def begin(db: Database, staff_id: int) -> None:
    """Make a secret to be shown. It counts for nothing until a code made from it comes back; one that counts is left alone."""
    with db.write() as session:
        row = session.get_one(StaffRow, staff_id)
        if row.totp_since is None:
            row.totp_secret = pyotp.random_base32()


def offered(db: Database, staff_id: int) -> tuple[str, str] | None:
    """The secret that waits to be confirmed, and the address that an app reads from a QR code; None where none waits."""
    with db.snapshot() as session:
        row = session.get_one(StaffRow, staff_id)
        if row.totp_secret is None or row.totp_since is not None:
            return None
        return row.totp_secret, pyotp.TOTP(row.totp_secret).provisioning_uri(name=row.login, issuer_name=ISSUER)


def confirm(db: Database, staff_id: int, code: str) -> list[str]:
    """The app works: from now on its codes are asked for. Ten recovery codes, told only now. Raises WrongCode, NotFound."""
    with db.write() as session:
        row = session.get_one(StaffRow, staff_id, with_for_update=True)
        if row.totp_secret is None or row.totp_since is not None:
            raise NotFound()
        if not _is_of_the_app(row, _bare(code), db.clock.now()):
            raise WrongCode()
        codes = ["-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
        row.totp_since, row.recovery = db.clock.now(), [reading.digest(_bare(each)) for each in codes]
        audit.note(db, session, "second-step.on", login=row.login)
        return codes


def is_on(db: Database, staff_id: int) -> bool:
    with db.snapshot() as session:
        return session.get_one(StaffRow, staff_id).totp_since is not None


def check(db: Database, staff_id: int, code: str) -> None:
    """Take a code, which then works no more: the app's for this half minute, or a recovery code. Raises WrongCode."""
    with db.write() as session:
        row = session.get_one(StaffRow, staff_id, with_for_update=True)
        if row.totp_since is None or not (
            _is_of_the_app(row, _bare(code), db.clock.now()) or _recovers(db, session, row, _bare(code))
        ):
            raise WrongCode()


def reset(db: Database, login: str) -> None:
    """Log in with the password alone again, until another app is set up. Raises NotFound."""
    with db.write() as session:
        row = session.scalar(select(StaffRow).where(StaffRow.login == login))
        if row is None:
            raise NotFound({"login": login})
        row.totp_secret, row.totp_since, row.totp_step, row.recovery = None, None, None, []
        audit.note(db, session, "second-step.off", login=row.login)


def _is_of_the_app(row: StaffRow, code: str, now: datetime) -> bool:
    """Whether the app shows this code about now. Remembers its step: a code that others have seen opens nothing."""
    app = pyotp.TOTP(row.totp_secret or "")
    current = app.timecode(now)
    for step in range(max(current - DRIFT, (row.totp_step or 0) + 1), current + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), code.encode()):
            row.totp_step = step
            return True
    return False


def _recovers(db: Database, session: Session, row: StaffRow, code: str) -> bool:
    digest = reading.digest(code)
    if digest not in row.recovery:
        return False
    row.recovery = [each for each in row.recovery if each != digest]
    audit.note(db, session, "second-step.recover", login=row.login, left=len(row.recovery))
    return True


def _bare(code: str) -> str:
    return "".join(each for each in code.casefold() if each.isalnum())
