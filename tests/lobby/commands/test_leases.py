"""What only one process may do: one does it, and another takes over when that one falls silent."""

import time
from datetime import timedelta

import pytest

from lobby.clock import SystemClock
from lobby.commands import leases
from lobby.settings import Settings
from lobby.store import schema
from lobby.store.database import Database

LONG, SHORT = timedelta(seconds=60), timedelta(milliseconds=300)


@pytest.fixture
def shared(fresh_postgresql, tmp_path):
    settings = Settings.from_env({"LOBBY_DATA_DIR": str(tmp_path), "LOBBY_DATABASE_URL": fresh_postgresql})
    schema.migrate(settings.database_url)
    db = Database(settings, SystemClock())
    yield db
    db.close()


def test_one_process_has_the_lease_and_keeps_it(shared):
    assert leases.take(shared, "time", "one", LONG)
    assert not leases.take(shared, "time", "two", LONG)
    assert leases.take(shared, "time", "one", LONG)
    assert leases.take(shared, "another", "two", LONG)


def test_who_falls_silent_is_relieved(shared):
    assert leases.take(shared, "time", "one", SHORT)
    time.sleep(SHORT.total_seconds() * 1.5)
    assert leases.take(shared, "time", "two", LONG)
    assert not leases.take(shared, "time", "one", LONG)


def test_a_lease_given_back_is_free_at_once_and_nobody_gives_back_anothers(shared):
    leases.take(shared, "time", "one", LONG)
    leases.give_back(shared, "time", "two")
    assert not leases.take(shared, "time", "two", LONG)
    leases.give_back(shared, "time", "one")
    assert leases.take(shared, "time", "two", LONG)


def test_where_there_is_one_process_it_holds_every_lease(day):
    assert leases.take(day.db, "time", "one", LONG)
    leases.give_back(day.db, "time", "one")
    assert leases.take(day.db, "time", "one", LONG)
