"""Many offices in one installation, on two workers with PostgreSQL and Redis, under load: nothing lost, nothing doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Server, demo_server

from lobby.rehearsal import checks, demos, many
from lobby.rehearsal.credentials import prepare_all
from lobby.rehearsal.many import Load
from lobby.rehearsal.report import Report
from lobby.store.database import Database

Play = tuple[Server, Database]


@pytest.fixture
def house(tmp_path: Path, fresh_postgresql: str, fresh_redis: str) -> Iterator[Play]:
    with demo_server(tmp_path / "data", fresh_postgresql, WORKERS="2", REDIS_URL=fresh_redis, LOG_FORMAT="off") as server:
        db = Database(server.settings, server.settings.clock)
        yield server, db
        db.close()


def played(house: Play, offices: int, **load: object) -> Report:
    server, db = house
    assert server.process
    players = prepare_all(db, demos.numbered(db, offices))
    asked = Load(server.url, server_pids=(server.process.pid,), **load)
    found = many.rehearse_many(asked, players, lambda office: checks.journal(db, office))
    print(found.table())
    return found


def test_three_offices_at_once_lose_and_double_nothing(house: Play) -> None:
    found = played(house, 3, speed=3000.0, tickets=24, hours=(9.0, 10.0), sockets=60)
    assert found.is_clean, found.table()
    assert found.acts["drawn"] > 15
    assert found.acts["called"] >= found.acts["served"] > 10
    assert found.crowd["opened"] == 60
    assert found.latencies_ms["call → display"]["count"] >= found.acts["served"]
    assert found.boards["phone"] > found.acts["drawn"]


@pytest.mark.soak
def test_twenty_offices_and_five_thousand_sockets_for_a_morning(house: Play) -> None:
    """Ten minutes at five times real time, then faster and faster while the server's cores have room."""
    found = played(house, 20, speed=5.0, hours=(9.0, 12.0), minutes=10.0, sockets=5000)
    assert found.is_clean, found.table()
    assert found.memory.growth is not None and found.memory.growth < 1.10, found.table()
    for speed in (10.0, 20.0, 40.0, 80.0):
        found = played(house, 20, speed=speed, hours=(9.0, 12.0), minutes=2.0, sockets=5000)
        if max(used.mean for used in found.server) > 0.8:
            break
        assert found.is_clean, found.table()
