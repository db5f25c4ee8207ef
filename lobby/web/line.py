"""One WebSocket's line: whole frames go out at once or wait their turn, and words come in. It has no greenlet of its own."""

import socket as plain
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gevent
from gevent.hub import Waiter

from lobby.web import frames
from lobby.web.limits import Allowance

PATIENCE_S = 10  # a client that does not take a frame for so long is dropped
MOST_WAITING = 256 * 1024  # bytes of frames that wait for one client, beside what the system's own buffer holds
ENOUGH_WAITING = 64 * 1024  # who asks more before reading the answers is heard when they are out
SYSTEM_BUFFER = 64 * 1024  # else the system would keep megabytes for each client that does not read
CLOSING_S = 2  # how long a peer may take to answer a closing frame
READ_AT_ONCE = 4096
BYTES_AT_ONCE, BYTES_PER_S = 32 * 1024, 2 * 1024
"""How much a socket may have said beforehand, and how much goes on coming."""
FORGETFUL = struct.pack("ii", 1, 0)  # SO_LINGER: what was not sent is forgotten
READABLE, WRITABLE = 1, 2
Weigh = Callable[[object], str | None]


class Line:
    """All of a frame goes out, or the connection ends.

    The loop itself reads and writes what waits, so that a client is heard while another word of it is being answered. `weigh`
    tells at once what a message comes to: a word for `hear`, or None; it raises Violation. `took` is called whenever the client
    has taken some of what waited for it. Only the greenlet that hears closes the socket: others cut the line, which wakes it. So
    nobody ever writes to a number that has become another's socket.
    """

    __slots__ = (
        "_allowance",
        "_bytes_waiting",
        "_closing",
        "_closing_s",
        "_inbox",
        "_is_over",
        "_patience",
        "_patience_s",
        "_readable",
        "_reader",
        "_sock",
        "_waiter",
        "_waiting",
        "_weigh",
        "_writable",
        "took",
    )

    def __init__(self, sock: Any, longest: int, weigh: Weigh, patience_s: float = PATIENCE_S, closing_s: float = CLOSING_S) -> None:
        self._sock, self._weigh = sock, weigh
        self.took: Callable[[], None] = lambda: None
        self._patience_s, self._closing_s = patience_s, closing_s
        self._reader = frames.Reader(longest)
        self._allowance = Allowance(BYTES_AT_ONCE, BYTES_PER_S)
        self._inbox: list[str] = []
        self._waiting: list[bytes] = []
        self._bytes_waiting = 0
        self._waiter: Waiter[None] | None = None
        self._is_over = False  # nothing more will be heard
        self._writable: Any = None  # these three are there while they are needed
        self._patience: Any = None
        self._closing: Any = None
        sock.setblocking(False)
        sock.setsockopt(plain.SOL_SOCKET, plain.SO_SNDBUF, SYSTEM_BUFFER)
        self._readable = _loop().io(sock.fileno(), READABLE)
        self._readable.start(self._take)

    def hear(self) -> str | None:
        """The next word; None: it is over. Whoever says much at once lets others go first in between."""
        if self._inbox:
            gevent.sleep(0)
        while not self._inbox or self._bytes_waiting > ENOUGH_WAITING:
            if self._is_over:
                return None
            self._waiter = Waiter()
            self._waiter.get()
        return self._inbox.pop(0)

    def send(self, frame: bytes) -> None:
        """Write it at once where the client keeps up; else it waits, and the caller does not. Never raises."""
        if self._closing is None and not self._is_over:
            self._put(frame)

    def end(self, code: int = frames.NORMAL) -> None:
        """Say goodbye after what waits, and listen no more. A peer that does not answer is cut off."""
        if self._closing is None and not self._is_over:
            self._closing = _loop().timer(self._closing_s)
            self._closing.start(self.cut)
            self._inbox.clear()
            self._put(frames.frame(frames.CLOSE, frames.closing(code)))

    def cut(self) -> None:
        """End the connection now; what was not yet sent is forgotten, here and in the system's buffer."""
        with suppress(OSError):  # it may have ended already
            self._sock.setsockopt(plain.SOL_SOCKET, plain.SO_LINGER, FORGETFUL)
            self._sock.shutdown(plain.SHUT_RDWR)
        self._over()

    def forget(self) -> None:
        """The conversation is over: nothing of this line goes on, and it holds on to nobody."""
        self._over()
        self._weigh = _deaf
        self._rest_from_writing()
        for watcher in (self._readable, self._closing):
            if watcher is not None:
                watcher.close()

    def _put(self, frame: bytes) -> None:
        sent = 0 if self._waiting else self._write(frame)
        if sent == len(frame) or self._is_over:
            return
        self._waiting.append(frame[sent:] if sent else frame)
        self._bytes_waiting += len(frame) - sent
        if self._bytes_waiting > MOST_WAITING:
            self.cut()
        elif self._writable is None:
            self._writable, self._patience = (
                _loop().io(self._sock.fileno(), WRITABLE),
                _loop().timer(self._patience_s, self._patience_s),
            )
            self._writable.start(self._flush)
            self._patience.start(self.cut)

    def _write(self, frame: bytes) -> int:
        """How much of it the system took."""
        try:
            return int(self._sock.send(frame))
        except BlockingIOError:
            return 0
        except OSError:
            self.cut()
            return 0

    def _flush(self) -> None:
        """Send what waits, as far as it goes; each frame has its time."""
        while self._waiting:
            frame = self._waiting[0]
            sent = self._write(frame)
            self._bytes_waiting -= sent
            if sent:
                self.took()
            if sent < len(frame):
                if sent:
                    self._waiting[0] = frame[sent:]
                return
            self._waiting.pop(0)
            self._patience.again(self.cut)
        self._rest_from_writing()
        self._wake()

    def _rest_from_writing(self) -> None:
        for watcher in (self._writable, self._patience):
            if watcher is not None:
                watcher.close()
        self._writable = self._patience = None

    def _take(self) -> None:
        """Read what has come."""
        try:
            data = self._sock.recv(READ_AT_ONCE)
            if not data:
                self._over()
                return
            if not self._allowance.takes(len(data)):
                raise frames.Violation(frames.NOT_OURS)
            self._reader.feed(data)
            while not self._is_over and (said := self._reader.next()) is not None:
                self._heed(*said)
        except frames.Violation as violation:
            self.end(violation.code)
            self._over()
        except BlockingIOError:
            return
        except OSError:
            self._over()

    def _heed(self, opcode: int, content: bytes | str) -> None:
        if opcode == frames.PING:
            self.send(frames.frame(frames.PONG, bytes(content)))  # type: ignore[arg-type]
        elif opcode == frames.CLOSE:
            self.end(frames.reason(bytes(content)))  # type: ignore[arg-type]
            self._over()
        elif opcode != frames.PONG and self._closing is None and (word := self._weigh(content)) is not None:
            self._inbox.append(word)
            self._wake()

    def _over(self) -> None:
        """Nothing more will be heard, and nothing that waits will be sent."""
        self._is_over = True
        self._readable.stop()
        self._inbox.clear()
        self._waiting.clear()
        self._bytes_waiting = 0
        self._wake()

    def _wake(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            _loop().run_callback(waiter.switch, None)


def _deaf(_: object) -> None:
    return None


def _loop() -> Any:
    return gevent.get_hub().loop
