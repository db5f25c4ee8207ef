"""Boards down to whoever watches: displays and whom a commit touched at once, the house soon after, other phones a little later."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import gevent
from flask import Flask
from gevent.event import Event

from lobby.boards.view import JSON
from lobby.domain.errors import LobbyError
from lobby.store.database import Announcement
from lobby.web.manners import LONGEST_S
from lobby.web.problems import problem
from lobby.web.runtime import Runtime

SOON_S = 0.2  # a desk or a kiosk gets at most one board in this time
MERGE_S = 2.0  # a phone whose ticket was not touched gets at most one in this
MEANWHILE_S = 3.0  # no board takes longer to build
REFRESH_S = 30.0  # minutes waited and opening states move without a journal line
URGENT = ("display", "ticket")  # whom a call concerns first
MOVING = ("revision", "as_of", "html")
Age = tuple[str, int, str]  # day, revision, as_of


@dataclass(frozen=True, slots=True)
class Watch:
    """One view of one topic: everybody in it gets the same bytes. `topic` as the watcher named it."""

    topic: str
    kind: str
    office_id: int
    key: str
    language: str
    inside: bool

    @property
    def room(self) -> str:
        return f"{self.topic}|{self.language}|{self.inside}"


class Pusher:
    """Knows who watches what, hears what was committed, and sends boards."""

    def __init__(self, app: Flask, runtime: Runtime, send: Callable[..., Any]) -> None:
        self._app, self._runtime, self._send = app, runtime, send
        self._watchers: defaultdict[Watch, set[str]] = defaultdict(set)
        self._sent: dict[Watch, JSON] = {}
        self._newest: dict[Watch, tuple[Age, float]] = {}  # what was sent last, and when
        self._touched: defaultdict[int, set[int]] = defaultdict(set)
        self._soon: set[int] = set()  # offices whose house has not yet been told
        self._later: set[int] = set()
        self._news, self._rung = Event(), Event()
        runtime.listeners.append(self._hear)

    def start(self) -> None:
        for loop in (self._at_once, self._soon_after, self._a_little_later, self._now_and_then):
            gevent.spawn(loop)

    def join(self, watch: Watch, sid: str) -> JSON:
        """Take part in a watch; the present board. Raises NotFound, Gone."""
        self._watchers[watch].add(sid)  # before the board is built: what is committed meanwhile must not be missed
        try:
            board = self._board(watch)
            while self._is_overtaken(watch, board):
                board = self._board(watch)
            return board
        except LobbyError:
            self.leave(sid, watch.topic)
            raise

    def topics(self, sid: str) -> list[Watch]:
        """What a socket watches."""
        return [watch for watch, sids in self._watchers.items() if sid in sids]

    def watched(self) -> dict[str, int]:
        """How many watch each kind of topic: "display", "ticket"…"""
        found: Counter[str] = Counter()
        for watch, sids in list(self._watchers.items()):
            found[watch.kind] += len(sids)
        return dict(found)

    def leave(self, sid: str, topic: str | None = None) -> list[Watch]:
        """Leave the watches of a topic, or all; which they were."""
        left = [watch for watch in self.topics(sid) if topic in (None, watch.topic)]
        for watch in left:
            self._watchers[watch].discard(sid)
            if not self._watchers[watch]:
                del self._watchers[watch]
                self._sent.pop(watch, None)
                self._newest.pop(watch, None)
        return left

    def _hear(self, announcement: Announcement) -> None:
        self._touched[announcement.office_id] |= announcement.ticket_ids
        self._soon.add(announcement.office_id)
        self._rung.set()
        self._news.set()

    def push_concerned(self) -> None:
        """Send what changed to displays, then to the phones of the tickets named by the journal's new lines."""
        self._rung.clear()
        touched, self._touched = self._touched, defaultdict(set)
        with self._runtime.manners.first():
            for office_id, ticket_ids in touched.items():
                named = {str(ticket_id) for ticket_id in ticket_ids}
                due = [
                    each for each in self._of(office_id) if each.kind == "display" or (each.kind == "ticket" and each.key in named)
                ]
                self._push(sorted(due, key=lambda watch: URGENT.index(watch.kind)), patience_s=0.0)

    def push_house(self) -> None:
        """Send what changed to desks, kiosks and whoever else is in the house."""
        self._news.clear()
        soon, self._soon = self._soon, set()
        for office_id in soon:
            self._push(watch for watch in self._of(office_id) if watch.kind not in URGENT)
            self._later.add(office_id)

    def push_kind(self, office_id: int, kind: str) -> None:
        """Send what changed to the watchers of one kind of topic: no journal line tells of it."""
        self._push(watch for watch in self._of(office_id) if watch.kind == kind)

    def push_others(self) -> None:
        """Send what changed to the other tickets' phones, yielding in between: calls go first."""
        later, self._later = self._later, set()
        for office_id in later:
            self._push((watch for watch in self._of(office_id) if watch.kind == "ticket"), patience_s=MERGE_S)

    def _at_once(self) -> None:
        while True:
            self._rung.wait()
            self.push_concerned()

    def _soon_after(self) -> None:
        while True:
            self._news.wait()
            self.push_house()
            gevent.sleep(SOON_S)

    def _a_little_later(self) -> None:
        while True:
            began = monotonic()
            self.push_others()
            gevent.sleep(max(0.1, MERGE_S - (monotonic() - began)))

    def _now_and_then(self) -> None:
        while True:
            gevent.sleep(REFRESH_S)
            self._push(list(self._watchers), even_if_same=True, patience_s=REFRESH_S / 2)

    def _of(self, office_id: int) -> list[Watch]:
        return [watch for watch in self._watchers if watch.office_id == office_id]

    def _push(self, watches: Iterable[Watch], even_if_same: bool = False, patience_s: float = LONGEST_S) -> None:
        step_aside = self._runtime.manners.aside(patience_s)
        for watch in watches:
            gevent.sleep(0)  # a board takes a millisecond or two: requests and more urgent boards go in between
            step_aside()
            try:
                self._push_one(watch, even_if_same)
            except LobbyError as error:
                self._send("over", {"topic": watch.topic, "error": problem(error, watch.language)}, to=watch.room)
            except Exception as error:
                # The next board is whole again, so one that could not be built must not end this loop.
                self._app.logger.error("board %s", watch.kind, exc_info=error)

    def _push_one(self, watch: Watch, even_if_same: bool) -> None:
        board = self._board(watch, is_pushed=True)
        still = _still(board)
        if self._is_overtaken(watch, board):
            return
        if watch in self._watchers and (even_if_same or self._sent.get(watch) != still):
            self._sent[watch], self._newest[watch] = still, (_age(board), monotonic())
            self._send("board", board, to=watch.room)

    def _is_overtaken(self, watch: Watch, board: JSON) -> bool:
        """Whether another loop sent a newer board while this one was built; not long ago, for a database may be set back."""
        age, at = self._newest.get(watch, (None, 0.0))
        return age is not None and _age(board) < age and monotonic() - at < MEANWHILE_S

    def _board(self, watch: Watch, is_pushed: bool = False) -> JSON:
        with self._app.app_context():
            about = (watch.kind, watch.office_id, watch.key, watch.language, watch.inside, watch.topic)
            return self._runtime.board(*about, is_pushed=is_pushed)


def _still(board: JSON) -> JSON:
    """What of a board is worth telling when it changes."""
    return {name: value for name, value in board.items() if name not in MOVING}


def _age(board: JSON) -> Age:
    """What makes one board of a topic newer than another: revisions start anew each day."""
    return str(board["day"]), int(board["revision"]), str(board["as_of"])
