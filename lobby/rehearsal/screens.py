"""Players' screens for many offices at once: as many as there are share one loop and one thread."""

import threading

from lobby.rehearsal.crowd import Crowd
from lobby.rehearsal.link import Link
from lobby.rehearsal.places import Place
from lobby.rehearsal.record import Record
from lobby.rehearsal.watcher import SERIAL, Board, Heard

FIRST_BOARD_S = 10.0
STEP_S = 0.5


class Screens:
    """Makes screens (`watcher.ScreenMaker`) for players of one server. Use it as a context: they all hang up at its end."""

    def __init__(self, url: str, seed: int = 0) -> None:
        self._crowd, self._is_over = Crowd(url, seed), threading.Event()
        self._thread = threading.Thread(target=self._run, name="screens", daemon=True)

    def __enter__(self) -> "Screens":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._crowd.close()

    def __call__(
        self, url: str, topic: str, language: str, token: str | None, record: Record, heard: Heard | None = None, /
    ) -> "LightScreen":
        screen = LightScreen(Place(topic.split("/")[0], topic.split("/")[1], topic, language, token), record, heard, self._crowd)
        screen.wait_for_news(None, FIRST_BOARD_S)
        return screen

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._crowd.step(STEP_S)


class LightScreen:
    """One socket on one topic, that keeps the newest board; what its loop tells it, it notes in the record."""

    board: Board | None

    def __init__(self, place: Place, record: Record, heard: Heard | None, crowd: Crowd) -> None:
        self.place, self.board = place, None
        self._record, self._heard, self._crowd, self._serial = record, heard, crowd, next(SERIAL)
        self._news = threading.Condition()
        self._is_lost = self._is_refused = False
        self._link: Link | None = None
        crowd.ask(self._join)

    def wait_for_news(self, since: Board | None, timeout_s: float) -> None:
        """Wait until there is another board than this one, at most so long."""
        with self._news:
            self._news.wait_for(lambda: self.board is not since, timeout_s)

    def close(self) -> None:
        """Leave. A screen that was shown nothing at all is an error."""
        if self.board is None and not self._is_refused:
            self._record.failed("watch-unanswered", self.place.topic)
        self._crowd.ask(self._leave)

    def open(self) -> None:
        if self._is_lost:
            self._record.did("socket-back")
        self._is_lost = False

    def lose(self) -> None:
        self._is_lost = True
        self._record.did("socket-lost")

    def fail(self) -> None:
        self._record.did("socket-unopened")

    def hear_nothing(self) -> None:
        self._record.did("socket-silent")

    def wonder(self, what: str) -> None:
        self._is_refused = True
        self._record.failed(f"screen, {what}", self.place.topic)

    def look(self, board: Board, now: float) -> None:
        if not self._record.board(self._serial, self.place.topic, self.place.language or "", board):
            return
        with self._news:
            self.board = board
            self._news.notify_all()
        if self._heard:
            self._heard(board)

    def _join(self) -> None:
        self._link = self._crowd.add(self)

    def _leave(self) -> None:
        if self._link:
            self._crowd.leave(self._link)
