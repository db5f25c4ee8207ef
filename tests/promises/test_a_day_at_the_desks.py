"""A whole invented day played through the desks' screens in a real browser: every button by its key, until nobody waits."""

from collections import Counter
from random import Random

import pytest
from running import demo_server
from staffroom import Desk

from lobby.rehearsal import checks, plan
from lobby.store.database import Database

pytestmark = pytest.mark.browser
SEED, VISITORS, LONG_VISITORS = 7, 14, 90
STEPS_EACH = 16  # a visitor takes a handful of steps, some of them parked, undone or put back in between
SERVICES = ("residence", "fiktion", "ukraine")


@pytest.fixture
def server(tmp_path):
    with demo_server(tmp_path) as running:
        yield running


class Worker:
    """A caseworker who looks at her screen, and presses the key that it offers."""

    def __init__(self, desk, rng):
        self.desk, self.rng, self.pressed = desk, rng, Counter()

    def step(self):
        """One step; False where there is nothing to do."""
        state = self.desk.state
        if state == "free":
            return self.begin()
        key = self.rng.choice("ddddwxzp") if state == "called" else self.rng.choice("fff12pu")
        self.press(key)
        return True

    def begin(self):
        page = self.desk.page
        if page.locator("#parked li").count() and self.rng.random() < 0.7:
            return self.click("#parked li button >> nth=0")
        if page.locator("#missed > ul:not(.done) li button").count() and self.rng.random() < 0.5:
            return self.click("#missed > ul:not(.done) li button >> nth=0")
        if not page.locator("#queue > ol > li").count():
            return False
        self.press("n")
        return True

    def press(self, key):
        self.pressed[key] += 1
        self.desk.page.keyboard.press(key)
        if key == "p":
            self.desk.page.wait_for_selector("dialog[open]")
            self.desk.page.keyboard.press("Enter")
            self.desk.page.wait_for_selector("dialog[open]", state="detached")
        self.settle()

    def click(self, what):
        self.pressed[what.split()[0]] += 1
        self.desk.page.click(what)
        self.settle()
        return True

    def settle(self):
        self.desk.page.wait_for_selector("main:not([aria-busy])")
        self.desk.page.wait_for_timeout(650)  # a second strike within that time means nothing


def test_two_desks_work_through_a_short_day(server, browser):
    work_through(server, browser, VISITORS)


@pytest.mark.soak
def test_two_desks_work_through_a_whole_day(server, browser):
    work_through(server, browser, LONG_VISITORS)


def work_through(server, browser, visitors):
    rng = Random(SEED)
    day = plan.tuesday(SEED, visitors, SERVICES, ("de", "uk", "ar", "fa", "tr"))
    tickets = [server.draw(v.service, v.language, needs=list(v.needs), party_size=v.party_size) for v in day]
    desks = [Desk(server, browser, login, counter) for login, counter in (("schalter-1", "101"), ("schalter-2", "102"))]
    workers = [Worker(desk, rng) for desk in desks]
    for _ in range(visitors * STEPS_EACH):
        did = [worker.step() for worker in workers]
        if not any(did) and not still_open(server, tickets):
            break
    assert still_open(server, tickets) == []
    for desk in desks:
        assert desk.watched.complaints == []
        desk.page.context.close()
    used = sum((worker.pressed for worker in workers), Counter())
    assert set("ndfwxzpu") <= set(used), used
    db = Database(server.settings, server.settings.clock)
    assert checks.journal(db, "bernburg") == []
    db.close()


def still_open(server, tickets):
    states = {ticket["number"]: server.api("GET", f"/tickets/{ticket['token']}").json()["state"] for ticket in tickets}
    return [number for number, state in states.items() if state != "finished"]
