"""A board that screens in two processes show is built once; and where its builder died, a little later by the other one."""

import queue
import re

import pytest
import redis
import requests
import socketio
from running import demo_server

WITHIN_S = 10


@pytest.fixture
def pair(tmp_path, fresh_postgresql, fresh_redis):
    with demo_server(tmp_path, fresh_postgresql, REDIS_URL=fresh_redis) as one, one.another() as two:
        yield one, two


def display_at(server):
    client, boards = socketio.Client(reconnection=False), queue.Queue()
    client.on("board", boards.put)
    client.connect(server.url, auth={"token": server.devices["display"]}, transports=["websocket"])
    client.call("watch", ("bernburg/display/hall", {"language": "de"}))
    return client, boards


def built(server):
    text = requests.get(f"{server.url}/metrics", timeout=10).text
    found = re.search(r'lobby_boards_built_total\{kind="display"\} (\d+)', text)
    return int(found[1]) if found else 0


def until_revision(boards, revision):
    while True:
        try:
            if boards.get(timeout=WITHIN_S)["revision"] >= revision:
                return True
        except queue.Empty:
            return False


def test_a_board_for_two_processes_is_built_once_and_by_whoever_lives(pair, fresh_redis):
    displays = [display_at(server) for server in pair]
    before = sum(map(built, pair))
    last = 0
    for _ in range(8):
        pair[0].draw()
        last = revision_of(pair[0])
        assert all(until_revision(boards, last) for _, boards in displays)
    assert sum(map(built, pair)) - before <= 8 + 1, "each process built its own"
    with redis.Redis.from_url(fresh_redis) as client:  # somebody claims the next one, and dies
        client.set(f"lobby:board:{room_of(client)}:{last + 1}", "")
    pair[0].draw()
    assert all(until_revision(boards, last + 1) for _, boards in displays)
    for client, _ in displays:
        client.disconnect()


def revision_of(server):
    return server.api("GET", "/boards/hall?office=bernburg", server.devices["display"]).json()["revision"]


def room_of(client):
    """Of the display, and the day."""
    newest = max(client.keys("lobby:board:*display/hall*"), key=lambda name: int(name.rpartition(b":")[2]))
    return newest.decode().removeprefix("lobby:board:").rpartition(":")[0]
