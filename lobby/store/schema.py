"""The schema's version: brought up to date by Alembic, and compared."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from lobby.store.database import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"


class TooNew(Exception):
    """The database belongs to a newer version of Lobby."""


def migrate(database_url: str) -> None:
    """Bring the schema up to date. Raises TooNew."""
    is_outdated(database_url)
    command.upgrade(config(database_url), "head")


def is_outdated(database_url: str) -> bool:
    """Whether there is a schema, and it is of an older version. Raises TooNew."""
    if database_url.startswith("sqlite") and not Path(make_url(database_url).database or "").exists():
        return False
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            current = _current(connection)
    finally:
        engine.dispose()
    known = ScriptDirectory.from_config(config(""))
    if current is not None and current not in {each.revision for each in known.walk_revisions()}:
        raise TooNew(
            f"the database is at version {current}, which this program does not know: it was used with a newer one. "
            f"Install that, or restore a backup that was made before (the newest version known here is {known.get_current_head()})"
        )
    return current is not None and current != known.get_current_head()


def reasons_not_ready(db: Database) -> list[str]:
    """Why this database cannot be worked with; empty when it can."""
    try:
        with db.reading.connect() as connection:
            current = _current(connection)
    except SQLAlchemyError as error:
        return [f"database: {type(error).__name__}"]
    newest = ScriptDirectory.from_config(config("")).get_current_head()
    return [] if current == newest else [f"migrations: the database is at {current}, the program at {newest}"]


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def config(database_url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["database_url"] = database_url
    return found
