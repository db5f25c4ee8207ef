"""The visitor's page in a real browser, before a server that really runs."""

import re
import signal
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from lobby.i18n import texts

pytestmark = pytest.mark.browser
WITHIN_S = 10
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


def test_a_call_is_unmistakable(server, hall, phone):
    ticket = server.draw("duldung", "ar")
    phone.open(ticket).wait_for("waiting")
    assert phone.trembled == 0
    hall.call("105", "duldung")  # a second one waits behind
    phone.wait_for("called")
    phone.wait_for_trembling(times=1)
    assert "105" in phone.page.inner_text(".called-where strong")
    assert phone.page.locator(".called-where strong").evaluate("each => parseFloat(getComputedStyle(each).fontSize)") >= 40
    assert phone.page.title() == texts("ar").gettext("Sie sind an der Reihe.")
    assert phone.page.evaluate(SIDEWAYS) <= 0
    assert phone.watched.violations() == []
    assert phone.watched.complaints == []
    assert phone.watched.hosts == {urlsplit(server.url).netloc}


def test_a_repeated_call_trembles_again_and_another_board_does_not(server, hall, phone):
    phone.open(server.draw("benefits"))
    called = hall.call("107", "benefits")  # the first of two
    phone.wait_for_trembling(times=1)
    server.draw("benefits")
    phone.page.wait_for_timeout(2500)
    assert phone.trembled == 1
    hall.do("repeat-call", called)
    phone.wait_for_trembling(times=2)
    hall.do("start", called)
    phone.wait_for("serving")
    assert re.search(r"B\d{3}", phone.page.title())
    hall.do("finish", called)
    phone.wait_for("finished")
    assert phone.trembled == 2


def test_the_queue_moves_on_the_phone(server, phone):
    first = server.draw("verpflichtung")
    phone.open(server.draw("verpflichtung"))
    assert phone.page.inner_text("[data-ahead]") == "1"
    server.api("POST", f"/tickets/{first['token']}/withdraw", json={})
    expect(phone.page.locator("[data-ahead]")).to_have_text("0", timeout=10_000)


def test_giving_back_asks_first(server, phone):
    ticket = server.draw("settlement", "tr")
    phone.open(ticket).page.tap("[data-withdraw]")
    assert phone.is_seen("dialog")
    assert phone.watched.violations() == []
    phone.page.tap("[data-keep]")
    assert not phone.is_seen("dialog")
    phone.page.tap("[data-withdraw]")
    phone.page.tap("dialog button")
    phone.wait_for("withdrawn")
    assert server.api("GET", f"/tickets/{ticket['token']}").json()["state"] == "withdrawn"


def test_giving_back_works_without_scripts(server, new_phone):
    ticket = server.draw("settlement")
    phone = new_phone(java_script_enabled=False)
    phone.page.goto(f"{server.url}/t/{ticket['token']}")
    phone.page.tap("[data-withdraw]")
    phone.page.tap("form button")
    phone.wait_for("withdrawn")


def test_another_language_is_two_touches_away(server, phone):
    phone.open(server.draw("settlement"))
    phone.page.tap("summary")
    phone.page.tap("details a[lang=uk]")
    phone.page.wait_for_selector("html[lang=uk]")
    assert phone.is_seen(f"text={texts('uk').gettext('Ihre Nummer')}")


@pytest.mark.parametrize("language", ["de", "ar", "uk"])
def test_axe_finds_nothing_while_waiting(server, phone, language):
    phone.open(server.draw("naturalisation", language))
    assert phone.watched.violations() == []
    assert phone.page.evaluate(SIDEWAYS) <= 0
    phone.page.tap("summary")
    assert phone.watched.violations() == []


def test_axe_finds_nothing_where_there_is_no_such_number(server, phone):
    assert phone.page.goto(f"{server.url}/t/nonsense").status == 404
    assert phone.watched.violations() == []


def test_a_silent_server_is_told_within_ten_seconds_and_heals(server, phone):
    phone.open(server.draw("settlement", "fa"))
    server.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    phone.page.wait_for_selector("[data-lost]", state="visible", timeout=WITHIN_S * 1000)
    assert time.monotonic() - stopped < WITHIN_S
    assert texts("fa").gettext("Keine Verbindung.") in phone.page.inner_text("[data-lost]")
    assert phone.watched.violations() == []  # the number can still be read
    server.signal(signal.SIGCONT)
    phone.page.wait_for_selector("[data-lost]", state="hidden")
