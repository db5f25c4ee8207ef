"""A display in a real browser, and the people around it: visitors who draw, caseworkers who call."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page
from running import Server

from lobby.commands import staff
from lobby.settings import Settings
from lobby.store.database import Database

Ticket = dict[str, Any]

LISTEN = """
  window.announced = []; window.struck = 0
  document.addEventListener("lobby:announce", event => announced.push([event.detail.call.number, performance.now() / 1000]))
  window.spoken = []
  const speak = AudioBufferSourceNode.prototype.start
  AudioBufferSourceNode.prototype.start = function (...when) {
    const loud = this.buffer.getChannelData(0).reduce((most, each) => Math.max(most, each), 0)
    const clip = { from: performance.now() / 1000, lasts: this.buffer.duration, loud, state: this.context.state }
    spoken.push(clip)
    this.addEventListener("ended", () => (clip.to = performance.now() / 1000))
    return speak.apply(this, when)
  }
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...when) { window.struck += 1; return start.apply(this, when) }
"""
LOST, LIVE = "html[data-link=lost]", "html[data-link=live]"


@dataclass
class Screen:
    """A display's browser: what it shows, what it announced since it was loaded, what went wrong in it."""

    page: Page
    server: Server
    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    address: str | None = None  # under which the server is reached, where that is not its own
    display: str = "hall"

    def open(self, live: bool = True) -> "Screen":
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("websocket", lambda socket: self.hosts.add(urlsplit(socket.url).netloc))
        self.page.add_init_script(LISTEN)
        self.page.goto(f"{self.address or self.server.url}/display/{self.display}?device={self.server.devices['display']}")
        if live:
            self.page.wait_for_selector(LIVE)
        return self

    @property
    def announced(self) -> list[str]:
        return [number for number, _ in self.page.evaluate("announced")]

    @property
    def struck(self) -> int:
        """Tones begun."""
        return int(self.page.evaluate("struck"))

    @property
    def spoken(self) -> list[dict[str, Any]]:
        """The clips begun: `from`, `to` in seconds, how long each `lasts`, how `loud` it is; `state` of the audio then."""
        return list(self.page.evaluate("spoken"))

    @property
    def clips(self) -> list[str]:
        """The paths of the clips that it asked for."""
        names = self.page.evaluate("performance.getEntriesByType('resource').map(each => new URL(each.name).pathname)")
        return [name.removeprefix("/display/clips/") for name in names if name.startswith("/display/clips/")]

    def wait_for(self, number: str) -> None:
        self.page.wait_for_selector(f"[data-own-announced] >> text={number}", timeout=20_000)

    def wait_for_quiet(self) -> None:
        self.page.wait_for_selector(".calls:not(:has([data-own-announced]))", timeout=60_000)

    def style(self, selector: str, name: str) -> str:
        return str(self.page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}"))

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)


class Hall:
    """Visitors and caseworkers around the display: each room has somebody who serves."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.tokens: dict[str, str] = {}

    def call(self, room: str, service: str = "residence", language: str = "de") -> Ticket:
        """Draw a ticket and call the next one to this room: the same, where nobody else waits."""
        self.server.draw(service, language)
        answer = self.server.api("POST", "/desk/next", self._token(room), json={})
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["ticket"]) | {"room": room}

    def serving(self, *rooms: str) -> list[Ticket]:
        """Called to these rooms, and there already."""
        tickets = [self.call(room) for room in rooms]
        for ticket in tickets:
            self.do("start", ticket)
        return tickets

    def finish(self, *tickets: Ticket) -> None:
        for ticket in tickets:
            self.do("finish", ticket)

    def do(self, verb: str, ticket: Ticket) -> None:
        answer = self.server.api("POST", f"/desk/tickets/{ticket['id']}/{verb}", self._token(ticket["room"]), json={})
        assert answer.status_code == 200, answer.text

    def dismiss(self, *tickets: Ticket) -> None:
        for ticket in tickets:
            self.do("miss", ticket)

    @property
    def day(self) -> str:
        """The office's date."""
        return str(self.server.api("GET", "/boards/hall", self.server.devices["display"]).json()["day"])

    def sign_on(self) -> str:
        """On a new day everybody takes her seat again; that day."""
        for room, token in self.tokens.items():
            assert self.server.api("PUT", "/desk/session", token, json={"counter": room}).status_code == 200
        return self.day

    def _token(self, room: str) -> str:
        if room not in self.tokens:
            self.tokens[room] = token = _caseworker(self.server.settings, f"at-{room}")
            answer = self.server.api("PUT", "/desk/session", token, json={"counter": room})
            assert answer.status_code == 200, answer.text
        return self.tokens[room]


def _caseworker(settings: Settings, login: str) -> str:
    """Her API token."""
    db = Database(settings, settings.clock)
    try:
        staff.add(db, login, ["caseworker"], ["bernburg"], "a password")
        return staff.token(db, login)
    finally:
        db.close()
