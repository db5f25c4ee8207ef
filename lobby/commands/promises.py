"""What becomes of promised waits while people still wait. No board shows it, so it has no lines."""

from collections.abc import Mapping

from sqlalchemy import select

from lobby.store.database import Database
from lobby.store.tables.tickets import TicketRow


def note_worse(db: Database, worse: Mapping[int, int]) -> None:
    """Keep by how many minutes each of these promises got worse, where that is more than was known: ticket id → minutes."""
    query = select(TicketRow).where(TicketRow.id.in_(tuple(worse)))
    with db.snapshot() as session:
        is_new = any(row.worse_by < worse[row.id] for row in session.scalars(query))
    if is_new:
        with db.write() as session:
            for row in session.scalars(query):
                row.worse_by = max(row.worse_by, worse[row.id])
