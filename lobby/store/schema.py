"""The schema's version: brought up to date by Alembic, and compared."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from lobby.store.database import Database

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def migrate(database_url: str) -> None:
    """Bring the schema up to date."""
    command.upgrade(config(database_url), "head")


def reasons_not_ready(db: Database) -> list[str]:
    """Why this database cannot be worked with; empty when it can."""
    try:
        with db.reading.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return [f"database: {type(error).__name__}"]
    newest = ScriptDirectory.from_config(config("")).get_current_head()
    return [] if current == newest else [f"migrations: the database is at {current}, the program at {newest}"]


def config(database_url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["database_url"] = database_url
    return found
