"""The contract's HTTP interface as a player uses it: waits out a server that is away, and measures."""

import threading
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from random import uniform
from time import monotonic
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from lobby.rehearsal.record import Record

TIMEOUT_S = 10.0
GIVE_UP_S = 120.0
AWAY = (502, 503, 504)
LONGEST_PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `code` is the problem's, empty for a success; `sent_at` is when it was sent first.

    `is_repeated`: an earlier try got no answer, so the server may have done it then.
    """

    status: int
    body: dict[str, Any]
    code: str
    sent_at: float
    is_repeated: bool

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class Unanswered(Exception):
    """The server stayed away for longer than the client waits."""


@dataclass
class Client:
    """One player's connection. Safe to use from several threads."""

    url: str
    token: str | None
    record: Record
    connections: int = 2
    give_up_s: float = GIVE_UP_S
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/")
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=self.connections))
        self._session.trust_env = False
        if self.token:
            self._session.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path: str, accepts: Collection[str] = ()) -> Answer:
        return self.send("read", "GET", path, accepts=accepts)

    def send(
        self,
        what: str,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accepts: Collection[str] = (),
    ) -> Answer:
        """Send until it is answered, always the same. A refusal whose code is not in `accepts` is noted as an error.

        `what` names the latency that this counts for. Raises Unanswered.
        """
        first = monotonic()
        tries = 0
        while True:
            began = monotonic()
            response = self._try(method, path, body, headers)
            if response is not None:
                answer = _answer(response, first, is_repeated=tries > 0)
                self._note(what, f"{method} {path}", answer, monotonic() - began, accepts)
                return answer
            tries += 1
            self._pause(tries, first, f"{method} {path}")

    def impatient(self, method: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        """Send, and hang up before an answer can come."""
        try:
            self._session.request(method, self.url + path, json=body, headers=headers, timeout=(TIMEOUT_S, 0.001))
        except requests.RequestException:
            self.record.did("hang-up")

    def _try(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str] | None
    ) -> requests.Response | None:
        """The response, or None when the server is away."""
        try:
            response = self._session.request(method, self.url + path, json=body, headers=headers, timeout=TIMEOUT_S)
        except requests.RequestException:
            self.record.answered(0)
            return None
        self.record.answered(response.status_code)
        return None if response.status_code in AWAY else response

    def _pause(self, tries: int, first: float, to: str) -> None:
        """Back off before the next try; the first one comes at once, for a connection that the server had closed."""
        if monotonic() - first > self.give_up_s:
            self.record.failed("unanswered", to)
            raise Unanswered(to)
        pause = min(LONGEST_PAUSE_S, 0.05 * 2**tries) * uniform(0.5, 1)
        with self.record.away(threading.get_ident()) if tries > 1 else nullcontext():
            threading.Event().wait(pause if tries > 1 else 0)

    def _note(self, what: str, to: str, answer: Answer, took_s: float, accepts: Collection[str]) -> None:
        if answer.is_ok:
            self.record.took(what, took_s)
        elif answer.code in accepts:
            self.record.did(answer.code)
        else:
            self.record.failed(
                answer.code, f"{to} → {answer.status} {answer.body.get('detail', '')} {answer.body.get('errors') or ''}"
            )


def _answer(response: requests.Response, sent_at: float, is_repeated: bool) -> Answer:
    try:
        found = response.json() if response.content else {}
    except ValueError:
        found = {}
    body = found if isinstance(found, dict) else {"items": found}
    code = "" if response.ok else str(body.get("code") or f"http-{response.status_code}")
    return Answer(response.status_code, body, code, sent_at, is_repeated)
