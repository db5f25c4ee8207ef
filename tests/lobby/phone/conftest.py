"""The visitor's phone: in a real Chromium before a server that really runs, and without scripts in this process."""

import signal
import time

import pytest
from browsing import Watched
from displays import Hall
from running import demo_server

from lobby.phone.screen import SCREEN
from lobby.web.app import create_app

LIVE = "html[data-link=live]"
LISTEN = """
  window.trembled = []
  navigator.vibrate = pattern => trembled.push(pattern)
"""


class Phone:
    """A phone's browser, as the QR code opens it."""

    def __init__(self, server, browser, **context):
        context = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "de-DE"} | context
        self.page, self.server = browser.new_context(**context).new_page(), server
        self.page.set_default_timeout(15_000)
        self.page.add_init_script(LISTEN)
        self.watched = Watched(self.page)

    def open(self, ticket, query=""):
        self.page.goto(f"{self.server.url}/t/{ticket['token']}{query}")
        self.page.wait_for_selector(LIVE)
        return self

    def wait_for(self, state):
        self.page.wait_for_selector(f"[data-board] [data-state={state}]")
        return self

    def is_seen(self, selector):
        return self.page.locator(selector).first.is_visible()

    def wait_for_trembling(self, times):
        until = time.monotonic() + 10
        while self.trembled < times and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        assert self.trembled == times

    @property
    def trembled(self):
        """How often, since the page was loaded."""
        return self.page.evaluate("trembled.length")


class Browser:
    """A phone without scripts: it follows links and sends forms."""

    def __init__(self, day):
        self.app = create_app(day.settings, (SCREEN,))
        self.client, self.answer = self.app.test_client(), None

    def get(self, path, language="de"):
        return self._ask("GET", path, language)

    def post(self, path, language="de"):
        return self._ask("POST", path, language)

    @property
    def text(self):
        return self.answer.get_data(as_text=True)

    @property
    def status(self):
        return self.answer.status_code

    def close(self):
        self.app.extensions["lobby"].db.close()

    def _ask(self, method, path, language):
        self.answer = self.client.open(path, method=method, headers={"Accept-Language": language}, follow_redirects=True)
        return self


@pytest.fixture
def plain(day):
    found = Browser(day)
    yield found
    found.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("phone")) as running:
        yield running


@pytest.fixture(scope="module")
def hall(server):
    return Hall(server)


@pytest.fixture
def new_phone(server, browser):
    opened = []

    def new(**context):
        opened.append(Phone(server, browser, **context))
        return opened[-1]

    yield new
    for phone in opened:
        phone.page.context.close()
    server.signal(signal.SIGCONT)


@pytest.fixture
def phone(new_phone):
    return new_phone()
