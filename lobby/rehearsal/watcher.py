"""A screen of a rehearsal: watches one topic over Socket.IO, comes back by itself, keeps the newest board."""

import itertools
import threading
from collections.abc import Callable
from typing import Any, Protocol

import socketio
from requests import Session

from lobby.rehearsal.record import Record

SERIAL = itertools.count(1)
Board = dict[str, Any]
Heard = Callable[[Board], None]


class Screen(Protocol):
    """What players know of a screen. `board`: the newest one; None before the first."""

    board: Board | None

    def wait_for_news(self, since: Board | None, timeout_s: float) -> None:
        """Wait until there is another board than this one, at most so long."""

    def close(self) -> None:
        """Leave. A screen that was shown nothing at all is an error."""


class ScreenMaker(Protocol):
    """Puts up a screen that watches one topic. `heard` is called with each board that is newer than the one before."""

    def __call__(
        self, url: str, topic: str, language: str, token: str | None, record: Record, heard: Heard | None = None, /
    ) -> Screen: ...


class Watcher:
    """One socket on one topic. `heard` is called with each board that is newer than the one before."""

    def __init__(self, url: str, topic: str, language: str, token: str | None, record: Record, heard: Heard | None = None) -> None:
        self.topic, self.language, self.record = topic, language, record
        self.board: Board | None = None
        self._is_refused = False
        self._serial, self._heard, self._connections = next(SERIAL), heard, 0
        self._news = threading.Condition()
        plain = Session()
        plain.trust_env = False
        self._socket = socketio.Client(
            reconnection_delay=0.2, reconnection_delay_max=2, handle_sigint=False, http_session=plain, websocket_extra_options={}
        )
        self._socket.on("connect", self._watch)
        self._socket.on("disconnect", lambda *_: record.did("socket-lost"))
        self._socket.on("board", self._receive)
        auth = {"token": token} if token else None
        self._socket.connect(url, auth=auth, transports=["websocket"], wait_timeout=10, retry=True)

    def wait_for_news(self, since: Board | None, timeout_s: float) -> None:
        """Wait until there is another board than this one, at most so long."""
        with self._news:
            self._news.wait_for(lambda: self.board is not since, timeout_s)

    def close(self) -> None:
        """Leave. A watcher that was shown nothing at all is an error."""
        if self.board is None and not self._is_refused:
            self.record.failed("watch-unanswered", self.topic)
        self._socket.on("disconnect", lambda *_: None)
        self._socket.disconnect()

    def _watch(self) -> None:
        self._connections += 1
        if self._connections > 1:
            self.record.did("socket-back")
        self._socket.emit("watch", (self.topic, {"language": self.language}), callback=self._receive)

    def _receive(self, board: Board) -> None:
        if "error" in board:
            self._is_refused = True
            self.record.failed(f"watch-{board['error'].get('code')}", self.topic)
        elif self.record.board(self._serial, self.topic, self.language, board):
            with self._news:
                self.board = board
                self._news.notify_all()
            if self._heard:
                self._heard(board)
