"""Pictures and feedback in a real browser: free of hindrances, seen by all means of reading, and nothing wider than the screen."""

import random
from datetime import timedelta

import pastdays
import pytest
from browsing import Watched
from running import demo_server

from lobby.domain import calendar
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.feedback import FeedbackCountRow

pytestmark = pytest.mark.browser
PAGES = ("/insight/pictures", "/insight/feedback", "/insight/feedback?by=month")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Four weeks of visits, and what some of them said."""
    chance = random.Random(1)
    with demo_server(tmp_path_factory.mktemp("pictures")) as running:
        db = Database(running.settings, running.settings.clock)
        with db.snapshot() as session:
            office = reading.office(db, session, 1)
        today = calendar.local_date(office, db.clock.now())
        for ago in range(1, 28, 2):
            told = [
                (slug, hour, chance.randint(2, 50)) for slug in ("residence", "duldung") for hour in (9, 10, 14) for _ in range(6)
            ]
            pastdays.put(db, office, today - timedelta(days=ago), told)
        with db.write() as session:
            for ago in range(1, 62):
                for score in (5, 4, 2):
                    place = {"office_id": 1, "date": today - timedelta(days=ago), "score": score, "answers": 3 + ago % 4}
                    session.add(FeedbackCountRow(part="service", name="residence", **place))
                    session.add(FeedbackCountRow(part="language", name="ti", **place))
        db.close()
        yield running


@pytest.mark.parametrize("language", ["de", "ar", "en"])
def test_pictures_and_feedback_are_free_of_hindrances_and_as_wide_as_the_screen(server, browser, language):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale=language)
    page = context.new_page()
    watched = Watched(page)
    page.goto(f"{server.url}/login?next=/insight/pictures")
    page.fill("[name=login]", "leitung")
    page.fill("[name=password]", server.people["leitung"])
    page.press("[name=password]", "Enter")
    page.wait_for_selector("main.insight")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.images].map(each => each.naturalWidth > 0)") == [True] * 3
    assert page.evaluate("[...document.images].every(each => each.alt.length > 40)")
    page.locator("summary").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.locator("figure table").first.is_visible() or page.locator("figure table").nth(1).is_visible()
    for address in PAGES:
        page.goto(f"{server.url}{address}")
        assert watched.violations() == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert watched.complaints == []
    assert watched.hosts == {server.url.removeprefix("http://")}
    context.close()
