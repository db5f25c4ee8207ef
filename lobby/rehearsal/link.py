"""One light socket of a crowd: what it says to the server, and what it makes of the answers."""

import contextlib
import json
import socket
from enum import Enum, auto
from time import monotonic
from typing import Any, Protocol

from lobby.rehearsal import frames
from lobby.rehearsal.places import Place
from lobby.rehearsal.seen import Board

SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"
HTML = b',"html":"'  # the last part of a board, which nobody here reads
GOING = b"\x03\xe8"  # close code 1000


class Gone(Exception):
    """The connection ended, and not by us."""


class Ear(Protocol):
    """Who looks at what a socket shows: `seen.Eye`, or a player's screen."""

    place: Place

    def open(self) -> None: ...
    def lose(self) -> None: ...
    def fail(self) -> None: ...
    def hear_nothing(self) -> None: ...
    def wonder(self, what: str) -> None: ...
    def look(self, board: Board, now: float) -> None: ...


class Stage(Enum):
    """How far a connection is."""

    AWAY = auto()
    CONNECTING = auto()
    UPGRADING = auto()
    GREETING = auto()
    ASKING = auto()
    OPEN = auto()


class Link:
    """One socket of one ear, through all of its connections. What it does raises Gone when the connection is no more.

    `since`: when this connection, or its question, began; `was_open`: this connection was shown something, or greeted.
    """

    __slots__ = ("_host", "_to", "ear", "heard_at", "is_left", "received", "since", "sock", "source", "stage", "tries", "was_open")

    def __init__(self, ear: Ear, to: tuple[str, int], host: str, source: str | None) -> None:
        self.ear, self.source, self._to, self._host = ear, source, to, host
        self.sock: socket.socket | None = None
        self.stage, self.received = Stage.AWAY, bytearray()
        self.since = self.heard_at = 0.0
        self.tries, self.is_left, self.was_open = 0, False, False

    @property
    def is_open(self) -> bool:
        """Whether it is shown what it asked for; or is greeted, where it asked for nothing."""
        return self.stage is Stage.OPEN

    def connect(self) -> socket.socket:
        """Begin a connection; `begin` goes on when it can be written to."""
        self.stage, self.since, self.received, self.was_open = Stage.CONNECTING, monotonic(), bytearray(), False
        self.sock = sock = socket.socket(socket.AF_INET6 if ":" in self._to[0] else socket.AF_INET)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.source:
                sock.bind((self.source, 0))
            sock.connect(self._to)
        except BlockingIOError:
            pass
        except OSError as error:
            raise Gone from error
        return sock

    def begin(self) -> None:
        self.stage = Stage.UPGRADING
        self._send(frames.upgrade(self._host, SOCKET_IO))

    def receive(self) -> None:
        """Take all that has come."""
        assert self.sock is not None
        try:
            more = self.sock.recv(262144)
        except BlockingIOError:
            return
        except OSError as error:
            raise Gone from error
        if not more:
            raise Gone
        self.received += more
        self.heard_at = monotonic()
        if self.stage is Stage.UPGRADING and not self._upgraded():
            return
        try:
            for opcode, content in frames.taken(self.received):
                self._hear(opcode, content)
        except (frames.BadFrame, ValueError, LookupError, TypeError, AttributeError) as error:
            self.ear.wonder(f"unreadable: {type(error).__name__}")
            raise Gone from error

    def ask(self) -> None:
        """Ask for the topic of its place."""
        self.stage, self.since, place = Stage.ASKING, monotonic(), self.ear.place
        options = {"language": place.language} if place.language else {}
        self._send(frames.event("watch", place.topic, options, answer=0))

    def hang_up(self) -> None:
        """End this connection without a word; `say_goodbye` before it is a page that is closed."""
        self.stage, sock, self.sock = Stage.AWAY, self.sock, None
        if sock is not None:
            sock.close()

    def say_goodbye(self) -> None:
        with contextlib.suppress(Gone):
            self._send(frames.frame(GOING, frames.CLOSE))

    def _upgraded(self) -> bool:
        head, end, rest = self.received.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            self.ear.wonder(f"refused: {head[9:12].decode(errors='replace')}")
            raise Gone
        self.received, self.stage = rest, Stage.GREETING
        return True

    def _hear(self, opcode: int, content: bytes) -> None:
        if opcode == frames.CLOSE:
            raise Gone
        if opcode == frames.PING:
            self._send(frames.frame(content, frames.PONG))
        elif content == b"2":
            self._send(frames.frame(b"3"))
        elif content.startswith(b"0"):
            auth = {"token": self.ear.place.token} if self.ear.place.token else {}
            self._send(frames.frame(b"40" + json.dumps(auth).encode()))
        elif content.startswith(b"40"):
            self._greeted()
        elif content.startswith((b"43", b"42")):
            self._told(content)
        else:
            self.ear.wonder(f"sent away: {content[:60].decode(errors='replace')}")
            raise Gone

    def _greeted(self) -> None:
        if self.ear.place.topic:
            self.ask()
        else:
            self._is_open()

    def _told(self, content: bytes) -> None:
        """An answer `430[board]`, or an event `42["board",board]`."""
        told = _read(content)
        is_answer = content.startswith(b"43")
        name, board = ("board", told[0]) if is_answer else (told[0], told[1])
        if name == "over" or "error" in board:
            self.ear.wonder(f"{'watch' if is_answer else name}: {board['error'].get('code')}")
        elif name == "board" and board["topic"] == self.ear.place.topic:
            self.ear.look(board, self.heard_at)
        else:
            self.ear.wonder(f"unasked: {name}")
        if is_answer:
            self._is_open()

    def _is_open(self) -> None:
        self.stage, self.tries, self.was_open = Stage.OPEN, 0, True
        self.ear.open()

    def _send(self, data: bytes) -> None:
        """So little always fits, but into a connection that is gone."""
        if self.sock is None:
            return
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Gone from error


def _read(content: bytes) -> Any:
    """The JSON of an event or an answer, without a board's fragment."""
    start = content.index(b"[")
    cut = content.find(HTML)
    return json.loads(content[start:] if cut < 0 else content[start:cut] + b"}]")
