"""The keys of a keypad: a 5 with a dot, a minus, and hands that strike twice (DIN 18040-1). A scanner is no hand."""

import pytest

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.closest('a, button')?.getAttribute('href') ?? document.activeElement.name"
STRIKE_MS = 550


@pytest.fixture
def press(terminal):
    """Press a key as a hand does, with time for what it does."""

    def once(key):
        terminal.page.keyboard.press(key)
        terminal.page.wait_for_timeout(STRIKE_MS)

    return once


def focused(terminal):
    return terminal.page.evaluate(FOCUSED)


def test_a_ticket_is_drawn_with_arrows_and_five_alone(terminal, press):
    for key, page in (
        ("ArrowDown", "start"),
        ("5", "services"),
        ("ArrowDown", "services"),
        ("5", "bring"),
        ("ArrowDown", "bring"),
        ("5", "ticket"),
    ):
        press(key)
        terminal.wait_for(page)
    assert terminal.number.startswith("P")


@pytest.mark.parametrize("back", ["-", "Escape", "Backspace"])
def test_a_key_goes_back_page_by_page(terminal, press, back):
    terminal.choose("tr", "duldung")
    press(back)
    terminal.wait_for("services")
    press(back)
    terminal.wait_for("start")
    press(back)
    assert terminal.name == "start"


def test_a_key_that_is_held_is_one_step(terminal):
    terminal.page.keyboard.press("ArrowDown")
    for _ in range(4):  # a second `down` without `up` is what a held key sends
        terminal.page.keyboard.down("ArrowRight")
        terminal.page.wait_for_timeout(STRIKE_MS)
    assert focused(terminal) == "/kiosk/de-simple"


@pytest.mark.parametrize("key", ["Enter", "5"])
def test_a_hand_that_strikes_a_key_twice_chooses_once(terminal, press, key):
    """The second strike would choose on the next page."""
    press("ArrowDown")
    terminal.page.keyboard.press(key)
    terminal.wait_for("services")
    terminal.page.evaluate("document.querySelector('[data-choice]').focus()")
    terminal.page.keyboard.press(key)
    terminal.page.wait_for_timeout(700)
    assert terminal.name == "services"
    press(key)
    terminal.wait_for("bring")


def test_an_arrow_struck_twice_is_one_step(terminal):
    for _ in range(3):
        terminal.page.keyboard.press("ArrowDown")
    assert focused(terminal) == "/kiosk/de"
    terminal.page.wait_for_timeout(STRIKE_MS)
    terminal.page.keyboard.press("ArrowDown")
    assert focused(terminal) != "/kiosk/de"


def test_back_struck_twice_is_one_page(terminal):
    terminal.choose("de", "duldung")
    for _ in range(2):
        terminal.page.keyboard.press("-")
        terminal.page.wait_for_timeout(150)
    terminal.page.wait_for_timeout(300)
    assert terminal.name == "services"


@pytest.mark.parametrize("code", ["5", "55-5K-0", "5-5", "K5"])
def test_what_a_scanner_types_moves_nothing_but_a_single_five(terminal, press, code):
    terminal.tap("[href='/kiosk/de']", "services")
    press("ArrowDown")
    terminal.page.keyboard.type(code)
    terminal.page.wait_for_timeout(500)
    assert terminal.name == ("bring" if code == "5" else "services")


def test_where_a_code_is_typed_five_and_nought_are_digits(terminal, press):
    terminal.go("/kiosk/appointment/de")
    press("ArrowDown")
    for sign in ("5", "5", "0"):
        terminal.page.keyboard.press(sign)
        terminal.page.wait_for_timeout(150)
    assert terminal.page.input_value(".code-input") == "550"
    press("Backspace")
    assert terminal.page.input_value(".code-input") == "55"
    press("-")
    terminal.wait_for("services")


def test_back_keeps_a_page_that_asks_whether_somebody_is_there(new_terminal):
    terminal = new_terminal()
    terminal.page.clock.install()
    terminal.open().choose()
    terminal.page.clock.fast_forward(62_000)
    terminal.page.wait_for_timeout(1300)
    assert terminal.is_seen("[data-still-there]")
    terminal.page.keyboard.press("-")
    terminal.page.wait_for_timeout(300)
    assert not terminal.is_seen("[data-still-there]")
    assert terminal.name == "bring"
