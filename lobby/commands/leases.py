"""What only one of several processes may do: who does it says so every few seconds, and who falls silent is relieved."""

from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from lobby.store.database import Database
from lobby.store.tables.leases import LeaseRow


def take(db: Database, name: str, holder: str, length: timedelta) -> bool:
    """Hold a lease for so long from now, or hold it on; False while somebody else does.

    On SQLite there is one process, which holds them all.
    """
    if db.is_sqlite:
        return True
    wanted = insert(LeaseRow).values(name=name, holder=holder, until=func.now() + length)
    is_free = (LeaseRow.holder == holder) | (LeaseRow.until < func.now())
    changed = {"holder": wanted.excluded.holder, "until": wanted.excluded.until}
    with db.write() as session:
        taken = wanted.on_conflict_do_update(index_elements=[LeaseRow.name], set_=changed, where=is_free)
        return session.scalar(taken.returning(LeaseRow.holder)) is not None


def give_back(db: Database, name: str, holder: str) -> None:
    """Let somebody else begin at once."""
    if not db.is_sqlite:
        with db.write() as session:
            session.execute(delete(LeaseRow).where(LeaseRow.name == name, LeaseRow.holder == holder))
