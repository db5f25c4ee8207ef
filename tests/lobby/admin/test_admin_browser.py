"""The administration in a real browser, by keyboard alone: nothing hinders, nothing complains, nothing scrolls sideways."""

import pytest
from browsing import Watched
from running import demo_server

pytestmark = pytest.mark.browser
WIDE = ("", "/services", "/services/residence", "/counters/101", "/hours", "/policy", "/office", "/file")
NARROW = ("/services/residence", "/hours", "/policy", "/office")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("admin")) as running:
        yield running


@pytest.fixture(scope="module")
def page(browser, server):
    page = browser.new_context(viewport={"width": 1024, "height": 768}, locale="de-DE").new_page()
    page.watched = Watched(page)
    page.goto(f"{server.url}/login?next=/admin")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", server.people["admin"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin*")
    yield page
    page.context.close()


def tab_to(page, selector, most=120):
    """Press Tab until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"no way to {selector} by keyboard")


def enter(page):
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_service_is_changed_moved_and_set_back_by_keyboard(page):
    tab_to(page, ".admin-nav a[href^='/admin/services']")
    enter(page)
    tab_to(page, "a[href^='/admin/services/residence']")
    enter(page)
    tab_to(page, "[name=mean_minutes]")
    page.keyboard.press("Control+a")
    page.keyboard.type("25")
    enter(page)
    page.wait_for_selector(".changed")
    assert "1 Angabe geändert" in page.inner_text(".changed")
    tab_to(page, "#residence button[value=up]")
    enter(page)
    page.wait_for_selector("#residence button[value=up]:focus")
    order = page.eval_on_selector_all(".parts > li", "rows => rows.map(row => row.id)")
    assert order[1] == "residence"
    page.goto(page.url)
    tab_to(page, ".changed .button")
    enter(page)
    page.get_by_text("Die letzte Änderung ist zurückgenommen").wait_for()
    assert page.watched.complaints == []


@pytest.mark.parametrize(("width", "paths"), [(1024, WIDE), (390, NARROW)])
def test_no_admin_page_hinders_anybody(server, page, width, paths):
    page.set_viewport_size({"width": width, "height": 800})
    for path in paths:
        page.goto(f"{server.url}/admin{path}")
        assert page.watched.violations() == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        assert page.watched.complaints == []
