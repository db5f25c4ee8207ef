"""Reports in a real browser: free of hindrances, by keys alone, on a phone, and on paper."""

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
    with demo_server(tmp_path_factory.mktemp("reports")) as running:
        db = Database(running.settings, running.settings.clock)
        with db.snapshot() as session:
            office = reading.office(db, session, 1)
        today = calendar.local_date(office, db.clock.now())
        for ago in range(14):
            visits = [visit for hour in range(8, 16) for visit in pastdays.visits(5, ago % 3, hour=hour)]
            pastdays.put(db, office, today - timedelta(days=ago), visits + pastdays.visits(3, 0, "duldung"))
        db.close()
        yield running


@pytest.fixture
def open_page(server, browser):
    opened = []

    def opened_page(**context):
        page = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context).new_page()
        opened.append(page)
        page.watched = Watched(page)
        page.goto(f"{server.url}/login?next=/insight/reports")
        page.fill("[name=login]", "leitung")
        page.fill("[name=password]", server.people["leitung"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("main.insight")
        return page

    yield opened_page
    for page in opened:
        page.context.close()


@pytest.mark.parametrize("language", ["de", "ar", "en"])
def test_reports_are_free_of_hindrances_and_as_wide_as_the_screen(server, open_page, language):
    page = open_page(locale=language)
    for query in ("", "?report=service-times&by=day", "?report=load", "?report=languages&from=2026-01-01&to=2026-01-02"):
        page.goto(f"{server.url}/insight/reports{query}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), query
        assert page.watched.violations() == [], query
    assert page.watched.hosts == {server.url.removeprefix("http://")}


def test_a_lead_chooses_a_report_by_keys_alone_and_without_scripts(server, open_page):
    page = open_page(java_script_enabled=False)
    page.focus("#report")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.select_option("#report", "no-shows")
    page.select_option("#by", "day")
    page.focus(".report-form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**report=no-shows*by=day*")
    assert "Nicht erschienen" in page.inner_text(".report-title")
    assert page.locator("table.figures >> nth=1 >> tbody tr").count() == 7


def test_a_phone_and_a_sheet_of_paper_show_reports(server, open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    page.goto(f"{server.url}/insight/reports?report=visits")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    assert not page.is_visible(".report-form")
    assert page.is_visible("table.figures >> nth=0")
