"""Trying to log in: counted before it is looked at, with growing pauses after failures; known log-ins and unknown ones alike."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lobby.domain import passwords
from lobby.domain.errors import WrongPassword
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.staff import AttemptRow, StaffRow

FORGOTTEN = timedelta(days=1)


def begin(db: Database, login: str) -> None:
    """Count a try, so that a hundred at once are no more than a hundred in a row. Raises WrongPassword during a pause.

    In a pause nothing is counted and nothing is looked at: the right password is refused like any other, and no pause grows by it.
    """
    digest, now = reading.digest(login), db.clock.now()
    with db.write() as session:
        session.execute(delete(AttemptRow).where(AttemptRow.at < now - FORGOTTEN))
        dialect = sqlite if db.is_sqlite else postgresql
        session.execute(dialect.insert(AttemptRow).values(digest=digest, failures=0, at=now).on_conflict_do_nothing())
        row = session.get_one(AttemptRow, digest, with_for_update=True)
        if row.blocked_until is not None and now < row.blocked_until:
            raise WrongPassword()
        row.failures, row.at = row.failures + 1, now
        pause = passwords.pause(row.failures)
        row.blocked_until = now + pause * db.clock.speed if pause else None


def failed(db: Database, login: str) -> None:
    """That was not the password, or not the code. The audit hears of it where a pause begins."""
    with db.write() as session:
        row = session.get(AttemptRow, reading.digest(login))
        pause = passwords.pause(row.failures) if row else None
        if row is not None and pause is not None:
            known = session.scalar(select(StaffRow.login).where(StaffRow.login == login))
            audit.note(db, session, "login.pause", login=known, failures=row.failures, seconds=int(pause.total_seconds()))


def succeeded(db: Database, login: str) -> None:
    """Whoever it was is in: earlier failures are forgotten."""
    with db.write() as session:
        session.execute(delete(AttemptRow).where(AttemptRow.digest == reading.digest(login)))


def went_half(db: Database, login: str) -> None:
    """The password was right and a code is to follow: that try is no failure, but earlier ones still count."""
    with db.write() as session:
        tried = AttemptRow.digest == reading.digest(login)
        session.execute(update(AttemptRow).where(tried).values(failures=AttemptRow.failures - 1, blocked_until=None))
