"""A display day and night: firewalls, locked sound, updates, and what the house knows of it."""

import signal
import time
from urllib.parse import urlsplit

import pytest
from browsing import Watched
from displays import LIVE, LOST, Hall, Screen
from firewalls import no_sockets
from programs import program
from running import demo_server

pytestmark = pytest.mark.browser
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
REPORT_S = 8  # news is told by then


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("life"), SPEECH="off") as running:
        yield running


@pytest.fixture(scope="module")
def hall(server):
    return Hall(server)


@pytest.fixture
def screen(browser, server):
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        yield Screen(context.new_page(), server)


@pytest.fixture
def admin(browser, server):
    """Somebody at the page of devices."""
    with browser.new_context(viewport={"width": 1280, "height": 1000}, locale="de-DE") as context:
        page = context.new_page()
        page.watched = Watched(page)
        page.goto(f"{server.url}/login?next=/admin/devices")
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", server.people["admin"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector(LIVE)
        yield page


def test_behind_a_firewall_without_websockets_calls_are_announced_within_seconds(hall, server, screen):
    with no_sockets(urlsplit(server.url).port) as address:
        screen.address = address
        screen.open()
        ticket = hall.call("101")
        called = time.monotonic()
        screen.wait_for(ticket["number"])
        assert time.monotonic() - called < 5
        screen.page.wait_for_timeout(9000)
        assert screen.page.locator(LOST).count() == 0
        paths = screen.page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
        assert not [path for path in paths if "transport=polling" in path]
        server.signal(signal.SIGSTOP)
        stopped = time.monotonic()
        try:
            screen.page.wait_for_selector(LOST, timeout=15_000)
            assert time.monotonic() - stopped < 10
        finally:
            server.signal(signal.SIGCONT)
        back = time.monotonic()
        screen.page.wait_for_selector(LIVE, timeout=10_000)
        assert time.monotonic() - back < 5
        assert screen.announced == [ticket["number"]]
        hall.dismiss(ticket)


def test_the_house_sees_what_a_display_shows(hall, screen, admin):
    screen.open()
    ticket = hall.call("101")
    mini = admin.locator("[data-device=display] .mini")
    mini.locator("li", has_text=ticket["number"]).wait_for(timeout=REPORT_S * 1000)
    assert "Zimmer 101" in mini.inner_text()
    assert admin.locator("[data-sound=on]").is_visible()
    assert admin.watched.violations() == []
    assert admin.watched.complaints == []
    hall.dismiss(ticket)


@pytest.mark.parametrize(("display", "name"), [("door-104", "Türschild Zimmer 104"), ("wall", "Wand am Empfang")])
def test_the_house_sees_which_sign_it_is_and_its_number(hall, screen, admin, display, name):
    screen.display = display
    screen.open()
    ticket = hall.call("104")
    device = admin.locator("[data-device=display]")
    device.get_by_text(name).wait_for(timeout=REPORT_S * 1000)
    device.locator(".mini [data-announced]", has_text=ticket["number"]).wait_for(timeout=REPORT_S * 1000)
    assert "Zimmer 104" in device.locator(".mini").inner_text()
    hall.dismiss(ticket)


def test_locked_sound_shows_a_button_and_the_house_knows(browser, server, admin):
    arguments = ["--autoplay-policy=document-user-activation-required", "--no-sandbox"]
    locked = browser.browser_type.launch(executable_path=program(*CHROMIUM), args=arguments)
    try:
        screen = Screen(locked.new_page(), server).open()
        button = screen.page.get_by_role("button", name="Ton einschalten")
        button.wait_for()
        admin.locator("[data-device=display] [data-sound=locked]").wait_for(timeout=REPORT_S * 1000)
        button.click()
        button.wait_for(state="hidden")
        admin.locator("[data-device=display] [data-sound=on]").wait_for(timeout=REPORT_S * 1000)
    finally:
        locked.close()


def test_the_screen_is_kept_awake(screen):
    screen.page.add_init_script(
        "const request = WakeLock.prototype.request;"
        "WakeLock.prototype.request = async function (kind) { return (window.awake = await request.call(this, kind)) }"
    )
    screen.open()
    screen.page.wait_for_function("window.awake?.type === 'screen' && !window.awake.released")


def test_a_page_of_an_older_build_loads_anew_but_not_during_a_call(hall, screen):
    screen.open()
    screen.page.evaluate("document.documentElement.dataset.build = '000000000000'")
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    with screen.page.expect_navigation(timeout=60_000):
        pass
    screen.page.wait_for_selector(LIVE)
    assert screen.page.evaluate("document.documentElement.dataset.build") != "000000000000"
    assert screen.announced == []
    hall.dismiss(ticket)


def test_a_page_loads_anew_once_a_night(browser, tmp_path):
    an_hour_a_second = "2026-11-24T21:00:00Z@3600"
    with demo_server(tmp_path / "night", CLOCK=an_hour_a_second, SPEECH="off") as server, browser.new_context() as context:
        screen = Screen(context.new_page(), server).open()
        with screen.page.expect_navigation(timeout=60_000):
            pass
        screen.page.wait_for_selector(LIVE)
        assert screen.complaints == []
