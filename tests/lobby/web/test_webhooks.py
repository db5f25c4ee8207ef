"""Programs of others hear what happens: signed, in order, again after a failure, and never this machine itself."""

import hashlib
import hmac
import json
import re
import socket
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from office import Day
from receivers import Receiver
from running import demo_server
from sqlalchemy import select
from wholehouse import WholeHouse

from lobby.commands import webhooks
from lobby.domain.errors import Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.store.tables.audit import AuditRow
from lobby.web import hooks

ALL = list(webhooks.NAMES)


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


def example():
    """The receiver of the documentation, as a module."""
    path = Path(__file__).parents[3] / "docs/examples/webhook_receiver.py"
    found = ModuleType("webhook_receiver")
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), found.__dict__)
    return found


def test_the_receiver_of_the_documentation_takes_what_is_genuine_and_nothing_else():
    is_genuine, body = example().is_genuine, b'{"id": "bernburg/2026-11-24/417"}'
    made = hooks.signature("a secret", 1000, body)
    assert is_genuine("a secret", made, body, now=1004)
    assert is_genuine("a secret", made, body, now=1000 + 300)
    assert not is_genuine("another secret", made, body, now=1004)
    assert not is_genuine("a secret", made, body + b" ", now=1004)
    assert not is_genuine("a secret", made, body, now=1000 + 301)
    assert not is_genuine("a secret", made.replace("t=1000", "t=1300"), body, now=1304)
    for nonsense in ("", "t=,v1=", "t=1000", "v1=" + made[-64:], "t=x,v1=y", "t=\u0661,v1=\u00e9", ",,=,"):
        assert not is_genuine("a secret", nonsense, body, now=1004)


def test_a_day_without_an_answer_pauses_a_webhook_until_somebody_says_go_on(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    day.draw()
    for _ in range(webhooks.MOST_FAILURES):
        assert webhooks.listed(day.db, day.office_id)[0].paused_at is None
        webhooks.settle(day.db, webhooks.take(day.db, hook.id), 500)
        day.clock.at = webhooks.listed(day.db, day.office_id)[0].try_at
    assert webhooks.listed(day.db, day.office_id)[0].paused_at is not None
    assert webhooks.due(day.db) == []
    assert webhooks.take(day.db, hook.id) is None
    day.clock.at = hook_time = day.clock.at.replace(hour=8, minute=30) + timedelta(days=1)
    day.end()
    day.draw("duldung")
    webhooks.resume(day.db, day.office_id, hook.id)
    assert webhooks.due(day.db) == [hook.id]
    assert sent(day, hook.id)[-1] == 200
    assert day.clock.at == hook_time
    row = webhooks.listed(day.db, day.office_id)[0]
    assert (row.failures, row.try_at, row.paused_at) == (0, None, None)


def test_a_new_secret_signs_and_the_old_one_no_more(day, receiver):
    old = webhooks.add(day.db, day.office_id, receiver.url, ALL)
    new = webhooks.rotate(day.db, day.office_id, old.id)
    day.draw()
    sent(day, old.id)
    at, headers, body = receiver.heard[0]
    is_genuine = example().is_genuine
    assert is_genuine(new.secret, headers["Lobby-Signature"], body, at)
    assert not is_genuine(old.secret, headers["Lobby-Signature"], body, at)


def test_a_ping_is_signed_and_logged_and_overtakes_nothing(day, receiver):
    hook = webhooks.add(day.db, day.office_id, receiver.url, ["ticket.drawn"])
    day.draw()
    parcel = webhooks.ping(day.db, day.office_id, hook.id)
    status, error = hooks.send(parcel, to_loopback=True)
    webhooks.settle_ping(day.db, parcel, status, error)
    at, headers, body = receiver.heard[0]
    assert (receiver.events, headers["Lobby-Event"]) == (["webhook.ping"], "webhook.ping")
    assert example().is_genuine(hook.secret, headers["Lobby-Signature"], body, at)
    assert sent(day, hook.id) == [200]
    assert [each.event for each in webhooks.deliveries(day.db, day.office_id, hook.id)] == ["ticket.drawn", "webhook.ping"]


def test_an_office_has_no_more_webhooks_than_can_be_told(day):
    for _ in range(webhooks.MOST):
        webhooks.add(day.db, day.office_id, "http://192.0.2.1/", ALL)
    with pytest.raises(Invalid):
        webhooks.add(day.db, day.office_id, "http://192.0.2.1/", ALL)


def test_what_is_done_with_webhooks_is_in_the_audit_without_secrets_and_keys(day):
    hook = webhooks.add(day.db, day.office_id, "https://light.example/key-in-the-path", ["ticket.called"])
    new = webhooks.rotate(day.db, day.office_id, hook.id)
    webhooks.pause(day.db, day.office_id, hook.id)
    webhooks.resume(day.db, day.office_id, hook.id)
    webhooks.remove(day.db, day.office_id, hook.id)
    with day.db.snapshot() as session:
        rows = [row for row in session.scalars(select(AuditRow).order_by(AuditRow.id)) if row.act.startswith("webhook.")]
    assert [row.act for row in rows] == [f"webhook.{act}" for act in ("add", "rotate", "pause", "resume", "remove")]
    told = json.dumps([row.what for row in rows])
    assert "light.example" in told
    assert not any(secret in told for secret in (hook.secret, new.secret, "key-in-the-path"))


def test_of_a_webhook_that_was_removed_nothing_answers_any_more(tmp_path):
    day = Day(tmp_path)
    house = WholeHouse(day)
    client, admin = house.app.test_client(), house.headers("admin")
    webhook_id = webhooks.add(day.db, day.office_id, "http://192.0.2.1/", ALL).id
    webhooks.remove(day.db, day.office_id, webhook_id)
    paths = client.get("/api/v1/openapi.json").json["paths"]
    calls = [(method, path) for path, found in paths.items() if "{webhook_id}" in path for method in found]
    answers = {client.open(path.format(webhook_id=webhook_id), method=method, headers=admin).status_code for method, path in calls}
    day.db.close()
    assert (answers, len(calls)) == ({404}, 6)
