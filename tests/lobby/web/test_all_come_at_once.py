"""When a power cut is over, all screens come at once: they wait for each other, and everybody else has a database meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from running import Server, demo_server

from lobby.rehearsal.crowd import Crowd
from lobby.rehearsal.places import Place
from lobby.rehearsal.seen import Eye, Seen

SCREENS, WITHIN_S = 150, 60.0
CONNECTIONS = 20  # that work at a time; a server of which nobody waits opens thirty, and refuses the rest after 5 s


@pytest.fixture
def server(tmp_path: Path, fresh_postgresql: str) -> Iterator[Server]:
    with demo_server(tmp_path, fresh_postgresql, SPEECH="off", LOG_FORMAT="off") as running:
        yield running


def test_screens_that_come_at_once_leave_connections_to_others(server: Server, fresh_postgresql: str) -> None:
    seen, over, most = Seen(), threading.Event(), [0]

    def look() -> None:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        with psycopg.connect(fresh_postgresql.replace("+psycopg", ""), autocommit=True) as connection:
            while not over.wait(0.02):
                most.append(connection.execute(query).fetchone()[0])

    watching, crowd = threading.Thread(target=look), Crowd(server.url)
    watching.start()
    for number in range(SCREENS):
        kind, topic = ("kiosk", "bernburg/kiosk") if number % 2 else ("display", "bernburg/display/hall")
        crowd.add(Eye(Place("bernburg", kind, topic, ("de", "uk", "ar", "fa")[number % 4], server.devices[kind]), seen))
    ends_at = monotonic() + WITHIN_S
    while crowd.open < SCREENS and monotonic() < ends_at:
        crowd.step(0.05)
    crowd.close()
    over.set()
    watching.join()
    assert (seen.opened, seen.wrong, seen.unopened) == (SCREENS, {}, 0)
    assert max(most) <= CONNECTIONS
