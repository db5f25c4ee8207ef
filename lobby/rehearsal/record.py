"""What the players saw: tickets, calls, boards, how long answers took, what went wrong."""

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

ENDS = ("finished", "withdrawn")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ticket that somebody was given."""

    ticket_id: int
    token: str
    number: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A call that a counter was given."""

    call_id: int
    ticket_id: int
    counter: str
    sent_at: float  # monotonic, as are all instants here


@dataclass(frozen=True, slots=True)
class Kept:
    """A board as it was received, without its HTML and topic, as JSON."""

    topic: str
    language: str
    text: str

    @property
    def board(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass
class Record:
    """One rehearsal's memory, shared by all players; every method may be called from any thread.

    `deeds`: how often something happened to a ticket ("start", "miss", …). `errors`: code → how often.
    `statuses`: HTTP status → how often it was answered, also where the same was then sent again; 0: no answer.
    `kept`: all boards, where somebody wants to look at them afterwards. `is_drawn`: told of each ticket at once.
    """

    kept: list[Kept] | None = None
    drawn: dict[int, Drawn] = field(default_factory=dict)
    calls: list[Called] = field(default_factory=list)
    fates: dict[int, str] = field(default_factory=dict)
    deeds: Counter[str] = field(default_factory=Counter)
    reinstated: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    took_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    boards: Counter[str] = field(default_factory=Counter)
    shown_at: dict[int, float] = field(default_factory=dict)
    outages_s: list[float] = field(default_factory=list)
    is_drawn: Callable[[Drawn], object] = lambda ticket: None
    _ages: dict[tuple[str, str, int], tuple[str, int, str]] = field(default_factory=dict)
    _away: set[int] = field(default_factory=set)
    _away_since: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def did(self, deed: str) -> None:
        with self._lock:
            self.deeds[deed] += 1

    def failed(self, code: str, note: str) -> None:
        """Something that must not happen; `note` says to whom."""
        with self._lock:
            self.errors[code] += 1
            self.notes.append(f"{code}: {note}")

    def answered(self, status: int) -> None:
        with self._lock:
            self.statuses[status] += 1

    def took(self, what: str, seconds: float) -> None:
        with self._lock:
            self.took_s[what].append(seconds)

    def fate(self, ticket_id: int, state: str) -> None:
        """The last thing that the server confirmed of a ticket; after an end nothing follows, though its news may come late."""
        with self._lock:
            if self.fates.get(ticket_id) not in ENDS:
                self.fates[ticket_id] = state

    def reinstate(self, ticket_id: int) -> None:
        with self._lock:
            self.reinstated[ticket_id] += 1

    @property
    def moves(self) -> int:
        """Rises whenever something was done to a ticket."""
        return len(self.calls) + len(self.drawn) + self.deeds.total()

    def draw(self, ticket: Drawn) -> None:
        with self._lock:
            self.drawn[ticket.ticket_id] = ticket
            self.fates.setdefault(ticket.ticket_id, "waiting")
        self.is_drawn(ticket)

    def call(self, called: Called) -> None:
        with self._lock:
            self.calls.append(called)

    def board(self, watcher: int, topic: str, language: str, board: Mapping[str, Any]) -> bool:
        """Note a board; whether it is newer than what this watcher saw before."""
        age = (board["day"], board["revision"], board["as_of"])
        with self._lock:
            self.boards[_kind(topic)] += 1
            if self.kept is not None:
                text = json.dumps({name: value for name, value in board.items() if name not in ("html", "topic")})
                self.kept.append(Kept(topic, language, text))
            if age < self._ages.get((topic, language, watcher), ("", 0, "")):
                self.boards["older"] += 1
                return False
            self._ages[topic, language, watcher] = age
        return True

    def shown(self, call_id: int) -> None:
        """A call stood on a display."""
        now = monotonic()
        with self._lock:
            self.shown_at.setdefault(call_id, now)

    @contextmanager
    def away(self, who: int) -> Iterator[None]:
        """Somebody waits for a server that does not answer: an outage lasts from the first one who does to the last."""
        with self._lock:
            self._away_since = self._away_since if self._away else monotonic()
            self._away.add(who)
        try:
            yield
        finally:
            with self._lock:
                self._away.discard(who)
                if not self._away:
                    self.outages_s.append(monotonic() - self._away_since)


def _kind(topic: str) -> str:
    return topic.split("/")[1]
