"""Whoever guesses is stopped; whoever has a ticket, a key or the right password at the same address notices nothing."""

import io
import re

import pytest
import requests
from office import Day
from running import demo_server
from servers import running_redis
from websocket import WebSocketException, create_connection
from whole import whole

from lobby.settings import Settings
from lobby.web.limits import LARGEST_BODY, LARGEST_IN_CHUNKS

CROWD = {"REMOTE_ADDR": "192.0.2.7"}
MOST = Settings.guessed_tokens_per_minute


@pytest.fixture
def house(tmp_path):
    day = Day(tmp_path)
    with whole(day) as found:
        yield found
    day.db.close()


def test_five_hundred_phones_behind_one_address_are_served_while_a_guesser_among_them_is_stopped(house):
    phones = [house.day.draw("service-point").token for _ in range(100)]
    client, refused = house.app.test_client(), 0
    for turn in range(5):
        for number, token in enumerate(phones):
            assert client.get(f"/api/v1/tickets/{token}", environ_overrides=CROWD).status_code == 200
            guess = client.get(f"/api/v1/tickets/guess-{turn}-{number}", environ_overrides=CROWD)
            assert guess.status_code in (404, 429)
            refused += guess.status_code == 429
    assert refused >= 500 - 2 * MOST
    assert client.get(f"/t/{phones[0]}", environ_overrides=CROWD).status_code == 200
    elsewhere = client.get("/api/v1/tickets/another-guess", environ_overrides={"REMOTE_ADDR": "192.0.2.8"})
    assert elsewhere.status_code == 404


WAYS = {
    "bearer": lambda client, guess: client.get(
        "/api/v1/desk/queue", headers={"Authorization": f"Bearer ld_{guess}"}, environ_overrides=CROWD
    ),
    "address": lambda client, guess: client.get(f"/kiosk?device=ld_{guess}", environ_overrides=CROWD),
    "page": lambda client, guess: client.get(f"/t/{guess}", environ_overrides=CROWD),
}


def test_a_guesser_gains_nothing_by_guessing_in_several_ways(house):
    client = house.app.test_client()
    ways = list(WAYS.values())
    answers = [ways[number % 3](client, f"guess-{number}").status_code for number in range(2 * MOST + 30)]
    assert set(answers) == {401, 404, 429}
    assert answers.count(429) >= 30


def test_right_keys_at_the_guessers_address_open_what_they_always_open(house):
    client = house.app.test_client()
    for number in range(MOST * 2 + 1):
        last = WAYS["bearer"](client, f"guess-{number}")
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) > 0
    assert last.json["code"] == "too-many"
    bearer = {"Authorization": f"Bearer {house.token}"}
    for _ in range(3 * MOST):
        assert client.get("/api/v1/desk/counters", headers=bearer, environ_overrides=CROWD).status_code == 200


def test_wrong_passwords_stop_the_address_that_tries_them(house):
    client = house.client()
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    answers = [
        client.post("/login", data={"login": f"somebody{n}", "password": f"guess {n} guess", "csrf_token": token})
        for n in range(12)
    ]
    assert [answer.status_code for answer in answers].count(429) >= 2
    assert house.log_in(house.client()).get("/desk").status_code == 200


def test_of_what_comes_in_pieces_no_more_is_read_than_a_stranger_may_send(house):
    """`large_body` lets a video in, but not before it is known who sends it."""
    client = house.client()
    stream = io.BytesIO(b"x" * 3 * LARGEST_IN_CHUNKS)
    how = {
        "input_stream": stream,
        "headers": {"Transfer-Encoding": "chunked"},
        "environ_overrides": {"wsgi.input_terminated": True},
    }
    assert client.post("/admin/displays/media", **how).status_code == 413
    assert stream.tell() <= LARGEST_IN_CHUNKS + 2**17
    huge = client.post("/admin/displays/media", environ_overrides={"CONTENT_LENGTH": str(10**12)})
    assert huge.status_code == 413
    for place in ("/login", "/api/v1/tickets", "/api/v1/desk/next", "/nowhere", "/"):
        assert client.post(place, data=b"x" * (LARGEST_BODY + 1)).status_code == 413


def test_servers_that_share_a_redis_count_together(tmp_path):
    with (
        running_redis() as redis,
        demo_server(tmp_path / "a", REDIS_URL=redis) as one,
        demo_server(tmp_path / "b", REDIS_URL=redis) as other,
    ):
        before = [asked(server, f"guess-{number}") for number in range(MOST) for server in (one, other)]
        assert before.count(429) >= MOST // 2
        assert asked(one, "one-more") == asked(other, "one-more") == 429
        assert socket_answers(other) == 429
        assert other.api("GET", "/boards/hall", other.devices["display"]).status_code == 200


def test_without_its_redis_a_server_goes_on_and_still_counts_log_ins(tmp_path):
    with running_redis() as redis, demo_server(tmp_path, REDIS_URL=redis) as server:
        assert asked(server, "guess") == 401
        kill_redis(redis)
        assert {asked(server, f"guess-{number}") for number in range(5)} == {401}
        ticket = server.draw()
        assert server.api("POST", f"/tickets/{ticket['token']}/postpone", json={"minutes": 10}).status_code in (200, 409)
        assert wrong_passwords(server, 12).count(429) >= 1


def asked(server, guess):
    return server.api("GET", "/desk/queue", f"ls_{guess}").status_code


def socket_answers(server):
    """How a socket with a made-up key is received: 429 where it is told that it guesses too much."""
    sock = create_connection(server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket", timeout=5)
    sock.recv()
    sock.send('40{"token":"ld_made-up"}')
    try:
        said = sock.recv()
    except (WebSocketException, OSError):
        return 0
    return 429 if "too-many" in said else said


def kill_redis(url):
    import redis

    with redis.Redis.from_url(url) as client:
        client.shutdown(nosave=True)


def wrong_passwords(server, times):
    session = requests.Session()
    token = re.search(r'name="csrf_token" value="([^"]+)"', session.get(f"{server.url}/login", timeout=20).text)[1]
    form = {"login": "nobody", "csrf_token": token}
    return [
        session.post(f"{server.url}/login", data=form | {"password": f"guess {n} guess"}, timeout=20).status_code
        for n in range(times)
    ]
