"""The whole way in a real browser: Lobby's log-in, a real provider's page, the desk, and out again at both."""

import re

import pytest
from browsing import Watched
from oidcprovider import CLIENT, SECRET, node_provider
from programs import free_port
from running import demo_server

pytestmark = pytest.mark.browser
ANNA = {"preferred_username": "anna", "roles": ["lobby-desk"], "offices": ["bernburg"]}
BUTTON = "a[href^='/oidc/login']"


@pytest.fixture(scope="module")
def sent_there(tmp_path_factory):
    """A Lobby whose people log in at a provider, and that provider."""
    folder, port = tmp_path_factory.mktemp("vouched"), free_port()
    told = {"ISSUER": f"http://127.0.0.1:{port}", "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "ROLES": "lobby-desk=caseworker"}
    settings = {f"OIDC_{name}": value for name, value in told.items()}
    with demo_server(folder / "lobby", **settings) as server, node_provider(folder, server.url, port) as provider:
        provider.knows(anna=ANNA, berta=ANNA | {"preferred_username": "berta"})
        yield server, provider


@pytest.fixture
def open_page(browser):
    contexts = []

    def opened(**context):
        contexts.append(browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context))
        contexts[-1].route(re.compile("googleapis"), lambda route: route.abort())  # the provider's pages want a typeface
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        return page

    yield opened
    for context in contexts:
        context.close()


def log_in(page, url, login):
    page.goto(f"{url}/desk")
    page.click(BUTTON)
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", "any")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{url}/desk")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_in_by_one_button_and_out_of_both(sent_there, open_page, scripts):
    server, provider = sent_there
    page = open_page(java_script_enabled=scripts)
    log_in(page, server.url, "anna")
    assert page.inner_text(".staff-me bdi") == "anna"
    page.click("form[action='/logout'] button")
    page.wait_for_url(f"{provider.url}/session/end**")  # a form's policy would stop a redirect here
    page.click("button[value=yes]")
    page.wait_for_url(f"{server.url}/login**")
    page.goto(f"{server.url}/desk")
    assert page.url.startswith(f"{server.url}/login")
    page.click(BUTTON)
    assert page.wait_for_selector("input[name=login]")  # the provider asks again who she is


def test_logging_out_at_the_provider_closes_the_desk(sent_there, open_page):
    server, provider = sent_there
    page = open_page()
    log_in(page, server.url, "berta")
    page.click("button[value='102']")
    page.wait_for_selector("html[data-link=live]")
    other = page.context.new_page()
    other.goto(f"{provider.url}/session/end")
    other.click("button[value=yes]")
    page.wait_for_selector("html[data-link=live]", state="detached", timeout=5_000)
    page.reload()
    assert page.url.startswith(f"{server.url}/login")


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_the_log_in_page_has_one_clear_way_and_hinders_nobody(sent_there, open_page, language):
    server, _ = sent_there
    page = open_page()
    watched = Watched(page)
    page.goto(f"{server.url}/login?lang={language}")
    assert page.locator(".button.primary").count() == 1
    assert page.is_visible(BUTTON) and not page.is_visible("[name=password]")
    page.click("details.other-way summary")
    assert page.is_visible("[name=password]")
    assert watched.violations() == []
    assert watched.complaints == []
