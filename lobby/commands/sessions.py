"""Sessions: opened by whoever has proven who she is, seen and ended by their owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from lobby.commands import keys
from lobby.commands.keys import UNKNOWN, Terms
from lobby.domain.errors import NotFound
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.staff import KeyKind, KeyRow, StaffRow


@dataclass(frozen=True, slots=True)
class Session:
    """An open session, as its owner sees it."""

    id: int
    made_at: datetime
    used_at: datetime
    browser: str
    net: str


def open_session(db: Database, staff_id: int, terms: Terms) -> str:
    """A new session of an account; its secret."""
    with db.write() as session:
        audit.note(db, session, "session.begin", login=session.get_one(StaffRow, staff_id).login)
        return keys.open_session(db, session, staff_id, terms)


def prove_again(db: Database, key_id: int) -> None:
    """Whoever has this session has just typed her password."""
    with db.write() as session:
        session.get_one(KeyRow, key_id).proven_at = db.clock.now()


def listed(db: Database, staff_id: int) -> list[Session]:
    """The open sessions of an account, newest first."""
    with db.snapshot() as session:
        query = select(KeyRow).where(KeyRow.staff_id == staff_id, KeyRow.kind == KeyKind.SESSION, KeyRow.revoked_at.is_(None))
        rows = session.scalars(query.order_by(KeyRow.created_at.desc(), KeyRow.id.desc()))
        now = db.clock.now()
        return [_session(row) for row in rows if keys.is_valid(row, now)]


def end(db: Database, staff_id: int, key_id: int) -> None:
    """One of her sessions ends. Raises NotFound where it is not hers."""
    with db.write() as session:
        row = session.get(KeyRow, key_id)
        if row is None or row.staff_id != staff_id or row.kind is not KeyKind.SESSION:
            raise NotFound()
        session.execute(update(KeyRow).where(KeyRow.id == key_id).values(revoked_at=db.clock.now(), **UNKNOWN))


def end_all(db: Database, staff_id: int, but: int | None = None) -> None:
    """All sessions of an account end, save the one with this key."""
    with db.write() as session:
        audit.note(db, session, "session.end-all", login=session.get_one(StaffRow, staff_id).login)
        keys.end_sessions(db, session, staff_id, but)


def _session(row: KeyRow) -> Session:
    return Session(row.id, row.created_at, row.used_at or row.created_at, row.browser or "", row.net or "")
