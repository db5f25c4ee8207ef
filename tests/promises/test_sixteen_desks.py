"""Sixteen desks and five hundred tickets at once over HTTP: next, this one, sent on, taken back. On both databases."""

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
import requests
from running import demo_server

from lobby.commands import offices
from lobby.domain.calendar import local_date
from lobby.rehearsal import checks, credentials
from lobby.store import reading
from lobby.store.database import Database

OFFICE, DESKS, TICKETS, KIOSKS = "bernburg", 16, 500, 4
ROOM = """
[[counters]]
slug = "{number}"
kind = "room"
number = "{number}"
services = ["residence", "fiktion", "benefits", "duldung"]
"""
MORE = "".join(ROOM.format(number=number) for number in range(201, 207))
SERVICES = ("residence", "residence", "fiktion", "benefits", "duldung", "pick-up")
WITHIN_S = 150
EXPECTED = {
    *(200, 201),
    *("nobody-waiting", "counter-busy", "not-allowed", "forbidden"),  # somebody else was faster
}


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    url = request.getfixturevalue("fresh_postgresql") if request.param == "postgresql" else None
    with demo_server(tmp_path, url) as running:
        yield running


class Desk:
    """One caseworker who does everything at random. `calls`: (call id, ticket id) of each call that was answered."""

    def __init__(self, server, token, counter, seed):
        self.server, self.counter, self.rng = server, counter, Random(seed)
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {token}"
        self.calls, self.answers, self.finished = [], Counter(), set()

    def ask(self, method, path, body=None):
        answer = self.http.request(method, f"{self.server.url}/api/v1{path}", json=body or {}, timeout=60)
        said = answer.json() if answer.content else {}
        self.answers[said["code"] if answer.status_code >= 400 else answer.status_code] += 1
        return said if answer.ok else None

    def do(self, verb, ticket, **told):
        return self.ask("POST", f"/desk/tickets/{ticket['id']}/{verb}", told)

    def sit(self):
        assert self.ask("PUT", "/desk/session", {"counter": self.counter})

    def work(self, others, is_over):
        while not is_over():
            ticket = self.call()
            if ticket is None:
                threading.Event().wait(0.02)
                continue
            self.calls.append((ticket["call"]["id"], ticket["id"]))
            self.go_on(ticket, others)

    def call(self):
        if self.rng.random() < 0.2:
            waiting = (self.ask("GET", "/desk/queue") or {}).get("waiting", [])
            mine = [each for each in waiting if not each.get("sent_to")]
            return self.do("call", self.rng.choice(mine), reason="urgent") if mine else None
        return (self.ask("POST", "/desk/next") or {}).get("ticket")

    def go_on(self, ticket, others):
        chance = self.rng.random()
        if chance < 0.15:
            self.do("undo", ticket)
        elif chance < 0.3:
            to = {"service": "residence"} if chance < 0.22 else {"counter": self.rng.choice(others), "return_to_me": chance > 0.26}
            self.do("transfer", ticket, **to)
        else:
            self.do("start", ticket)
            if chance > 0.9:
                self.do("undo", ticket)
                self.do("start", ticket)
            done = self.do("finish", ticket)
            if done and done["state"] == "finished":
                self.finished.add(ticket["id"])


def test_no_ticket_is_called_twice_none_is_lost_and_nothing_breaks(server):
    db = Database(server.settings, server.settings.clock)
    offices.load(db, offices.dump(db, OFFICE) + MORE, "test")
    tokens = [worker.token for worker in credentials.prepare(db, OFFICE).caseworkers]
    counters = [each["slug"] for each in server.api("GET", "/desk/counters", tokens[0]).json()]
    desks = [Desk(server, token, counter, seed) for seed, (token, counter) in enumerate(zip(tokens, counters, strict=True))]
    assert len(desks) == DESKS
    over, finished = threading.Event(), lambda: sum(len(desk.finished) for desk in desks)
    with ThreadPoolExecutor(DESKS + KIOSKS) as pool:
        list(pool.map(Desk.sit, desks))
        working = [pool.submit(desk.work, counters, lambda: over.is_set() or finished() >= TICKETS) for desk in desks]
        stop = threading.Timer(WITHIN_S, over.set)
        stop.start()
        drawn = [number for numbers in pool.map(lambda seed: draw(server, seed), range(KIOSKS)) for number in numbers]
        for work in working:
            work.result()
        stop.cancel()

    assert len(set(drawn)) == TICKETS
    said = sum((desk.answers for desk in desks), Counter())
    assert set(said) <= EXPECTED, said
    calls = [call for desk in desks for call in desk.calls]
    assert len(calls) == len(set(calls)), "one call was answered to two desks"
    assert checks.journal(db, OFFICE) == []
    with db.snapshot() as session:
        office_id = reading.office_slugs(session)[OFFICE]
        today = reading.day(session, office_id, local_date(reading.office(db, session, office_id), db.clock.now()))
    assert Counter(ticket.state.value for ticket in today.tickets.values()) == {"finished": TICKETS}
    db.close()


def draw(server, seed):
    rng, http = Random(seed), requests.Session()
    http.headers["Authorization"] = f"Bearer {server.devices['kiosk']}"
    return [draw_one(server, http, rng.choice(SERVICES)) for _ in range(TICKETS // KIOSKS)]


def draw_one(server, http, service):
    body = {"service": service, "language": "uk", "needs": []}
    answer = http.post(f"{server.url}/api/v1/tickets", json=body, headers={"Idempotency-Key": os.urandom(16).hex()}, timeout=60)
    assert answer.status_code == 201, answer.text
    return answer.json()["number"]
