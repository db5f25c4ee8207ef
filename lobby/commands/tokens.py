"""API tokens: for programs that act for an account, with no more rights than it has, and fewer where scopes say so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lobby.commands import keys
from lobby.domain.errors import N_, Invalid, NotFound
from lobby.store import audit
from lobby.store.database import Database
from lobby.store.tables.staff import KeyKind, KeyRow, StaffRow

LONGEST_NAME, LONGEST_DAYS = 80, 3650


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token as it is asked for. `scopes`: none means all that the account may; `days`: none means until it is revoked."""

    name: str = ""
    scopes: tuple[str, ...] = ()
    days: int | None = None

    def make_sure(self) -> None:
        """Raises Invalid."""
        errors = {}
        if len(self.name) > LONGEST_NAME or not self.name.isprintable():
            errors["name"] = N_("Höchstens 80 Zeichen")
        if self.days is not None and not 1 <= self.days <= LONGEST_DAYS:
            errors["days"] = N_("1 bis 3650 Tage")
        if errors:
            raise Invalid(errors)


ANYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its owner sees it."""

    id: int
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None
    ends_at: datetime | None


def listed(db: Database, staff_id: int) -> list[Token]:
    """The tokens of an account that still open something, newest first."""
    with db.snapshot() as session:
        query = select(KeyRow).where(KeyRow.staff_id == staff_id, KeyRow.kind == KeyKind.API, KeyRow.revoked_at.is_(None))
        rows = session.scalars(query.order_by(KeyRow.created_at.desc(), KeyRow.id.desc()))
        now = db.clock.now()
        return [_token(row) for row in rows if keys.is_valid(row, now)]


def revoke(db: Database, staff_id: int, key_id: int) -> None:
    """The token opens nothing from now on. Raises NotFound where it is not hers."""
    with db.write() as session:
        row = session.get(KeyRow, key_id)
        if row is None or row.staff_id != staff_id or row.kind is not KeyKind.API:
            raise NotFound()
        row.revoked_at = db.clock.now()
        audit.note(db, session, "token.revoke", login=session.get_one(StaffRow, staff_id).login, name=row.name)


def _token(row: KeyRow) -> Token:
    return Token(row.id, row.name or "", tuple(row.scopes or ()), row.created_at, row.used_at, row.expires_at)
