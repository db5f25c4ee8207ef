"""While the database is away nobody is served, and everybody knows it; when it is back, all goes on by itself."""

import time

import psycopg
import pytest
import requests
import socketio
from running import demo_server

WITHIN_S = 10


@pytest.fixture
def on_postgresql(tmp_path, fresh_postgresql):
    with demo_server(tmp_path / "data", fresh_postgresql) as running:
        yield running


class Door:
    """Lets nobody into a database any more, or everybody again."""

    def __init__(self, url):
        plain = url.replace("+psycopg", "")
        self._name = plain.rpartition("/")[2]
        self._other = plain.rpartition("/")[0] + "/postgres"

    def shut(self):
        self._say("false")
        self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", self._name)

    def open(self):
        self._say("true")

    def _say(self, allowed):
        self._run(f"ALTER DATABASE {self._name} ALLOW_CONNECTIONS {allowed}")

    def _run(self, words, *values):
        with psycopg.connect(self._other, autocommit=True) as connection:
            connection.execute(words, values or None)


def until(is_so):
    ends = time.monotonic() + WITHIN_S
    while time.monotonic() < ends:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def status_of(server, path="/office?office=bernburg"):
    return server.api("GET", path, server.devices["kiosk"]).status_code


def test_a_database_that_is_away_is_told_everybody_and_one_that_is_back_serves_again(on_postgresql, fresh_postgresql):
    server, door = on_postgresql, Door(fresh_postgresql)
    display, boards = socketio.Client(reconnection_delay=0.2, reconnection_delay_max=0.5), []
    display.on("board", boards.append)
    display.on("connect", lambda: display.call("watch", ("bernburg/display/hall", {"language": "de"})))
    display.connect(server.url, auth={"token": server.devices["display"]}, transports=["websocket"])
    first = server.draw()["number"]
    door.shut()
    assert until(lambda: not display.connected), "a display goes on showing what is old"
    answer = server.api("GET", "/office?office=bernburg", server.devices["kiosk"])
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "busy", "2")
    assert requests.get(f"{server.url}/healthz", timeout=5).status_code == 200
    assert requests.get(f"{server.url}/readyz", timeout=5).status_code == 503
    assert not display.connected
    door.open()
    assert until(lambda: status_of(server) == 200)
    assert (first, server.draw()["number"]) == ("A001", "A002")
    assert until(lambda: display.connected)
    display.disconnect()
