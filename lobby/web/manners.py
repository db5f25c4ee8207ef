"""Who asks goes first: boards that nobody waits for step aside while a request is answered, or a call goes to the displays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from flask import Flask, g
from gevent.event import Event

LONGEST_S = 0.1  # a row of boards comes late by no more than this, however many ask


class Manners:
    """Counts the requests that are being answered, those left out that wait for something themselves."""

    def __init__(self) -> None:
        self._asked = 0
        self._quiet = Event()
        self._quiet.set()

    def watch(self, app: Flask) -> None:
        """Count this app's requests. Sockets are none: they never come to an end."""
        app.before_request(self._begin)
        app.teardown_request(self._end)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """For a request that is held open until there is news."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(+1)

    @contextmanager
    def first(self) -> Iterator[None]:
        """For what is as urgent as an answer."""
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    def aside(self, longest_s: float = LONGEST_S) -> Callable[[], object]:
        """Call what is given before each board of a row: it returns when nobody asks, or the row has been patient enough."""
        until = monotonic() + longest_s
        return lambda: self._quiet.wait(max(0.0, until - monotonic())) if self._asked else None

    def _begin(self) -> None:
        g.is_counted = True
        self._count(+1)

    def _end(self, _: BaseException | None) -> None:
        if g.pop("is_counted", False):
            self._count(-1)

    def _count(self, by: int) -> None:
        self._asked += by
        (self._quiet.clear if self._asked else self._quiet.set)()
