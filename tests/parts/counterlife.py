"""An office's people at a server that may be away: visitors, caseworkers, displays. They remember every answer."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests
import socketio

from lobby.rehearsal.credentials import Credentials

ANSWER_S, PAUSE_S = 12.0, 0.25
HELD = (502, 503, 504, 429)
OFFICE, SERVICE = "bernburg", "residence"
DESKS, SCREENS = 3, 4
Body = dict[str, Any]


@dataclass
class Seen:
    """What was answered. `drawn`: ticket id → ticket; `calls`: ticket id → the counters whose desks were given it."""

    drawn: dict[int, Body] = field(default_factory=dict)
    calls: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    wrong: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    longest_s: float = 0.0


class Person:
    """Somebody who asks until there is an answer, always the same; each answer that should not be is noted."""

    def __init__(self, url: str, verify: Any, token: str, seen: Seen) -> None:
        self._url, self._seen = f"{url}/api/v1", seen
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, verify
        self._session.headers["Authorization"] = f"Bearer {token}"
        self.is_leaving = threading.Event()

    def ask(self, method: str, path: str, *accepted: str, **how: Any) -> Body:
        """The answer, or `{}` where the person leaves without one. `accepted`: codes of refusals that may come."""
        began = time.monotonic()
        while not self.is_leaving.is_set():
            try:
                answer = self._session.request(method, self._url + path, timeout=ANSWER_S, **how)
                self._seen.longest_s = max(self._seen.longest_s, time.monotonic() - began)
                if answer.status_code in HELD:
                    self._seen.refused[f"{answer.status_code} {_code(answer)}"] += 1
                    self._seen.refusals.append(
                        f"{method} {path} after {answer.elapsed.total_seconds():.1f} s: {answer.text[-120:]}"
                    )
                elif answer.ok or _code(answer) in accepted:
                    told = answer.json() if answer.content else {}
                    return told if isinstance(told, dict) else {"items": told}
                else:
                    self._seen.wrong.append(f"{method} {path} → {answer.status_code} {answer.text[:200]}")
                    return {}
            except requests.RequestException as error:
                self._seen.refused[type(error).__name__] += 1
                self._seen.refusals.append(f"{method} {path}: {error}")
            self.is_leaving.wait(PAUSE_S)
        return {}


def _code(answer: requests.Response) -> str:
    try:
        return str(answer.json().get("code", ""))
    except ValueError:
        return ""


class Screen:
    """A display: comes back by itself as lobby/web/static/link.js does, and keeps the newest board."""

    def __init__(self, url: str, verify: Any, token: str, chance: Random) -> None:
        self._url, self._verify, self._token, self._chance = url, verify, token, chance
        self.board: Body = {}
        self._is_live = False
        self.connections, self.refusals = 0, Counter[str]()
        self._is_over, self._lost = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._live, daemon=True)
        self.thread.start()

    @property
    def revision(self) -> int:
        """Of the board shown; 0 while the line is lost, for then the screen says that it may be out of date."""
        return int(self.board["revision"]) if self._is_live and not self._lost.is_set() else 0

    def leave(self) -> None:
        self._is_over.set()
        self._lost.set()

    def _live(self) -> None:
        while not self._is_over.is_set():
            self._lost.clear()
            with suppress(Exception):  # whatever the library raises: the line is lost, and a new one is tried
                self._once()
            self._is_live = False
            self._is_over.wait(0.4 * self._chance.uniform(0.5, 1.5))

    def _once(self) -> None:
        session = requests.Session()
        session.trust_env, session.verify = False, self._verify
        client = socketio.Client(reconnection=False, handle_sigint=False, http_session=session, request_timeout=4)
        client.on("disconnect", lambda *_: self._lost.set())
        client.on("board", self._show)
        client.connect(self._url, auth={"token": self._token}, transports=["websocket"], wait_timeout=4)
        try:
            self.connections += 1
            self._watch(client)
            self._lost.wait()
        finally:
            client.disconnect()

    def _watch(self, client: socketio.Client) -> None:
        answer = client.call("watch", (f"{OFFICE}/display/hall", {"language": "de"}), timeout=4)
        while "error" in answer and not self._lost.is_set():
            self.refusals[answer["error"]["code"]] += 1
            self._lost.wait(1)
            answer = client.call("watch", (f"{OFFICE}/display/hall", {"language": "de"}), timeout=4)
        self._show(answer)
        self._is_live = True

    def _show(self, board: Body) -> None:
        if not self.board or _age(board) > _age(self.board):
            self.board = board


def close(screens: Sequence[Screen]) -> None:
    """All of them at once."""
    for screen in screens:
        screen.leave()
    for screen in screens:
        screen.thread.join(15)


def _age(board: Body) -> tuple[str, int, str]:
    return board["day"], int(board["revision"]), board["as_of"]


class Crowd:
    """Visitors, caseworkers and displays at once, until they leave. `pace_s`: from one visitor to the next, more or less."""

    def __init__(self, url: str, verify: Any, players: Credentials, seed: int, pace_s: float = 0.15) -> None:
        self.seen, self._url, self._verify, self._pace_s, self._seed = Seen(), url, verify, pace_s, seed
        self._is_over = threading.Event()
        self.screens = [Screen(url, verify, players.display, Random(seed * 100 + n)) for n in range(SCREENS)]
        self._people: list[Person] = []
        self.threads = [self._begin(self._visitors, players.kiosk)]
        self.threads += [self._begin(self._desk, worker.token) for worker in players.caseworkers[:DESKS]]

    def leave(self) -> Seen:
        """Everybody gets the answer that she waits for, and goes."""
        self._is_over.set()
        for thread in self.threads:
            thread.join(30)
        for person in self._people:
            person.is_leaving.set()
        close(self.screens)
        return self.seen

    def _begin(self, life: Callable[[Person, int], None], token: str) -> threading.Thread:
        person = Person(self._url, self._verify, token, self.seen)
        self._people.append(person)
        thread = threading.Thread(target=life, args=(person, len(self._people)), daemon=True)
        thread.start()
        return thread

    def _visitors(self, person: Person, _: int) -> None:
        chance, number = Random(self._seed), 0
        while not self._is_over.wait(self._pace_s * chance.uniform(0.5, 1.5)):
            number += 1
            key = {"Idempotency-Key": f"visitor-{self._seed:04d}-{number:08d}"}
            told = person.ask("POST", "/tickets", json={"service": SERVICE, "language": "de"}, headers=key)
            if told:
                self.seen.drawn[told["id"]] = told

    def _desk(self, person: Person, place: int) -> None:
        counter = self._sit(person, place)
        while not self._is_over.wait(self._pace_s):
            called = person.ask("POST", "/desk/next", "nobody-waiting", "counter-busy", "not-signed-on")
            if called.get("code") == "not-signed-on":
                self._sit(person, place)
            if "ticket" in called:
                self.seen.calls[called["ticket"]["id"]].add(counter)
                self._serve(person, called["ticket"]["id"])

    def _sit(self, person: Person, place: int) -> str:
        """At the counters that serve what is drawn, each at one of them."""
        found: Any = person.ask("GET", "/desk/counters")
        counter = str([each["slug"] for each in found["items"] if SERVICE in each["services"]][place % DESKS])
        person.ask("PUT", "/desk/session", json={"counter": counter})
        return counter

    def _serve(self, person: Person, ticket_id: int) -> None:
        """What was done already, though its answer was lost, is refused the second time."""
        for verb in ("start", "finish"):
            person.ask("POST", f"/desk/tickets/{ticket_id}/{verb}", "not-allowed", json={})
