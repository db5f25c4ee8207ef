"""The terminal at the entrance: in a real Chromium before a server that really runs, and without scripts in this process."""

import re
import signal

import pytest
from browsing import Watched
from running import demo_server

from kiosk.screen import SCREEN
from lobby.phone.screen import SCREEN as PHONE
from lobby.web.app import create_app

LIVE = "html[data-link=live]"
STRIKE_MS = 550
UPRIGHT = {"width": 1080, "height": 1920}


class Terminal:
    """A kiosk's browser: what it shows, and fingers and keys before it."""

    def __init__(self, server, browser, **context):
        context = {"viewport": UPRIGHT, "has_touch": True, "locale": "de-DE"} | context
        self.page, self.server = browser.new_context(**context).new_page(), server
        self.page.set_default_timeout(15_000)
        self.watched = Watched(self.page)

    def open(self):
        self.page.goto(f"{self.server.url}/kiosk?device={self.server.devices['kiosk']}")
        self.page.wait_for_selector(LIVE)
        return self

    def go(self, path):
        """To a page, as a program that starts the kiosk there."""
        self.page.goto(f"{self.server.url}{path}")
        self.page.wait_for_selector(LIVE)
        return self

    def tap(self, selector, shows=None):
        self.page.tap(selector)
        if shows:
            self.wait_for(shows)
        return self

    def choose(self, language="de", service="residence"):
        """As far as the list of what to bring."""
        self.tap(f"[href='/kiosk/{language}']", "services")
        self.page.wait_for_timeout(STRIKE_MS)  # in the same place, a tap so soon is a second strike
        if not self.is_seen(f"[href='/kiosk/{language}/{service}']"):
            self.page.tap(".group:visible")
            self.page.wait_for_timeout(STRIKE_MS)
        return self.tap(f"[href='/kiosk/{language}/{service}']", "bring")

    def wait_for(self, name):
        self.page.wait_for_selector(f"body[data-page='{name}']")
        return self

    @property
    def name(self):
        """Which page is shown."""
        return self.page.get_attribute("body", "data-page")

    @property
    def number(self):
        return self.page.inner_text("h1 .number")

    @property
    def seconds(self):
        """What the ring says."""
        return int(self.page.inner_text("[data-seconds]:visible"))

    def is_seen(self, selector):
        return self.page.locator(selector).first.is_visible()


class Paper:
    """The kiosk's pages without scripts, in this process."""

    def __init__(self, day, key):
        self.app = create_app(day.settings, (SCREEN, PHONE))
        self.client, self.key, self.answer = self.app.test_client(), key, None

    def get(self, path, **headers):
        return self._ask("GET", path, headers=headers)

    def draw(self, language="de", **changed):
        """Send the form that the page shows. `changed`: fields set to something else."""
        shown = dict(re.findall(r'name="(key)" value="([^"]+)"', self.text)) | {"service": self._offered()}
        return self._ask("POST", f"/kiosk/{language}/draw", data=shown | changed)

    @property
    def text(self):
        return self.answer.get_data(as_text=True)

    @property
    def status(self):
        return self.answer.status_code

    def close(self):
        self.app.extensions["lobby"].db.close()

    def _offered(self):
        found = re.search(r'name="service" value="([^"]+)"', self.text)
        return found[1] if found else ""

    def _ask(self, method, path, headers=None, **how):
        shown = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers = {"Accept-Language": "de"} | shown | (headers or {})
        self.answer = self.client.open(path, method=method, headers=headers, follow_redirects=True, **how)
        return self


@pytest.fixture
def paper(day):
    page = Paper(day, day.kiosk)
    yield page
    page.close()


@pytest.fixture
def stranger(day):
    """A machine without a device's key."""
    page = Paper(day, None)
    yield page
    page.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("kiosk")) as running:
        yield running


@pytest.fixture
def new_terminal(server, browser):
    """Opens kiosks, each in a browser profile of its own; the server is there again afterwards."""
    opened = []

    def new(**context):
        opened.append(Terminal(server, browser, **context))
        return opened[-1]

    yield new
    for terminal in opened:
        terminal.page.context.close()
    server.signal(signal.SIGCONT)
    if not server.is_ready():
        server.start()


@pytest.fixture(scope="module")
def lasting_terminal(server, browser):
    """One kiosk for all tests of a file: they change nothing of it."""
    terminal = Terminal(server, browser).open()
    yield terminal
    terminal.page.context.close()


@pytest.fixture
def terminal(new_terminal):
    return new_terminal().open()
