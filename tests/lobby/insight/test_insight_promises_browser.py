"""Promises kept in a real browser: free of hindrances, by keys alone, and nothing wider than the screen."""

from datetime import timedelta

import pastdays
import pytest
from browsing import Watched
from running import demo_server

from lobby.domain import calendar
from lobby.store import reading
from lobby.store.database import Database

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A fortnight of promises: most were kept."""
    with demo_server(tmp_path_factory.mktemp("insight")) as running:
        db = Database(running.settings, running.settings.clock)
        with db.snapshot() as session:
            office = reading.office(db, session, 1)
        today = calendar.local_date(office, db.clock.now())
        for ago in range(14):
            told = [
                visit
                for place, slug in enumerate(("residence", "duldung", "pick-up"))
                for hour in range(8, 16)
                for visit in pastdays.visits(5 + place, (ago + hour) % 3, slug, hour)
            ]
            pastdays.put(db, office, today - timedelta(days=ago), told)
        db.close()
        yield running


@pytest.fixture
def open_page(server, browser):
    opened = []

    def opened_page(**context):
        page = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context).new_page()
        opened.append(page)
        page.watched = Watched(page)
        page.goto(f"{server.url}/login?next=/insight/promises")
        page.fill("[name=login]", "leitung")
        page.fill("[name=password]", server.people["leitung"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("main.insight")
        return page

    yield opened_page
    for page in opened:
        page.context.close()


@pytest.mark.parametrize("language", ["de", "ar", "en"])
def test_promises_kept_are_free_of_hindrances_and_as_wide_as_the_screen(server, open_page, language):
    page = open_page(locale=language)
    for period in ("today", "week", "month"):
        page.goto(f"{server.url}/insight/promises?period={period}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.watched.violations() == [], period
    assert page.watched.complaints == []
    assert page.watched.hosts == {server.url.removeprefix("http://")}


def test_a_lead_asks_for_other_days_by_keys_alone_and_without_scripts(server, open_page):
    page = open_page(java_script_enabled=False)
    page.focus("nav[aria-label=Zeitraum] a >> nth=1")
    page.keyboard.press("Enter")
    page.wait_for_url("**period=week")
    assert "von 10 Personen wurden" in page.inner_text(".sentence")
    page.locator("summary:has-text('Als Tabelle')").press("Enter")
    assert page.locator("details table tbody tr").count() == 7
    page.fill("#from", "2020-01-01")
    page.fill("#to", "2020-01-31")
    page.press("#to", "Enter")
    page.wait_for_url("**from=2020-01-01*")
    assert "niemand mit einer Zusage" in page.inner_text("main")


def test_a_phone_shows_promises_kept_without_being_wider(server, open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto(f"{server.url}/insight/promises?period=month")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
