"""What if in a real browser: by keys alone, without scripts, seen while it runs, free of hindrances."""

import journalled
import pytest
from browsing import Watched
from running import demo_server

from lobby.domain import calendar
from lobby.store import reading
from lobby.store.database import Database

pytestmark = pytest.mark.browser
ROOMS = ("sp-1", "101", "102", "103", "104", "106", "107")
PAGE = "/insight/what-if"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Six past days with their journals."""
    with demo_server(tmp_path_factory.mktemp("whatif"), DEMO_OPEN="0") as running:
        db = Database(running.settings, running.settings.clock)
        with db.snapshot() as session:
            office = reading.office(db, session, 1)
        today = calendar.local_date(office, db.clock.now())
        for seed, on in enumerate(journalled.last_opened(office, today, 6), 1):
            journalled.put(db, office, journalled.past_day(office, on, seed, 90, ROOMS))
        db.close()
        yield running


@pytest.fixture
def open_page(server, browser):
    opened = []

    def opened_page(**context):
        page = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context).new_page()
        opened.append(page)
        page.watched = Watched(page)
        page.goto(f"{server.url}/login?next={PAGE}")
        page.fill("[name=login]", "leitung")
        page.fill("[name=password]", server.people["leitung"])
        page.press("[name=password]", "Enter")
        page.wait_for_selector("main.insight")
        return page

    yield opened_page
    for page in opened:
        page.context.close()


def test_a_lead_adds_a_counter_by_keys_alone_and_reads_what_it_would_have_changed(server, open_page):
    page = open_page()
    assert "Tage mit Nummern gefunden" in page.inner_text(".chosen-days")
    page.locator("[name=seat][value='108/9']").press("Space")
    page.locator("[name=seat][value='108/10']").press("Space")
    page.press("[name=demand]", "Enter")
    page.wait_for_selector("progress")
    assert page.watched.violations() == []
    page.wait_for_selector(".sentence", timeout=90_000)
    assert page.locator("[name=seat][value='108/9']").is_checked()
    told = page.inner_text("#result")
    for words in ("Minuten", "gemessen", "Ein Tag im Vergleich", "Nach Stunde"):
        assert words in told
    page.reload()
    assert page.inner_text("#result") == told
    assert page.watched.complaints == []
    for language in ("ar", "en", "de"):
        page.goto(f"{server.url}{PAGE}?lang={language}")
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        assert page.watched.violations() == [], language
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), language


def test_without_scripts_a_what_if_is_begun_and_stopped(server, open_page):
    page = open_page(java_script_enabled=False)
    page.click("text=Ausrechnen")
    page.click("text=Abbrechen")
    assert "abgebrochen" in page.inner_text("#result")


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(server, open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    page.fill("[name=appointment_share]", "300")
    page.fill("[name=opening]", "um neun")
    page.click("text=Ausrechnen")
    page.wait_for_selector("[name=appointment_share][aria-invalid=true]")
    assert page.input_value("[name=opening]") == "um neun"
    assert page.watched.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
