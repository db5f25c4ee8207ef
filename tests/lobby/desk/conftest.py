"""People of the staff at their browsers: one without scripts in this process, others in a real Chromium."""

import re

import pytest
from browsing import Watched
from running import demo_server

from lobby.commands import staff
from lobby.desk.screen import SCREEN
from lobby.public.screen import SCREEN as PUBLIC
from lobby.store.database import Database
from lobby.web.app import create_app

PASSWORD = "a good password"
LIVE = "html[data-link=live]"


class Browser:
    """A browser without scripts: it follows links and sends forms. `address` tells log-in failures apart."""

    def __init__(self, app, address):
        self.client, self.address, self.answer = app.test_client(), address, None

    @property
    def text(self):
        return self.answer.get_data(as_text=True)

    @property
    def status(self):
        return self.answer.status_code

    def get(self, path, **headers):
        return self._ask("GET", path, headers=headers)

    def send(self, path, csrf=True, **fields):
        """Send a form of the page that is shown, with its hidden token."""
        hidden = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        token = {"csrf_token": hidden[1]} if csrf and hidden else {}
        return self._ask("POST", path, data=token | fields)

    def log_in(self, login="anna", password=PASSWORD, onward=""):
        self.get("/login")
        return self.send("/login", login=login, password=password, next=onward)

    def press(self, label):
        """The button of the desk with this label."""
        button = next(found for found in re.findall(r"<button.*?</button>", self.text, re.S) if f"<span>{label}</span>" in found)
        return self.send(re.search(r'formaction="([^"]+)"', button)[1])

    def _ask(self, method, path, **how):
        headers = {"Accept-Language": "de"} | how.pop("headers", {})
        base = {"REMOTE_ADDR": self.address}
        self.answer = self.client.open(path, method=method, headers=headers, environ_base=base, follow_redirects=True, **how)
        return self


@pytest.fixture
def app(day):
    for login, role in {"anna": "caseworker", "emre": "caseworker", "lena": "lead"}.items():
        staff.add(day.db, login, [role], ["bernburg"], PASSWORD)
    return create_app(day.settings, (SCREEN, PUBLIC))


@pytest.fixture
def open_browser(app, request):
    """Browsers at addresses that no other test uses."""
    number = abs(hash(request.node.nodeid)) % 60_000
    return lambda at=1: Browser(app, f"10.{number // 250}.{number % 250}.{at}")


@pytest.fixture
def anna(open_browser):
    """Somebody who is logged in."""
    return open_browser().log_in("anna")


@pytest.fixture
def emre(open_browser):
    """Somebody else who is logged in."""
    return open_browser(2).log_in("emre")


class Desk:
    """A caseworker's browser, logged in and signed on."""

    def __init__(self, server, browser, login, counter, **context):
        context = {"viewport": {"width": 1366, "height": 768}, "locale": "de-DE"} | context
        self.page, self.server = browser.new_context(**context).new_page(), server
        self.page.set_default_timeout(10_000)
        self.watched = Watched(self.page)
        self.page.goto(f"{server.url}/desk")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", server.people[login])
        self.page.press("[name=password]", "Enter")
        self.page.click(f"button[value='{counter}']")
        if context.get("java_script_enabled", True):
            self.page.wait_for_selector(LIVE)

    @property
    def state(self):
        return self.page.get_attribute(".now", "data-state")

    @property
    def number(self):
        return self.page.inner_text(".person-number")

    def wait_for(self, state):
        """Until the desk shows this state, and takes the next key."""
        self.page.wait_for_selector(f".now[data-state={state}]")
        self.page.wait_for_timeout(700)

    def press(self, key, state=None):
        self.page.keyboard.press(key)
        if state:
            self.wait_for(state)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(server):
    db = Database(server.settings, server.settings.clock)
    yield {login: staff.token(db, login) for login in ("schalter-1", "schalter-2")}
    db.close()


@pytest.fixture
def at_desk(server, tokens, browser):
    """Opens desks; afterwards everybody has gone home."""
    opened = []

    def open_desk(counter="101", login="schalter-1", **context):
        opened.append(Desk(server, browser, login, counter, **context))
        return opened[-1]

    yield open_desk
    for desk in opened:
        desk.page.context.close()
    if not server.is_ready():
        server.start()
    _send_all_home(server, tokens)


def _send_all_home(server, tokens):
    for token in tokens.values():
        held = server.api("GET", "/desk/queue", token).json()
        for state, verb in (("serving", "finish"), ("called", "withdraw")):
            for ticket in held[state]:  # those at other counters are refused
                server.api("POST", f"/desk/tickets/{ticket['id']}/{verb}", token)
        server.api("DELETE", "/desk/session", token)
    token = tokens["schalter-1"]
    server.api("PUT", "/desk/session", token, json={"counter": "108"})
    held = server.api("GET", "/desk/queue", token).json()
    for ticket in held["waiting"] + held["missed"]:
        server.api("POST", f"/desk/tickets/{ticket['id']}/withdraw", token)
    server.api("DELETE", "/desk/session", token)
