"""The public pages in a real browser: on a phone and at a desk, from left and from right."""

import pytest
from browsing import Watched
from running import demo_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("public")) as running:
        yield running


@pytest.fixture
def visit(server, browser):
    contexts = []

    def open_page(path, width=390, height=844, **context):
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **context))
        watched = Watched(contexts[-1].new_page())
        watched.page.goto(server.url + path)
        return watched

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 390, 1366])
@pytest.mark.parametrize("path", ["/?lang=de", "/?lang=ar", "/?lang=uk", "/privacy?lang=de", "/privacy?lang=fa"])
def test_the_pages_are_free_of_hindrances_and_never_too_wide(server, visit, path, width):
    watched = visit(path, width)
    if path.startswith("/?"):
        watched.page.click(".service summary >> nth=2")
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watched.violations() == []
    assert watched.complaints == []
    assert watched.hosts == {server.url.removeprefix("http://")}


def test_the_demo_says_that_it_is_one_and_is_open_at_any_hour(visit):
    page = visit("/").page
    assert page.is_visible("[data-ribbon=demo]")
    assert page.is_visible(".demo-open")
    assert page.get_attribute(".status", "data-open") == "yes"


def test_the_demos_links_open_kiosk_display_and_desk(server, visit):
    page = visit("/?lang=de", 1366, 768).page
    for link, path in ((0, "/kiosk"), (1, "/display/hall"), (2, "/login")):
        with page.context.expect_page() as opened:
            page.click(f".demo-doors a >> nth={link}")
        opened.value.wait_for_url(
            lambda url, path=path: url.removeprefix(server.url).partition("?")[0] == path and "ld_" not in url
        )


def test_the_demos_log_ins_log_in(server, visit):
    page = visit("/?lang=de", 1366, 768).page
    login, password = page.inner_text(".demo-people tbody th >> nth=0"), page.inner_text(".demo-people td >> nth=0")
    page.goto(f"{server.url}/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")


def test_without_scripts_the_page_says_the_same(visit):
    page = visit("/?lang=de", java_script_enabled=False).page
    page.click(".service summary >> nth=2")
    assert page.is_visible(".service[open] >> text=Bitte bringen Sie mit:")
