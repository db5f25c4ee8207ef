"""A server that goes away under the visitor's fingers: said in her language within 10 s, and over by itself."""

import signal
import time

import pytest

from lobby.i18n import texts

pytestmark = pytest.mark.browser
LOST, BRIEFLY = "Keine Verbindung zum Server. Bitte warten Sie: Es geht von selbst weiter.", "Keine Verbindung. Bitte warten Sie."
WITHIN_S = 10
STRIKE_MS = 550


def notice(terminal):
    return terminal.page.locator("[data-lost]")


def test_a_silent_server_is_told_in_the_visitors_language_and_heals(server, terminal):
    terminal.tap("[href='/kiosk/ar']", "services")
    server.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    notice(terminal).wait_for(state="visible", timeout=WITHIN_S * 1000)
    assert time.monotonic() - stopped < WITHIN_S
    assert notice(terminal).inner_text().strip() == texts("ar").gettext(LOST)
    assert terminal.watched.violations() == []
    server.signal(signal.SIGCONT)
    notice(terminal).wait_for(state="hidden")
    terminal.tap("[href='/kiosk/ar/residence']", "bring")


def test_nothing_moves_under_a_finger_when_the_server_falls_silent(server, terminal):
    terminal.tap("[href='/kiosk/fa']", "services")
    service = terminal.page.locator("#service-residence")
    before = service.bounding_box()
    server.signal(signal.SIGSTOP)
    notice(terminal).wait_for(state="visible", timeout=WITHIN_S * 1000)
    assert service.bounding_box() == before
    heading, said = terminal.page.locator("h1").bounding_box(), notice(terminal).bounding_box()
    assert said["y"] + said["height"] <= heading["y"]
    server.signal(signal.SIGCONT)
    notice(terminal).wait_for(state="hidden")


def test_where_no_language_is_chosen_it_is_told_in_all(server, terminal):
    server.kill()
    notice(terminal).wait_for(state="visible", timeout=WITHIN_S * 1000)
    for code in ("de", "uk", "ar", "ru", "en", "fa", "tr"):
        assert texts(code).gettext(BRIEFLY) in notice(terminal).inner_text()
    assert terminal.watched.violations() == []
    server.start()
    notice(terminal).wait_for(state="hidden")


def test_a_draw_whose_answer_is_lost_is_asked_for_again_and_draws_once(server, terminal):
    drawn = []

    def lose_the_first(route):
        drawn.append(route.fetch())  # the server has drawn
        route.abort() if len(drawn) == 1 else route.fulfill(response=drawn[-1])

    terminal.choose("ru", "fiktion")
    terminal.page.route("**/draw", lose_the_first)
    terminal.tap(".draw", "ticket")
    assert len(drawn) == 2
    assert int(server.draw("fiktion")["number"][1:]) == int(terminal.number[1:]) + 1


def test_who_leaves_before_the_answer_and_asks_again_gets_the_same_ticket(server, terminal):
    drawn = []

    def lose_the_first(route):
        drawn.append(route.fetch())  # the server has drawn
        route.abort() if len(drawn) == 1 else route.fulfill(response=drawn[-1])

    terminal.choose("ru", "fiktion")
    terminal.page.route("**/draw", lose_the_first)
    terminal.page.tap(".draw")
    terminal.page.wait_for_selector("html[data-trip=stuck]")
    terminal.tap(".ways .way >> nth=0", "services").page.wait_for_timeout(STRIKE_MS)
    terminal.tap("[href='/kiosk/ru/fiktion']", "bring").page.wait_for_timeout(STRIKE_MS)
    terminal.tap(".draw", "ticket")
    assert len(drawn) == 2
    assert int(server.draw("fiktion")["number"][1:]) == int(terminal.number[1:]) + 1


def test_a_tap_while_the_server_is_dead_is_answered_when_it_is_back(server, terminal):
    terminal.choose("tr", "pick-up")
    server.kill()
    terminal.tap(".draw")
    notice(terminal).wait_for(state="visible", timeout=WITHIN_S * 1000)
    assert notice(terminal).inner_text().strip() == texts("tr").gettext(LOST)
    assert terminal.name == "bring"
    server.start()
    terminal.wait_for("ticket")
    notice(terminal).wait_for(state="hidden")
    assert terminal.number.startswith("P")


def test_nobody_finds_the_page_of_the_visitor_before(server, terminal):
    """Going back to the start works without the server."""
    terminal.choose("ar", "duldung").tap(".draw", "ticket")
    server.kill()
    terminal.tap("[data-farewell]", "start")
    assert terminal.is_seen("[href='/kiosk/de']")
    assert notice(terminal).is_visible()
    server.start()
    notice(terminal).wait_for(state="hidden")
    terminal.tap("[href='/kiosk/de']", "services")


def test_a_busy_server_is_asked_again(terminal):
    answers = iter([503, 503, None])

    def first_busy(route):
        status = next(answers)
        route.fulfill(status=status, body="busy") if status else route.continue_()

    terminal.page.route("**/kiosk/en", first_busy)
    terminal.tap("[href='/kiosk/en']", "services")
    assert not notice(terminal).is_visible()
