"""The page of now in a real browser: live, free of hindrances, and it chimes where that is wished."""

import time
from datetime import timedelta

import pastdays
import pytest
from browsing import Watched
from running import demo_server

from lobby.domain import calendar
from lobby.store import reading
from lobby.store.database import Database

CLOCK = "2026-11-24T09:30:00Z@20"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Eleven usual weeks behind it; two minutes of its clock pass in six seconds."""
    with demo_server(tmp_path_factory.mktemp("now"), CLOCK=CLOCK) as running:
        running.db = Database(running.settings, running.settings.clock)
        with running.db.snapshot() as session:
            office = reading.office(running.db, session, 1)
        today = calendar.local_date(office, running.db.clock.now())
        for weeks in range(1, 12):
            told = [visit for hour in range(8, 18) for visit in pastdays.visits(20 - abs(hour - 10) * 2, 0, hour=hour)]
            pastdays.put(running.db, office, today - timedelta(weeks=weeks), told)
        yield running
        running.db.close()


@pytest.fixture
def open_page(server, browser):
    opened = []

    def opened_page(**context):
        page = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context).new_page()
        opened.append(page)
        page.watched = Watched(page)
        page.goto(f"{server.url}/login?next=/insight")
        page.fill("[name=login]", "leitung")
        page.fill("[name=password]", server.people["leitung"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("main.insight")
        return page

    yield opened_page
    for page in opened:
        page.context.close()


@pytest.mark.parametrize("language", ["de", "ar", "en"])
def test_now_and_what_is_to_come_are_free_of_hindrances_and_as_wide_as_the_screen(server, open_page, language):
    page = open_page(locale=language)
    page.locator("#today-table summary").click()
    page.wait_for_selector("#today-table[open] td")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.watched.violations() == []
    page.goto(f"{server.url}/insight/forecast")
    page.locator("#day summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.watched.violations() == []
    assert page.watched.complaints == []
    assert page.watched.hosts == {server.url.removeprefix("http://")}


def test_a_printer_that_fails_rings_once_where_that_is_wished_and_the_switch_is_remembered(server, open_page):
    page = open_page()
    assert page.get_attribute("[data-alarm]", "aria-pressed") == "false"
    page.click("[data-alarm]")
    page.reload()
    assert page.get_attribute("[data-alarm]", "aria-pressed") == "true"
    assert "Keine Meldungen" in page.inner_text("#alerts")
    for state in ("online", "paper-out"):
        assert server.api("PUT", "/printer/status", server.devices["printer"], json={"state": state}).status_code == 204
    page.wait_for_selector("#alerts [role=alert]:has-text('druckt nicht')")
    assert page.evaluate("document.documentElement.dataset.alarms") == "1"
    time.sleep(0.5)
    assert page.evaluate("document.documentElement.dataset.alarms") == "1"


def test_somebody_who_draws_is_on_the_page_at_once(server, open_page):
    page = open_page()
    server.draw("residence")
    page.wait_for_selector("#services-title ~ .wide tr:has-text('Aufenthaltserlaubnis') .count:not(:text-is('0'))")


def test_a_phone_shows_now_without_being_wider(server, open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
