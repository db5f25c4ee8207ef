"""People of the staff: at browsers without scripts in this process, and at desks in a real one."""

import itertools
import re

from browsing import Watched
from office import Day

from lobby.commands import staff
from lobby.desk.screen import SCREEN
from lobby.frontdesk.screen import SCREEN as FRONTDESK
from lobby.public.screen import SCREEN as PUBLIC
from lobby.web.app import create_app

LIVE = "html[data-link=live]"
PASSWORD = "a good password"
NAMED = ("Enter", "Tab", "Space", "ArrowDown", "Escape")
_nets = itertools.count(1)
PEOPLE = {"anna": "caseworker", "emre": "caseworker", "lena": "lead", "mia": "frontdesk"}


class Staffroom:
    """Accounts of four people, and browsers at addresses that no other test uses: failures are counted by address."""

    def __init__(self, day: Day) -> None:
        for login, role in PEOPLE.items():
            staff.add(day.db, login, [role], ["bernburg"], PASSWORD)
        self._app = create_app(day.settings, (SCREEN, FRONTDESK, PUBLIC))
        self._net = next(_nets)

    def open(self, at: int = 1) -> "Browser":
        return Browser(self._app, f"10.{self._net // 250}.{self._net % 250}.{at}")


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

    def open_dialog(self, key, what):
        """Press a key that asks something first."""
        self.page.keyboard.press(key)
        self.page.wait_for_selector(f"dialog[data-form={what}][open]")

    def say(self, *keys, state=None):
        """Type into the open dialog, and send it with Enter."""
        for key in (*keys, "Enter"):
            self.page.keyboard.press(key) if len(key) < 2 or key in NAMED else self.page.keyboard.type(key)
        self.page.wait_for_selector("dialog[open]", state="detached")
        if state:
            self.wait_for(state)
