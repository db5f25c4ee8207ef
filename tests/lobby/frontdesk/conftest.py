"""A really running server, and front desks open in a real browser."""

import pytest
from browsing import Watched
from running import demo_server
from staffroom import LIVE


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("frontdesk")) as running:
        running.tokens = {login: running.staff_token(login) for login in ("tresen", "schalter-1")}
        yield running


@pytest.fixture
def open_desk(server, browser):
    """Opens the front desk; afterwards nobody waits, and nothing rests."""
    opened = []

    def open_page(login="tresen", **context):
        context = {"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(10_000)
        page.watched = Watched(page)
        opened.append(page)
        page.goto(f"{server.url}/login?next=/frontdesk")
        page.fill("[name=login]", login)
        page.fill("[name=password]", server.people[login])
        page.press("[name=password]", "Enter")
        page.wait_for_selector(LIVE if context.get("java_script_enabled", True) else "main.frontdesk")
        return page

    yield open_page
    for page in opened:
        page.context.close()
    if not server.is_ready():
        server.start()
    tresen = server.tokens["tresen"]
    held = server.api("GET", "/desk/queue", tresen).json()
    for ticket in held["waiting"] + held["missed"]:
        server.api("POST", f"/desk/tickets/{ticket['id']}/withdraw", tresen)
    for service in ("residence", "duldung"):
        server.api("DELETE", f"/frontdesk/services/{service}/pause", tresen)


@pytest.fixture
def desk(open_desk):
    return open_desk()
