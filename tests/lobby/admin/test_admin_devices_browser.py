"""A screen out of its box, somebody at the admin page, and real browsers for both."""

import time

import pytest
from browsing import Watched
from running import demo_server

pytestmark = pytest.mark.browser
SECONDS = 6


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("devices")) as running:
        yield running


@pytest.fixture
def open_page(browser, server):
    opened = []

    def open_page(path, **context):
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "de-DE"} | context).new_page()
        page.watched = Watched(page)
        opened.append(page)
        page.goto(f"{server.url}{path}")
        return page

    yield open_page
    for page in opened:
        page.context.close()


@pytest.fixture
def admin(open_page, server):
    page = open_page("/login?next=/admin/devices")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", server.people["admin"])
    page.press("[name=password]", "Enter")
    page.wait_for_selector("html[data-link=live]")
    return page


def add(admin, screen, name, kind):
    admin.fill("#code", screen.inner_text(".code").replace("\n", " "))
    admin.select_option("#kind", kind)
    admin.fill("#name", name)
    admin.click("form[action^='/admin/devices?'] .button.primary")
    admin.wait_for_selector(".notice.good")


def test_a_kiosk_opens_within_seconds_and_is_seen(server, open_page, admin):
    screen = open_page("/kiosk", viewport={"width": 1080, "height": 1920})
    assert screen.watched.violations() == []
    box = screen.locator(".code").bounding_box()
    assert box["height"] >= 90
    add(admin, screen, "Eingang", "kiosk")
    screen.wait_for_selector("body[data-page=start]", timeout=SECONDS * 1000)
    assert screen.url == f"{server.url}/kiosk"
    row = admin.locator("tr", has_text="Eingang")
    row.get_by_text("verbunden").wait_for(timeout=SECONDS * 1000)
    assert "start" in row.inner_text()
    assert admin.watched.violations() == []
    assert {text for text in screen.watched.complaints if "401" not in text} == set()


def test_a_display_opens_on_its_own_page(server, open_page, admin):
    screen = open_page("/display/hall", viewport={"width": 1920, "height": 1080})
    add(admin, screen, "Halle 2", "display")
    screen.wait_for_selector("[data-watch='bernburg/display/hall']", timeout=SECONDS * 1000)
    assert "=" not in screen.url


def lock_out(admin, name):
    admin.locator("tr[data-device]", has_text=name).get_by_role("button").click()
    admin.get_by_text("Das Gerät ist gesperrt.").wait_for()


def test_a_screen_that_is_locked_out_shows_a_code_at_its_next_step(server, open_page, admin):
    screen = open_page("/kiosk")
    add(admin, screen, "Flur", "kiosk")
    screen.wait_for_selector("html[data-link=live] body[data-page=start]")
    lock_out(admin, "Flur")
    screen.click("[href='/kiosk/de']")
    screen.wait_for_selector("body[data-page=pairing] .code")


def test_a_screen_that_nobody_touches_does_so_soon(server, open_page, admin):
    screen = open_page("/display/hall")
    add(admin, screen, "Galerie", "display")
    screen.wait_for_selector("html[data-link=live]")
    lock_out(admin, "Galerie")
    screen.wait_for_selector("body[data-page=pairing] .code", timeout=30_000)


def test_a_screen_that_goes_is_missed(server, open_page, admin):
    """Within a minute."""
    screen = open_page(f"/kiosk?device={server.devices['kiosk']}")
    row = admin.locator("tr[data-device=kiosk]").first
    row.get_by_text("verbunden").wait_for(timeout=SECONDS * 1000)
    screen.close()
    began = time.monotonic()
    row.get_by_text("nicht da seit").wait_for(timeout=90_000)
    assert time.monotonic() - began < 75
