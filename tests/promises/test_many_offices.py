"""Many offices in one installation: none sees another's, and none waits for another."""

import queue
import threading
import time

import psycopg
import pytest
import requests
import socketio
from running import demo_server

from lobby.commands import devices
from lobby.rehearsal import demos
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

WITHIN_S = 10
CROWD = 30  # more than a process has connections to write with


@pytest.fixture
def three(tmp_path, fresh_postgresql, fresh_redis):
    """A server with three offices; each has a kiosk and a display."""
    with demo_server(tmp_path, fresh_postgresql, REDIS_URL=fresh_redis) as server:
        db = Database(server.settings, server.settings.clock)
        slugs = demos.numbered(db, 3)
        tokens = {
            slug: {kind: devices.add(db, DeviceKind(kind), f"the {kind}", slug) for kind in ("kiosk", "display")} for slug in slugs
        }
        db.close()
        yield server, tokens


def draw(server, token, timeout=60):
    body, headers = {"service": "residence", "language": "de"}, {"Authorization": f"Bearer {token}"}
    headers["Idempotency-Key"] = f"many-{time.monotonic_ns()}"
    return requests.post(f"{server.url}/api/v1/tickets", json=body, headers=headers, timeout=timeout)


def watching_hall(server, token):
    """A display that names its topic without the office."""
    client, boards = socketio.Client(reconnection=False), queue.Queue()
    client.on("board", boards.put)
    client.connect(server.url, auth={"token": token}, transports=["websocket"])
    client.call("watch", ("display/hall", {"language": "de"}))
    return client, boards


def told(boards, least):
    """How many waited by each board, until there are so many."""
    found = [0]
    while found[-1] < least:
        found.append(sum(row["waiting"] for row in boards.get(timeout=WITHIN_S)["waiting"]))
    return found


def test_each_office_has_its_own_numbers_and_its_display_shows_them_alone(three):
    server, tokens = three
    halls = {slug: watching_hall(server, each["display"]) for slug, each in tokens.items()}
    for count, each in enumerate(tokens.values(), 1):
        assert [draw(server, each["kiosk"]).json()["number"] for _ in range(count)] == [
            f"A{serial:03d}" for serial in range(1, count + 1)
        ]
    for count, (client, boards) in enumerate(halls.values(), 1):
        seen = told(boards, count)
        time.sleep(0.5)
        seen += told(boards, 1) if not boards.empty() else []
        assert max(seen) == count, "a display was told of another office"
        client.disconnect()


def test_an_office_whose_day_is_locked_holds_up_no_other(three, fresh_postgresql):
    server, tokens = three
    (stuck, held), (_, free), _ = tokens.items()
    draw(server, held["kiosk"])
    late = []
    with psycopg.connect(fresh_postgresql.replace("+psycopg", "")) as connection:
        office = "SELECT id FROM offices WHERE slug = %s"
        connection.execute(f"SELECT 1 FROM days WHERE office_id = ({office}) FOR UPDATE", (stuck,))
        visitor = threading.Thread(target=lambda: late.append(draw(server, held["kiosk"])))
        visitor.start()
        numbers = [draw(server, free["kiosk"]).json()["number"] for _ in range(10)]
        assert numbers == [f"A{serial:03d}" for serial in range(1, 11)]
        assert not late
    visitor.join()
    assert late[0].json()["number"] == "A002"


def test_a_crowd_before_one_locked_day_leaves_connections_to_the_others(three, fresh_postgresql):
    server, tokens = three
    (stuck, held), (_, free), _ = tokens.items()
    draw(server, held["kiosk"])
    answers = queue.Queue()
    with psycopg.connect(fresh_postgresql.replace("+psycopg", "")) as connection:
        office = "SELECT id FROM offices WHERE slug = %s"
        connection.execute(f"SELECT 1 FROM days WHERE office_id = ({office}) FOR UPDATE", (stuck,))
        crowd = [threading.Thread(target=lambda: answers.put(draw(server, held["kiosk"]))) for _ in range(CROWD)]
        for visitor in crowd:
            visitor.start()
        time.sleep(1)  # all of them have asked
        assert [draw(server, free["kiosk"]).json()["number"] for _ in range(3)] == ["A001", "A002", "A003"]
        assert answers.empty()
    for visitor in crowd:
        visitor.join()
    numbers = sorted(answers.get().json()["number"] for _ in crowd)
    assert numbers == [f"A{serial:03d}" for serial in range(2, 2 + CROWD)]
