"""Thousands of light sockets in one loop: they connect, ask for a topic, answer pings, and come back when they were lost."""

import heapq
import itertools
import select
import socket
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from random import Random
from time import monotonic
from urllib.parse import urlsplit

from lobby.rehearsal.link import Ear, Gone, Link, Stage

OPENING_S = 20.0  # for a connection until it is shown something
SILENT_S = 10.0  # without a word, or a ping: a page would say that it is stale
AT_ONCE = 100  # connections that are being opened
COME_BACK_S = {"phone": 20.0}  # the longest pause before the next try, as pages have it
SCREENS_COME_BACK_S = 2.0
OF_LOOPBACK = 2000  # sockets of one address; beyond that the next one is used: a server lets in only so many of each


class Crowd:
    """The loop. Only `ask` may be called from other threads; all else belongs to the one that calls `step`."""

    def __init__(self, url: str, seed: int = 0, sources: Callable[[int], str | None] = lambda number: None) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._host, self._rng, self._sources = parts.netloc, Random(seed), sources
        self.links: list[Link] = []
        self._by_number: dict[int, Link] = {}
        self._waiting: deque[Link] = deque()  # to be connected now
        self._later: list[tuple[float, int, Link]] = []
        self._number, self._serial, self._looked_at = itertools.count(), itertools.count(), 0.0
        self._opening: set[Link] = set()
        self._asked: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._poll = select.epoll()
        self._bell, self._button = socket.socketpair()
        self._poll.register(self._bell, select.EPOLLIN)

    def ask(self, what: Callable[[], object]) -> None:
        """Have this done by the loop's own thread, soon."""
        self._asked.put(what)
        self._button.send(b"!")

    def add(self, ear: Ear) -> Link:
        """One more socket; it connects by and by."""
        link = Link(ear, self._to, self._host, self._sources(next(self._number)))
        self.links.append(link)
        self._waiting.append(link)
        return link

    def leave(self, link: Link) -> None:
        """Hang up for good, as somebody who closes a page."""
        link.is_left = True
        self.links.remove(link)
        link.say_goodbye()
        self._hang_up(link)

    def again(self, link: Link) -> None:
        """Hang up and come again at once: its place may be another one now."""
        link.say_goodbye()
        self._hang_up(link)
        self._waiting.append(link)

    def watch(self, link: Link) -> None:
        """Ask for the topic of its place, which it did not have before; one that is away asks when it is back."""
        if link.stage is Stage.OPEN:
            self._opening.add(link)
            self._try(link, link.ask)

    @property
    def open(self) -> int:
        """How many sockets are shown what they asked for now."""
        return sum(link.stage is Stage.OPEN for link in self.links)

    def step(self, timeout_s: float) -> None:
        """Take what has come, begin what is due."""
        for number, events in self._poll.poll(timeout_s):
            if number == self._bell.fileno():
                self._obey()
            elif link := self._by_number.get(number):
                self._advance(link, events)
        self._connect_those_due()
        if monotonic() - self._looked_at > 1:
            self._look_round()

    def close(self) -> None:
        """Hang up everywhere."""
        for link in list(self.links):
            self.leave(link)
        for each in (self._poll, self._bell, self._button):
            each.close()

    def _obey(self) -> None:
        self._bell.recv(4096)
        while not self._asked.empty():
            self._asked.get()()

    def _connect_those_due(self) -> None:
        now = monotonic()
        while self._later and self._later[0][0] <= now:
            self._waiting.append(heapq.heappop(self._later)[2])
        while self._waiting and len(self._opening) < AT_ONCE:
            link = self._waiting.popleft()
            if not link.is_left and link.stage is Stage.AWAY:
                self._connect(link)

    def _connect(self, link: Link) -> None:
        self._opening.add(link)
        try:
            sock = link.connect()
        except Gone:
            self._lose(link)
            return
        self._by_number[sock.fileno()] = link
        self._poll.register(sock, select.EPOLLIN | select.EPOLLOUT)

    def _advance(self, link: Link, events: int) -> None:
        if link.stage is not Stage.CONNECTING:
            self._try(link, link.receive)
        elif events & (select.EPOLLERR | select.EPOLLHUP):
            self._lose(link)
        elif link.sock is not None:
            self._poll.modify(link.sock, select.EPOLLIN)
            self._try(link, link.begin)

    def _try(self, link: Link, step: Callable[[], None]) -> None:
        try:
            step()
        except Gone:
            self._lose(link)
        if link.stage is Stage.OPEN:
            self._opening.discard(link)

    def _lose(self, link: Link) -> None:
        """The connection ended by itself: count it, and come back after a while."""
        if link.stage is Stage.AWAY:
            return
        (link.ear.lose if link.was_open else link.ear.fail)()
        self._hang_up(link)
        most = COME_BACK_S.get(link.ear.place.kind, SCREENS_COME_BACK_S)
        pause = min(most, 0.5 * 2 ** min(link.tries, 8)) * self._rng.uniform(0.5, 1.5)
        link.tries += 1
        heapq.heappush(self._later, (monotonic() + pause, next(self._serial), link))

    def _hang_up(self, link: Link) -> None:
        self._opening.discard(link)
        if link.sock is not None and self._by_number.pop(link.sock.fileno(), None) is not None:
            self._poll.unregister(link.sock)
        link.hang_up()

    def _look_round(self) -> None:
        """Whoever is too slow to open is given up; whoever hears nothing says so and comes anew, as a page does."""
        self._looked_at = now = monotonic()
        for link in [link for link in self._opening if now - link.since > OPENING_S]:
            link.ear.wonder("no answer in time")
            self._lose(link)
        for link in [link for link in self.links if _is_silent(link)]:
            self._try(link, link.receive)  # perhaps it has been said, and we were slow
            if _is_silent(link):
                link.ear.hear_nothing()
                self._lose(link)


def of_loopback(first: int) -> Callable[[int], str]:
    """Source addresses for sockets to a server on this machine: 127.0.1.1, 127.0.1.2, …, a range for each `first`."""
    return lambda number: f"127.0.{1 + first}.{1 + number // OF_LOOPBACK}"


def _is_silent(link: Link) -> bool:
    return link.stage is Stage.OPEN and monotonic() - link.heard_at > SILENT_S
