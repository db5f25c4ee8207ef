"""Programs of others hear what happens: signed, in order, again after a failure, and never this machine itself."""

import hashlib
import hmac
import json
import re
import socket
import threading
import time
from collections import deque
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from running import demo_server

from lobby.commands import webhooks
from lobby.domain.errors import NotFound
from lobby.domain.lifecycle import Verb
from lobby.web import hooks

ALL = list(webhooks.NAMES)


class Receiver:
    """A program that listens: what it was told, and what it answers, 200 when `answers` is used up."""

    def __init__(self):
        self.heard, self.answers = [], deque()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.heard.append((time.time(), dict(self.headers), body))
                status = outer.answers.popleft() if outer.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{outer.url}elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def events(self):
        return [json.loads(body)["event"] for _, _, body in self.heard]

    def waits_for(self, count, within=10):
        until = time.monotonic() + within
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.heard) >= count


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


def sent(day, webhook_id):
    """All that is due now, sent as the server does it; the statuses answered."""
    found = []
    while parcel := webhooks.take(day.db, webhook_id):
        status, error = hooks.send(parcel, to_loopback=True)
        found.append(status or error)
        if not webhooks.settle(day.db, parcel, status, error):
            break
    return found


def test_what_happens_is_told_in_its_order_with_number_service_and_counter(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    ticket = day.draw("duldung", "ar")
    day.sit("105")
    day.call_next("105")
    day.do(Verb.START, "105", ticket.number)
    assert sent(day, hook.id) == [200, 200, 200]
    assert receiver.events == ["ticket.drawn", "ticket.called", "ticket.started"]
    called = json.loads(receiver.heard[1][2])
    assert called["ticket"] == {"number": "D001", "service": "duldung", "language": "ar"}
    assert (called["office"], called["counter"]) == ("bernburg", "105")
    assert re.fullmatch(r"bernburg/2026-11-24/\d+", called["id"])
    assert webhooks.take(day.db, hook.id) is None


def test_only_what_it_wants_and_only_from_now_on(day, receiver):
    day.draw()
    hook = webhooks.add(day.db, day.office_id, receiver.url, ["ticket.called"])
    day.draw("duldung")
    day.sit("105")
    day.call_next("105")
    sent(day, hook.id)
    assert receiver.events == ["ticket.called"]


def test_the_signature_proves_who_sent_it_and_when(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    day.draw()
    sent(day, hook.id)
    at, headers, body = receiver.heard[0]
    moment, made = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Lobby-Signature"]).groups()
    assert abs(at - int(moment)) < 5
    assert hmac.new(hook.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == made


def test_what_does_not_arrive_comes_again_after_ever_longer_pauses_and_nothing_overtakes_it(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    day.draw()
    day.draw("duldung")
    receiver.answers.extend([500, 302, 404])
    pauses = []
    for _ in range(3):
        assert sent(day, hook.id) != []
        row = webhooks.listed(day.db, day.office_id)[0]
        pauses.append((row.try_at - day.clock.at).total_seconds())
        assert webhooks.due(day.db) == []
        assert sent(day, hook.id) == []
        day.clock.at = row.try_at
    assert pauses == [1, 2, 4]
    assert sent(day, hook.id) == [200, 200]
    told = [json.loads(body)["id"] for _, _, body in receiver.heard]
    assert told[0] == told[1] == told[2] == told[3] != told[4]
    attempts = webhooks.deliveries(day.db, day.office_id, hook.id)
    assert [(each.attempt, each.status) for each in reversed(attempts)] == [(1, 500), (2, 302), (3, 404), (4, 200), (1, 200)]


def test_a_receiver_that_is_away_is_said_and_tried_again(day):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    hook = webhooks.add(day.db, day.office_id, url, ALL)
    day.draw()
    assert sent(day, hook.id) == ["ConnectionRefusedError"]
    assert webhooks.listed(day.db, day.office_id)[0].failures == 1


def test_two_processes_do_not_send_at_once_and_a_stopped_one_is_taken_over(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    day.draw()
    first = webhooks.take(day.db, hook.id)
    assert first is not None
    assert webhooks.take(day.db, hook.id) is None
    day.clock.at += timedelta(seconds=webhooks.BUSY_S + 1)
    assert webhooks.take(day.db, hook.id).event_id == first.event_id


def test_what_is_a_day_old_is_no_news(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    day.draw()
    day.clock.at += timedelta(hours=25)
    assert sent(day, hook.id) == []
    assert webhooks.due(day.db) == []


def test_the_log_is_bounded_and_goes_with_its_webhook(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    for _ in range(webhooks.KEPT + 5):
        day.draw("service-point")
    assert len(sent(day, hook.id)) == webhooks.KEPT + 5
    assert len(webhooks.deliveries(day.db, day.office_id, hook.id)) == webhooks.KEPT
    webhooks.remove(day.db, day.office_id, hook.id)
    assert webhooks.listed(day.db, day.office_id) == []
    with pytest.raises(NotFound):
        webhooks.deliveries(day.db, day.office_id, hook.id)


def test_over_the_api_an_admin_sets_one_up_and_a_server_tells_it_at_once(tmp_path, receiver):
    with demo_server(tmp_path, WEBHOOK_LOOPBACK="1") as server:
        admin, lead = server.staff_token("admin"), server.staff_token("leitung")
        body = {"url": receiver.url, "events": ["ticket.drawn"]}
        assert server.api("POST", "/webhooks", lead, json=body).status_code == 403
        made = server.api("POST", "/webhooks", admin, json=body)
        assert made.status_code == 201
        assert len(made.json()["secret"]) == 64
        drawn = server.draw("residence")
        receiver.waits_for(1)
        assert json.loads(receiver.heard[0][2])["ticket"]["number"] == drawn["number"]
        [listed] = server.api("GET", "/webhooks", admin).json()["webhooks"]
        assert listed["url"] == receiver.url
        assert listed.get("secret") is None
        told = server.api("GET", f"/webhooks/{listed['id']}/deliveries", admin).json()["deliveries"]
        assert [(each["event"], each["status"]) for each in told] == [("ticket.drawn", 200)]
        for url in ("ftp://x.example/", "http://a:b@x.example/", "javascript:alert(1)", "http://x/#y", "x" * 501):
            assert server.api("POST", "/webhooks", admin, json=body | {"url": url}).status_code == 422
        assert server.api("POST", "/webhooks", admin, json=body | {"events": ["ticket.eaten"]}).status_code == 422
        assert server.api("DELETE", f"/webhooks/{listed['id']}", admin).status_code == 204
        assert server.api("GET", f"/webhooks/{listed['id']}/deliveries", admin).status_code == 404
