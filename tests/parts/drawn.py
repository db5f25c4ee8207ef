"""What was drawn, as the database has it, whoever drew it and whatever became of the answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from running import Server
from sqlalchemy import select

from lobby.store.database import Database
from lobby.store.tables.tickets import TicketRow


@contextmanager
def _database(server: Server) -> Iterator[Database]:
    db = Database(server.settings, server.settings.clock)
    try:
        yield db
    finally:
        db.close()


def tickets(server: Server) -> dict[str, str]:
    """Key of the choice → number, in the order in which they were drawn."""
    with _database(server) as db, db.snapshot() as session:
        return {row.key: row.number for row in session.execute(select(TicketRow.key, TicketRow.number).order_by(TicketRow.id))}


def newest(server: Server) -> tuple[str, str]:
    """Language and number of the ticket that was drawn last."""
    with _database(server) as db, db.snapshot() as session:
        found = session.execute(select(TicketRow.language, TicketRow.number).order_by(TicketRow.id.desc())).first()
        assert found is not None, "nobody has drawn yet"
        return (found.language, found.number)
