"""Many offices at once on two workers with PostgreSQL and Redis: under load nothing is lost and nothing doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Server, demo_server

from lobby.rehearsal import checks, demos, many
from lobby.rehearsal.credentials import prepare_all
from lobby.rehearsal.many import Load
from lobby.rehearsal.report import Report
from lobby.store.database import Database

House = tuple[Server, Database]
OF_TIME = {"socket lost", "socket silent", "socket unopened", "player's socket lost", "player's socket, other"}
"""What a machine that is busy with something else can bring about; a short form asserts no milliseconds."""
ROOM = 0.8  # of a core: so much a server's process may use


@pytest.fixture
def house(tmp_path: Path, fresh_postgresql: str, fresh_redis: str) -> Iterator[House]:
    with demo_server(
        tmp_path / "data", fresh_postgresql, WORKERS="2", REDIS_URL=fresh_redis, LOG_FORMAT="off", SPEECH="off"
    ) as server:
        db = Database(server.settings, server.settings.clock)
        yield server, db
        db.close()


def played(house: House, offices: int, **load: object) -> Report:
    server, db = house
    assert server.process
    players = prepare_all(db, demos.numbered(db, offices))
    asked = Load(server.url, server_pids=(server.process.pid,), **load)
    found = many.rehearse_many(asked, players, lambda office: checks.journal(db, office))
    print(found.table())
    return found


def test_three_offices_at_once_lose_and_double_nothing(house: House) -> None:
    found = played(house, 3, speed=2000.0, tickets=16, hours=(9.0, 10.0), sockets=60)
    assert found.faults.keys() <= OF_TIME, found.table()
    assert found.acts["drawn"] > 10
    assert found.acts["called"] >= found.acts["served"] > 5
    assert found.crowd["opened"] == 60
    assert found.latencies_ms["call → display"]["count"] >= found.acts["served"]
    assert found.boards["phone"] > found.acts["drawn"]


@pytest.mark.soak
def test_twenty_offices_and_five_thousand_sockets_for_ten_minutes_of_a_morning(house: House) -> None:
    found = played(house, 20, speed=5.0, hours=(9.0, 12.0), minutes=10.0, sockets=5000)
    assert found.is_clean, found.table()
    assert found.memory.growth is not None and found.memory.growth < 1.10, found.table()


@pytest.mark.soak
def test_twenty_offices_faster_and_faster_until_the_server_is_full(house: House) -> None:
    """The highest speed at which the server's processes have room is printed; at none of them anything is lost."""
    for speed in (10.0, 20.0, 40.0, 80.0, 160.0):
        found = played(house, 20, speed=speed, hours=(9.0, 12.0), minutes=2.0, sockets=5000)
        if max(used.mean for used in found.server) > ROOM:
            print(f"full at {speed:.0f} times real time")
            break
        assert found.is_clean, found.table()
