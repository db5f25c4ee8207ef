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
    assert phone.trembled == 2
    hall.do("finish", called)
    phone.page.wait_for_selector(".feedback")
    phone.wait_for("finished")
    assert phone.trembled == 0  # the page came anew, with its question


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


FIRST_PAINT = 30_000
AWAKE = """
  window.locks = []
  Object.defineProperty(navigator, "wakeLock", { value: { request: async kind => {
    const lock = { kind, released: false, release: async () => { lock.released = true } }
    locks.push(lock)
    return lock
  } } })
"""


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_the_page_is_light_for_slow_and_old_phones(server, new_phone, language):
    phone, taken = new_phone(java_script_enabled=False), []
    phone.page.on("response", lambda answer: taken.append(answer))
    for _ in range(8):
        server.draw("pick-up", language)
    phone.page.goto(f"{server.url}/t/{server.draw('pick-up', language)['token']}", wait_until="load")
    seen = {answer.url: len(answer.body()) for answer in taken if "/vendor/noto-" not in answer.url}
    assert any(url.endswith("lobby.css") for url in seen)
    assert sum(seen.values()) < FIRST_PAINT, seen
    assert phone.is_seen(".line-you")


def test_without_scripts_the_page_asks_for_itself_anew_and_is_called(server, hall, new_phone):
    phone = new_phone(java_script_enabled=False)
    ticket = server.draw("fiktion", "ti")
    phone.page.goto(f"{server.url}/t/{ticket['token']}")
    seconds = int(phone.page.locator("noscript meta[http-equiv=refresh]").get_attribute("content"))
    assert 5 <= seconds <= 30
    hall.do("call", ticket | {"room": "104"})
    phone.page.wait_for_selector("[data-state=called]", timeout=(seconds + 10) * 1000)


@pytest.mark.parametrize(("language", "has_scripts"), [("de", True), ("ar", True), ("ti", True), ("de", False)])
def test_more_time_is_one_touch_away(server, new_phone, language, has_scripts):
    phone = new_phone(java_script_enabled=has_scripts)
    phone.page.goto(f"{server.url}/t/{server.draw('address', language)['token']}")
    asked = texts(language).ngettext("Ich brauche noch {count} Minute", "Ich brauche noch {count} Minuten", 10)
    assert phone.page.inner_text(".more-time button") == asked
    phone.page.tap(".more-time button")
    phone.page.wait_for_selector(".aside-note")
    assert re.search(r"\d\d:\d\d", phone.page.inner_text(".aside-note"))
    assert not phone.is_seen(".more-time")  # her time is not over yet
    if has_scripts:
        assert phone.page.evaluate(SIDEWAYS) <= 0
        assert phone.watched.violations() == []


def test_the_screen_stays_on_while_she_wants_it(server, new_phone):
    phone = new_phone()
    phone.page.add_init_script(AWAKE)
    phone.open(server.draw("pick-up"))
    button = phone.page.locator("[data-awake] button")
    assert button.inner_text() == texts("de").gettext("Bildschirm anlassen und klingeln")
    button.tap()
    assert phone.page.evaluate("locks.map(each => each.released)") == [False]
    button.tap()
    assert phone.page.evaluate("locks.map(each => each.released)") == [True]


def test_the_phone_sounds_when_it_was_allowed_to(server, hall, phone):
    phone.page.add_init_script("navigator.__proto__.__defineGetter__('wakeLock', () => undefined)")
    called = server.draw("duldung")
    phone.open(called)
    phone.page.tap("[data-awake] button")
    phone.page.wait_for_selector("html[data-sound=on]")


def test_the_called_page_shows_the_way(server, hall, phone):
    ticket = server.draw("naturalisation", "ar")
    phone.open(ticket)
    hall.do("call", ticket | {"room": "106"})
    phone.wait_for("called")
    assert phone.is_seen(".called-way .way")
    assert phone.is_seen(".called-way .floors")
    assert phone.page.evaluate(SIDEWAYS) <= 0
    assert phone.watched.violations() == []


def test_what_to_bring_opens_and_stays_open_while_the_queue_moves(server, phone):
    phone.open(server.draw("verpflichtung", "ar"))
    phone.page.tap(".bring summary")
    assert phone.is_seen(".bring li")
    first = server.draw("verpflichtung")
    server.api("POST", f"/tickets/{first['token']}/withdraw", json={})
    phone.page.wait_for_timeout(2500)
    assert phone.is_seen(".bring li")
    assert phone.watched.violations() == []


def test_a_phone_without_a_connection_says_so_and_knows_the_call_when_it_is_back(server, hall, phone):
    ticket = server.draw("benefits", "ti")
    phone.open(ticket)
    phone.page.context.set_offline(True)
    server.signal(signal.SIGSTOP)  # set_offline leaves open sockets alone
    phone.page.wait_for_selector("[data-lost]", state="visible", timeout=WITHIN_S * 1000)
    assert texts("ti").gettext("Keine Verbindung.") in phone.page.inner_text("[data-lost]")
    server.signal(signal.SIGCONT)
    hall.do("call", ticket | {"room": "108"})
    phone.page.context.set_offline(False)
    phone.wait_for("called")


def test_the_ticket_can_be_kept_on_the_home_screen(server, browser):
    ticket = server.draw("address", "ar")
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{server.url}/t/{ticket['token']}")
        session = context.new_cdp_session(page)
        manifest = session.send("Page.getAppManifest")
        errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert manifest["errors"] == []
    assert f"/t/{ticket['token']}" in manifest["data"]
    assert [each["errorId"] for each in errors] == ["in-incognito"]  # nothing else stands in the way


def test_a_phone_without_scripts_is_not_told_that_it_has_no_connection(server, new_phone):
    phone = new_phone(java_script_enabled=False)
    phone.page.goto(f"{server.url}/t/{server.draw('pick-up')['token']}")
    phone.page.wait_for_timeout(10_000)  # the notice of a page whose scripts never came appears after nine seconds
    assert not phone.is_seen("[data-lost]")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_once_the_visit_is_over_it_is_asked_how_it_was_and_the_answer_may_be_changed(server, hall, new_phone, has_scripts):
    phone, ticket = new_phone(java_script_enabled=has_scripts), server.draw("residence", "ti")
    phone.page.goto(f"{server.url}/t/{ticket['token']}")
    assert phone.page.locator(".feedback").count() == 0
    called = ticket | {"room": "101"}
    for verb in ("call", "start", "finish"):
        hall.do(verb, called)
    phone.page.wait_for_selector(".feedback", timeout=40_000)  # without scripts the page asks for itself anew
    assert phone.watched.complaints == []
    if has_scripts:
        assert phone.watched.violations() == []
    for score in (1, 5):
        phone.page.tap(f".face-choice[value='{score}']")
        phone.page.wait_for_selector(f".face-choice[value='{score}'][aria-pressed=true]")
    assert phone.is_seen(".feedback [role=status]")
