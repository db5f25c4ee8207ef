"""Alembic's way in: which database, and what the tables should be."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, pool

from lobby.store.tables import Base
from lobby.store.types import Choice, Instant


def plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Column types in migrations are the database's own: a later change of ours must not change history."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Choice):
        return "sa.String(length=16)"
    return False


def run() -> None:
    engine = create_engine(context.config.attributes["database_url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=plain,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(57108)")  # two servers may start at once
            context.run_migrations()


run()
