"""kill -9 at each step of the flow: the visitor reads what to do, goes on when the server is back, and has one ticket."""

import random
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from urllib.parse import parse_qs

import drawn
import pytest
from playwright.sync_api import expect

from lobby.i18n import texts

pytestmark = pytest.mark.browser
LOST, BRIEFLY = "Keine Verbindung zum Server. Bitte warten Sie: Es geht von selbst weiter.", "Keine Verbindung. Bitte warten Sie."
WITHIN_S = 10
DRAW = "button[name=service]"
CHOICE = "main a.choice"
MOST_CHOICES = 4
UNDER_WAY_S = 0.3


class Visitor:
    """Somebody on her way to a number. `keys`: of the choices that her browser sent, however often."""

    def __init__(self, server, terminal, language):
        self.server, self.terminal, self.page, self.language = server, terminal, terminal.page, language
        self.keys, self.before = set(), set(drawn.tickets(server))
        self.page.on("request", self._sent)

    def taps(self, target):
        self.page.locator(target).first.tap()

    def chooses(self, target):
        """And is a page further."""
        address = self.page.url
        self.taps(target)
        expect(self.page).not_to_have_url(address)

    def chooses_her_language(self):
        self.chooses(f"[href='/kiosk/{self.language}']")

    def comes_to_the_draw(self):
        for _ in range(MOST_CHOICES):
            if self.page.locator(DRAW).count():
                return
            self.chooses(CHOICE)
        pytest.fail(f"nothing to draw after {MOST_CHOICES} choices")

    def reads_what_to_do(self, text=LOST):
        notice = self.page.locator("[data-lost]")
        notice.wait_for(state="visible", timeout=WITHIN_S * 1000)
        assert texts(self.language).gettext(text) in notice.inner_text()

    def goes_on(self):
        """The server is back: the notice goes by itself."""
        self.page.locator("[data-lost]").wait_for(state="hidden")

    def has_one_ticket(self):
        self.terminal.wait_for("ticket")
        new = {key: number for key, number in drawn.tickets(self.server).items() if key not in self.before}
        assert [*new] == [*self.keys]
        assert [*new.values()] == [self.terminal.number]

    def _sent(self, request):
        if request.method == "POST" and request.post_data and "key=" in request.post_data:
            self.keys.add(parse_qs(request.post_data)["key"][0])


@pytest.fixture
def visitor(server, terminal):
    return lambda language: Visitor(server, terminal, language)


def test_while_a_language_is_being_chosen(server, visitor):
    her = visitor("ar")
    server.kill()
    her.reads_what_to_do(BRIEFLY)
    her.taps("[href='/kiosk/ar']")
    server.start()
    her.terminal.wait_for("services")
    her.goes_on()
    her.comes_to_the_draw()
    her.taps(DRAW)
    her.has_one_ticket()


def test_while_a_concern_is_being_chosen(server, visitor):
    her = visitor("fa")
    her.chooses_her_language()
    address = her.page.url
    server.kill()
    her.taps(CHOICE)
    her.reads_what_to_do()
    server.start()
    expect(her.page).not_to_have_url(address)
    her.goes_on()
    her.comes_to_the_draw()
    her.taps(DRAW)
    her.has_one_ticket()


def test_before_the_draw(server, visitor):
    her = visitor("ti")
    her.chooses_her_language()
    her.comes_to_the_draw()
    server.kill()
    her.taps(DRAW)
    her.reads_what_to_do()
    assert her.page.locator(DRAW).is_visible()
    server.start()
    her.has_one_ticket()
    her.goes_on()


def test_in_the_draw_before_it_is_kept(server, visitor):
    """The server has got the choice and waits for the database."""
    her = visitor("uk")
    her.chooses_her_language()
    her.comes_to_the_draw()
    with nobody_writes(server):
        with her.page.expect_request("**/draw"):
            her.taps(DRAW)
        time.sleep(UNDER_WAY_S)
        server.kill()
    assert set(drawn.tickets(server)) == her.before
    her.reads_what_to_do()
    server.start()
    her.has_one_ticket()


def test_in_the_draw_after_it_is_kept_and_before_it_is_answered(server, visitor):
    her = visitor("so")
    her.chooses_her_language()
    her.comes_to_the_draw()
    killer = threading.Thread(target=kill_once_drawn, args=(server, her.before))
    killer.start()
    her.taps(DRAW)
    killer.join()
    server.start()
    her.has_one_ticket()


@pytest.mark.parametrize(("times", "seed"), [(1, 1), pytest.param(25, 2, marks=pytest.mark.soak)])
def test_at_any_moment_of_the_draw(server, visitor, times, seed):
    dice = random.Random(seed)
    for _ in range(times):
        her = visitor("vi")
        her.chooses_her_language()
        her.comes_to_the_draw()
        killer = threading.Timer(dice.uniform(0, 0.12), server.kill)
        killer.start()
        her.taps(DRAW)
        killer.join()
        server.start()
        her.has_one_ticket()
        her.chooses("[data-farewell]")


def test_on_the_ticket(server, visitor):
    her = visitor("pl")
    her.chooses_her_language()
    her.comes_to_the_draw()
    her.taps(DRAW)
    her.has_one_ticket()
    server.kill()
    her.reads_what_to_do()
    her.has_one_ticket()
    her.taps("[data-farewell]")
    her.terminal.wait_for("start")
    server.start()
    her.goes_on()
    assert her.page.locator("[href='/kiosk/pl']").is_visible()


@contextmanager
def nobody_writes(server):
    """A program holds the database meanwhile."""
    with closing(sqlite3.connect(server.data_dir / "lobby.sqlite", isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def kill_once_drawn(server, before):
    end = time.monotonic() + WITHIN_S
    with closing(sqlite3.connect(f"file:{server.data_dir}/lobby.sqlite?mode=ro", uri=True, isolation_level=None)) as other:
        while time.monotonic() < end and other.execute("SELECT count(*) FROM tickets").fetchone()[0] <= len(before):
            pass
    server.kill()
