"""Two workers, one PostgreSQL, one Redis: what one commits, the displays of the other show."""

import os
import queue
import signal

import pytest
import redis
import requests
import socketio
from printers import until
from running import demo_server

WATCHERS, WITHIN_S = 8, 10


@pytest.fixture
def server(tmp_path, fresh_postgresql, fresh_redis):
    with demo_server(tmp_path / "data", fresh_postgresql, WORKERS="2", REDIS_URL=fresh_redis) as running:
        yield running


def test_every_display_shows_every_draw_whichever_worker_it_hangs_on(server):
    displays = [watching(server) for _ in range(WATCHERS)]
    drawn = [server.draw("residence")["number"] for _ in range(6)]
    assert drawn == [f"A{serial:03d}" for serial in range(1, 7)]
    for client, boards in displays:
        assert until_waiting(boards, 6), "a display was not told"
        client.disconnect()


def test_displays_learn_of_draws_while_redis_is_silent_or_dead(server, fresh_redis):
    with redis.Redis.from_url(fresh_redis) as client:
        pid = client.info("server")["process_id"]
    displays = [watching(server) for _ in range(WATCHERS)]
    for drawn, (blow, remedy) in enumerate(((signal.SIGSTOP, signal.SIGCONT), (signal.SIGKILL, None)), 1):
        os.kill(pid, blow)
        server.draw("residence")
        assert all(until_waiting(boards, drawn) for _, boards in displays), f"a display was not told: {blow.name}"
        if remedy:
            os.kill(pid, remedy)
    assert server.draw("residence")["number"] == "A003"
    for client, _ in displays:
        client.disconnect()


def watching(server):
    client, boards = socketio.Client(reconnection=False), queue.Queue()
    client.on("board", boards.put)
    client.connect(server.url, auth={"token": server.devices["display"]}, transports=["websocket"])
    client.call("watch", ("bernburg/display/hall", {"language": "de"}))
    return client, boards


def until_waiting(boards, count):
    """Whether a board with so many waiting comes."""
    while True:
        try:
            board = boards.get(timeout=WITHIN_S)
        except queue.Empty:
            return False
        if sum(row["waiting"] for row in board["waiting"]) == count:
            return True


def listens(server):
    try:
        return bool(requests.get(f"{server.url}/healthz", timeout=10))
    except requests.ConnectionError:
        return False


def test_without_redis_the_server_says_that_it_is_not_ready(tmp_path, fresh_postgresql):
    with demo_server(tmp_path / "data", fresh_postgresql) as server:
        server.stop()
        server.environ["LOBBY_REDIS_URL"] = "redis://127.0.0.1:1"
        with pytest.raises(pytest.fail.Exception, match="did not start"):
            server.start(within_s=12)
        until(lambda: listens(server), within_s=60)  # a busy machine may still be loading it
        answer = requests.get(f"{server.url}/readyz", timeout=10)
        assert (answer.status_code, answer.json()["reasons"]) == (503, ["queue: Redis does not answer"])
        assert server.draw("residence")["number"] == "A001"
