"""Time-outs at the kiosk: seen, and stopped by whoever needs longer. The browser's clock is wound on."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def terminal(new_terminal):
    found = new_terminal()
    found.page.clock.install()
    return found.open()


def later(terminal, seconds):
    terminal.page.clock.fast_forward(seconds * 1000)
    terminal.page.wait_for_timeout(1300)


def test_the_ticket_goes_away_by_itself_after_a_countdown(terminal):
    terminal.choose().tap(".draw", "ticket")
    assert 17 <= terminal.seconds <= 20
    later(terminal, 5)
    assert 8 <= terminal.seconds <= 15
    later(terminal, 20)
    terminal.wait_for("start")


def test_the_countdown_can_be_stopped(terminal):
    terminal.choose("ar").tap(".draw", "ticket")
    terminal.tap("[data-stay]")
    assert not terminal.is_seen(".returning")
    later(terminal, 45)
    assert terminal.name == "ticket"
    later(terminal, 20)
    assert terminal.is_seen("[data-still-there]")  # and not for ever: then it asks


def test_any_key_gives_the_ticket_more_time(terminal):
    terminal.choose().tap(".draw", "ticket")
    later(terminal, 10)
    terminal.page.keyboard.press("ArrowRight")
    later(terminal, 45)
    assert terminal.name == "ticket"


def test_the_ticket_can_be_put_away_at_once(terminal):
    terminal.choose().tap(".draw", "ticket").tap("[data-farewell]", "start")


def test_a_page_left_alone_asks_and_begins_anew(terminal):
    terminal.tap("[href='/kiosk/uk']", "services")
    later(terminal, 62)
    assert terminal.is_seen("[data-still-there]")
    assert 15 <= terminal.seconds <= 20
    assert terminal.watched.violations() == []
    later(terminal, 21)
    terminal.wait_for("start")


def by_touch(terminal):
    terminal.tap("dialog [data-stay]")


def by_key(terminal):
    terminal.page.keyboard.press("Escape")


def by_any_key(terminal):
    terminal.page.keyboard.press("5")


@pytest.mark.parametrize("answer", [by_touch, by_key, by_any_key])
def test_whoever_is_still_there_goes_on(terminal, answer):
    terminal.choose()
    later(terminal, 62)
    answer(terminal)
    assert not terminal.is_seen("[data-still-there]")
    later(terminal, 40)
    assert terminal.name == "bring"


def test_a_touch_begins_the_minute_anew(terminal):
    terminal.tap("[href='/kiosk/de']", "services")
    later(terminal, 50)
    terminal.tap("h1")
    later(terminal, 50)
    assert not terminal.is_seen("[data-still-there]")


def test_the_first_page_waits_for_ever(terminal):
    later(terminal, 3600)
    assert terminal.name == "start"
