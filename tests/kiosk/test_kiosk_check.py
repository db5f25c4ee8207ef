"""The self-check of a kiosk: behind a PIN that cannot be tried out, and what it shows and does."""

import re
import time

import pytest

from lobby.commands import devices, selfcheck
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

PIN, WRONG = "246810", "135791"
TEST_PRINT = "Der Testdruck ist unterwegs."


@pytest.fixture
def locked(day, paper):
    """A kiosk of an office with a PIN."""
    selfcheck.set_pin(day.db, day.office_id, selfcheck.hashed(PIN))
    return paper


def enter(paper, pin):
    paper.get("/kiosk/check")
    paper._ask("POST", "/kiosk/check", data={"pin": pin})
    return 'data-page="check"' in paper.text


def test_the_pin_opens_the_checks_and_the_start_page_closes_them(locked):
    assert not enter(locked, WRONG)
    assert locked.status == 403
    assert "Diese PIN ist nicht richtig." in locked.text
    assert enter(locked, PIN)
    assert 'data-page="check"' in locked.get("/kiosk/check").text
    locked.get("/kiosk")
    assert 'data-page="pin"' in locked.get("/kiosk/check").text


def test_five_wrong_tries_block_it_for_a_minute(day, locked):
    for _ in range(5):
        assert not enter(locked, WRONG)
    assert not enter(locked, PIN)
    assert "Zu viele falsche PINs." in locked.text
    day.clock.forward(seconds=59)
    assert not enter(locked, PIN)
    day.clock.forward(seconds=1)
    assert enter(locked, PIN)


def test_right_tries_are_not_counted(locked):
    for _ in range(3):
        assert not enter(locked, WRONG) and not enter(locked, WRONG) and enter(locked, PIN)
        locked.get("/kiosk")


def test_an_open_check_is_over_after_a_while(day, locked):
    enter(locked, PIN)
    day.clock.forward(minutes=15)
    assert 'data-page="pin"' in locked.get("/kiosk/check").text


def test_without_a_pin_nothing_opens(paper):
    assert not enter(paper, "")
    assert "Das Amt hat noch keine PIN festgelegt." in paper.text


def test_the_pin_is_kept_as_a_hash(day, locked):
    with day.db.snapshot() as session:
        rows = session.connection().exec_driver_sql("select check_pin_hash from offices").scalars().all()
    assert rows[0].startswith("$argon2id$") and PIN not in rows[0]


def test_a_test_print_goes_to_the_kiosks_own_printer(day, locked):
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    locked._ask("POST", "/kiosk/check/print")
    assert locked.status == 403
    assert day.lease() is None
    enter(locked, PIN)
    locked._ask("POST", "/kiosk/check/print")
    assert TEST_PRINT in locked.text
    assert day.lease().ticket is None


def test_a_kiosk_without_a_printer_says_so(day, locked):
    locked.key = devices.add(day.db, DeviceKind.KIOSK, "ohne", "bernburg")
    enter(locked, PIN)
    locked._ask("POST", "/kiosk/check/print")
    assert locked.status == 409
    assert 'role="alert"' in locked.text


@pytest.mark.browser
def test_a_technician_finds_it_by_five_touches_and_checks_everything(server, terminal):
    selfcheck_pin(server)
    page = terminal.page
    for _ in range(5):
        page.touchscreen.tap(20, 20)
    terminal.wait_for("pin")
    assert terminal.watched.violations() == []
    for sign in PIN:
        page.tap(f".key[value='{sign}']")
        time.sleep(0.05)
    terminal.tap("[form='pin-form']", "check")
    assert terminal.watched.violations() == []
    assert page.inner_text("[data-left]") == "48"
    first, last = page.locator("[data-cell]").first.bounding_box(), page.locator("[data-cell]").nth(7).bounding_box()
    page.mouse.move(first["x"] + 5, first["y"] + 5)
    page.mouse.down()
    page.mouse.move(last["x"] + 5, last["y"] + 5, steps=40)
    page.mouse.up()
    assert page.inner_text("[data-left]") == "40"
    page.keyboard.press("F7")
    page.keyboard.press("x")
    assert page.inner_text("[data-pressed]") == "F7 x"
    page.wait_for_function("Number(document.querySelector('[data-trip-ms]').textContent) >= 0")
    assert page.locator("[data-when='live']").is_visible()
    assert re.search(r"1080 × 1920", page.inner_text("[data-size]"))
    terminal.tap("[data-tone]")
    terminal.tap("[action='/kiosk/check/print'] button")
    page.wait_for_selector(f"text={TEST_PRINT}")
    terminal.tap("[href='/kiosk']", "start")


@pytest.mark.browser
def test_it_leaves_by_itself_when_nobody_touches_it(server, new_terminal):
    selfcheck_pin(server)
    terminal = new_terminal()
    terminal.page.clock.install()
    terminal.open().go("/kiosk/check")
    terminal.page.fill(".code-input", PIN)
    terminal.tap("[form='pin-form']", "check")
    terminal.page.clock.run_for(100_000)
    terminal.page.mouse.click(500, 300)
    terminal.page.clock.run_for(100_000)
    assert terminal.name == "check"
    terminal.page.clock.run_for(25_000)
    terminal.wait_for("start")
    terminal.go("/kiosk/check")
    assert terminal.name == "pin"


def selfcheck_pin(server):
    """The office sets its PIN on the admin page's way."""
    db = Database(server.settings, server.settings.clock)
    selfcheck.set_pin(db, 1, selfcheck.hashed(PIN))
    db.close()
