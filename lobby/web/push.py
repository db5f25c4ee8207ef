"""Boards down to whoever watches: displays and whom a commit touched at once, the house soon after, other phones a little later."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

import gevent
from flask import Flask
from gevent.event import Event

from lobby.boards.view import JSON
from lobby.domain.errors import LobbyError
from lobby.store.database import Announcement
from lobby.web.manners import LONGEST_S
from lobby.web.once import Once
from lobby.web.problems import problem
from lobby.web.runtime import Runtime
from lobby.web.watchers import Watch, Watchers

SOON_S = 0.2  # a desk or a kiosk gets at most one board in this time
RESTS = 3  # times as long as it took: on a busy day desks and kiosks leave most of the time to calls and draws
MERGE_S = 2.0  # a phone whose ticket was not touched gets at most one in this
MEANWHILE_S = 3.0  # no board takes longer to build
REFRESH_S = 30.0  # minutes waited and opening states move without a journal line
URGENT = ("display", "ticket")  # whom a call concerns first
LATE_S = 0.5  # a board that another process builds comes earlier, or is built here
MOVING = ("revision", "as_of", "html")
Age = tuple[str, int, str]  # day, revision, as_of
Revision = tuple[str, int]  # day, revision
NEVER: Revision = ("", 0)


class Pusher:
    """Knows who watches what, hears what was committed, and sends boards."""

    def __init__(self, app: Flask, runtime: Runtime, send: Callable[..., Any]) -> None:
        self._app, self._runtime, self._send = app, runtime, send
        self._watchers = Watchers()
        self.built: Counter[str] = Counter()  # kind → how many boards were built to be pushed
        self._sent: dict[Watch, JSON] = {}
        self._newest: dict[Watch, tuple[Age, float]] = {}  # what was sent last, and when
        self._touched: defaultdict[int, set[int]] = defaultdict(set)
        self._soon: set[int] = set()  # offices whose house has not yet been told
        self._later: set[int] = set()
        self._news, self._rung = Event(), Event()
        self._once: Once | None = None
        self._heard: dict[int, tuple[Revision, bool]] = {}  # office id → up to where news came, and whether by a line
        self._known: dict[Watch, Revision] = {}  # of the last board, also where it said nothing new
        runtime.listeners.append(self._hear)

    def start(self) -> None:
        if self._runtime.settings.redis_url:
            self._once = Once(self._runtime.settings.redis_url, self._watchers.has_room, self._came)
            self._once.start()
        for loop in (self._at_once, self._soon_after, self._a_little_later, self._now_and_then):
            gevent.spawn(loop)

    def join(self, watch: Watch, sid: str) -> JSON:
        """Take part in a watch; the present board. Raises NotFound, Gone."""
        self._watchers.add(watch, sid)  # before the board is built: what is committed meanwhile must not be missed
        try:
            board = self._board(watch, is_pushed=True)
            while self._is_overtaken(watch, board):
                board = self._board(watch)
            return board
        except LobbyError:
            self.leave(sid, watch.topic)
            raise

    def topics(self, sid: str) -> list[Watch]:
        """What a socket watches."""
        return self._watchers.of(sid)

    def watched(self) -> dict[str, int]:
        """How many watch each kind of topic: "display", "ticket"…"""
        return self._watchers.counted()

    def leave(self, sid: str, topic: str | None = None) -> list[Watch]:
        """Leave the watches of a topic, or all; which they were."""
        left = [watch for watch in self._watchers.of(sid) if topic in (None, watch.topic)]
        for watch in left:
            if self._watchers.remove(watch, sid):
                self._sent.pop(watch, None)
                self._newest.pop(watch, None)
                self._known.pop(watch, None)
        return left

    def _hear(self, announcement: Announcement) -> None:
        line = (announcement.date.isoformat(), announcement.revision)
        before, _ = self._heard.get(announcement.office_id, (NEVER, False))
        self._heard[announcement.office_id] = (line, line != before)
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
                    each
                    for each in self._watchers.of_office(office_id)
                    if each.kind == "display" or (each.kind == "ticket" and each.key in named)
                ]
                self._push(sorted(due, key=lambda watch: URGENT.index(watch.kind)), patience_s=0.0)

    def push_house(self) -> None:
        """Send what changed to desks, kiosks and whoever else is in the house."""
        self._news.clear()
        soon, self._soon = self._soon, set()
        for office_id in soon:
            self._push(watch for watch in self._watchers.of_office(office_id) if watch.kind not in URGENT)
            self._later.add(office_id)

    def push_kind(self, office_id: int, kind: str) -> None:
        """Send what changed to the watchers of one kind of topic: no journal line tells of it."""
        for watch in self._watchers.of_office(office_id):
            if watch.kind == kind:
                self._build(watch)

    def push_others(self) -> None:
        """Send what changed to the other tickets' phones, yielding in between: calls go first."""
        later, self._later = self._later, set()
        for office_id in later:
            self._push((watch for watch in self._watchers.of_office(office_id) if watch.kind == "ticket"), patience_s=MERGE_S)

    def _at_once(self) -> None:
        while True:
            self._rung.wait()
            self.push_concerned()

    def _soon_after(self) -> None:
        while True:
            self._news.wait()
            began = monotonic()
            self.push_house()
            gevent.sleep(max(SOON_S, RESTS * (monotonic() - began)))

    def _a_little_later(self) -> None:
        while True:
            began = monotonic()
            self.push_others()
            gevent.sleep(max(0.1, MERGE_S - (monotonic() - began)))

    def _now_and_then(self) -> None:
        while True:
            gevent.sleep(REFRESH_S)
            self._push(self._watchers.all(), even_if_same=True, patience_s=REFRESH_S / 2)

    def _push(self, watches: Iterable[Watch], even_if_same: bool = False, patience_s: float = LONGEST_S) -> None:
        step_aside = self._runtime.manners.aside(patience_s)
        for watch in watches:
            gevent.sleep(0)  # a board takes a millisecond or two: requests and more urgent boards go in between
            step_aside()
            self._push_one(watch, even_if_same)

    def _push_one(self, watch: Watch, even_if_same: bool) -> None:
        if even_if_same or not self._is_left_to_another(watch):
            self._build(watch, even_if_same)

    def _build(self, watch: Watch, even_if_same: bool = False) -> None:
        try:
            board = self._board(watch, is_pushed=True, is_asked_for=even_if_same)
            self.built[watch.kind] += 1
            if self._once and not even_if_same and watch.kind != "ticket":
                self._once.tell(watch.room, board)
            self._pass_on(watch, board, even_if_same)
        except LobbyError as error:
            self._send("over", {"topic": watch.topic, "error": problem(error, watch.language)}, to=watch.room)
        except Exception as error:
            # The next board is whole again, so one that could not be built must not end its loop.
            self._app.logger.error("board %s", watch.kind, exc_info=error)

    def _pass_on(self, watch: Watch, board: JSON, even_if_same: bool = False) -> None:
        """Send a board, built here or by another process, unless it is old or says nothing new."""
        still = _still(board)
        if watch not in self._watchers or self._is_overtaken(watch, board):
            return
        is_new = self._sent.get(watch) != still
        if is_new and "html" not in board:  # it said nothing new where it was built
            self._build(watch)
            return
        self._known[watch] = _line(board)
        if even_if_same or is_new:
            self._sent[watch], self._newest[watch] = still, (_age(board), monotonic())
            self._send("board", board, to=watch.room)

    def _is_left_to_another(self, watch: Watch) -> bool:
        """Whether another process builds this board, or one that tells of the change is known already.

        A ticket's is seldom watched in two, and what has no line has no name to claim.
        """
        line, is_line = self._heard.get(watch.office_id, (NEVER, False))
        if self._once is None or not is_line or watch.kind == "ticket":
            return False
        if self._known.get(watch, NEVER) >= line:
            return True
        if self._once.is_mine(watch.room, f"{line[0]}:{line[1]}"):
            return False
        gevent.spawn_later(LATE_S, self._unless_it_came, watch, line)
        return True

    def _came(self, room: str, board: JSON) -> None:
        """Another process built what is watched here, too."""
        if watch := self._watchers.in_room(room):
            self._pass_on(watch, board)

    def _unless_it_came(self, watch: Watch, line: Revision) -> None:
        """Whoever claimed it may have died."""
        if watch in self._watchers and self._known.get(watch, NEVER) < line:
            self._build(watch)

    def _is_overtaken(self, watch: Watch, board: JSON) -> bool:
        """Whether another loop sent a newer board while this one was built; not long ago, for a database may be set back."""
        age, at = self._newest.get(watch, (None, 0.0))
        return age is not None and _age(board) < age and monotonic() - at < MEANWHILE_S

    def _board(self, watch: Watch, is_pushed: bool = False, is_asked_for: bool = True) -> JSON:
        """Without its fragment where nobody asked for it and it says nothing new."""
        with self._app.app_context():
            about = (watch.kind, watch.office_id, watch.key, watch.language, watch.inside, watch.topic)
            return self._runtime.board(
                *about, is_pushed=is_pushed, is_known=lambda board: not is_asked_for and self._sent.get(watch) == _still(board)
            )


def _still(board: JSON) -> JSON:
    """What of a board is worth telling when it changes."""
    return {name: value for name, value in board.items() if name not in MOVING}


def _line(board: JSON) -> Revision:
    return str(board["day"]), int(board["revision"])


def _age(board: JSON) -> Age:
    """What makes one board of a topic newer than another: revisions start anew each day."""
    return str(board["day"]), int(board["revision"]), str(board["as_of"])
