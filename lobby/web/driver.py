"""How Engine.IO writes to a WebSocket and reads from it: by a line of our own, or by simple-websocket.

Engine.IO takes both from a table of its own. Its packet queue is the place where a line of ours can take over: what is put there
is written at once, to as many sockets as it is for, and its frame is built once.
"""

import base64
import hashlib
import logging
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from time import time
from typing import Any

import engineio
import gevent
from engineio import packet
from engineio.async_drivers.gevent import Thread, WebSocketWSGI
from gevent import queue, socket

from lobby.web import frames, words
from lobby.web.line import Line
from lobby.web.wholesocket import WholeSocket

KNOWN = "4.15.1"
"""The python-engineio whose inner parts these are: pinned in pyproject.toml."""
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
PROBE_S = 2
LOOK_S = 1.0
ALIVE, PING, PONG = "3", packet.Packet(packet.PING), packet.Packet(packet.PONG)
WELCOME = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n"

log = logging.getLogger(__name__)


def parts(name: str) -> dict[str, Any]:
    """What to put in Engine.IO's table for the driver of this name: `own` or `simple`."""
    if name == "own" and is_fitting():
        return OWN
    return {"websocket": Listener}


class Outbox:
    """Stands where Engine.IO keeps what is still to be sent. Nothing is kept: the line takes it."""

    __slots__ = ("_early", "_line")

    def __init__(self) -> None:
        self._early: list[packet.Packet] = []
        self._line: Line | None = None

    def attach(self, line: Line) -> None:
        """What was put here before there was a line goes first."""
        self._line = line
        for early in self._early:
            self.put(early)
        self._early = []

    def put(self, item: packet.Packet | None) -> None:
        """None: it is over."""
        if self._line is None:
            self._early.append(item)
        elif item is None:
            self._line.end()
        else:
            self._line.send(framed(item))

    def get(self, **_: Any) -> packet.Packet:
        """Engine.IO's writing task hears at once that there is nothing, and ends: a greenlet less for each socket."""
        raise queue.Empty

    def task_done(self) -> None:
        pass

    def join(self) -> None:
        pass


class Driver:
    """One WebSocket as Engine.IO reads it, in the greenlet of its request. `wait` gives the next word; None: it is over."""

    def __init__(self, handler: Callable[["Driver"], object], server: engineio.Server) -> None:
        self._handler = handler
        self._socket = handler.__self__  # type: ignore[attr-defined]
        self._words = words.Words()
        self._line: Line | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        sock = environ["gunicorn.socket"]
        if type(sock) is not socket.socket:  # inside TLS a short write is no plain matter
            _say_why_not()
            start_response("501 Not Implemented", [("Content-Length", "0")])
            return ()
        sock.sendall(WELCOME.format(accepted(environ["HTTP_SEC_WEBSOCKET_KEY"])).encode())
        self._line = Line(sock, words.LONGEST, self._weigh)
        self._line.took = self._took
        try:
            self._socket.queue.attach(self._line)
            self._handler(self)
        finally:
            self._line.forget()
        raise StopIteration  # gunicorn closes the connection and answers nothing

    def wait(self) -> str | None:
        assert self._line is not None
        return self._line.hear()

    def _weigh(self, said: object) -> str | None:
        """A sign of life is taken at once: who waits for an answer of ours is not gone."""
        try:
            word = self._words.heard(said)
        except words.NotOurs:
            raise frames.Violation(frames.NOT_OURS) from None
        if word == ALIVE:
            self._socket.receive(PONG)
            return None
        return word

    def _took(self) -> None:
        """Who takes what waits for her is there, though the question whether she is stands behind it."""
        if self._socket.last_ping:
            self._socket.last_ping = time()

    def send(self, _: str) -> None:
        raise NotImplementedError  # all that is sent goes by the outbox

    def close(self) -> None:
        """Engine.IO's writing task calls this when it ends, which is at once; the line ends by what the outbox is told."""


class Ping:
    """Asks a client for a sign of life when its time has come; Engine.IO's own task would be a sleeping greenlet a socket."""

    __slots__ = ("_socket", "_timer")

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._timer = gevent.get_hub().loop.timer(socket.server.ping_interval)

    def start(self) -> None:
        self._timer.start(self._ask)

    def _ask(self) -> None:
        self._timer.close()
        if not self._socket.closing and not self._socket.closed:
            self._socket.last_ping = time()
            self._socket.send(PING)


def look_after(engine: engineio.Server) -> None:
    """Ends the sockets that give no sign of life. Engine.IO's own task for that wakes up for each socket by itself."""
    while True:
        gevent.sleep(LOOK_S)
        for each in list(engine.sockets.values()):
            if each.closed:
                engine.sockets.pop(each.sid, None)
            elif not each.closing and each.last_ping and not _is_well(each):
                gevent.sleep(0)  # many may end at once, and each is told to those who ask about it


def _is_well(socket: engineio.socket.Socket) -> bool:
    try:
        return bool(socket.check_ping_timeout())
    except Exception:
        log.exception("a socket without a sign of life")
        return False


def task(target: Any, args: Any, kwargs: Any) -> Any:
    """A task of Engine.IO that can be started."""
    asked = getattr(target, "__func__", None)
    if asked is engineio.socket.Socket._send_ping:
        return Ping(target.__self__)
    if asked is engineio.Server._service_task:
        return Thread(look_after, [target.__self__])
    return Thread(target, args, kwargs)


OWN = {"websocket": Driver, "queue": Outbox, "thread": task}


class Listener(WebSocketWSGI):  # type: ignore[misc]
    """One WebSocket as Engine.IO reads it through simple-websocket."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = words.LONGEST  # of one that comes in parts, too
        self._words = words.Words()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        return super().__call__(environ | {"gunicorn.socket": WholeSocket(environ["gunicorn.socket"])}, start_response)

    def wait(self) -> str | None:
        while True:
            gevent.sleep(0)  # others first
            try:
                if (word := self._words.heard(super().wait())) is not None:
                    return word
            except words.NotOurs:
                return None


@cache
def _say_why_not() -> None:
    """Once, not to each who comes back."""
    log.error("LOBBY_WEBSOCKET=own needs TLS to end before gunicorn; LOBBY_WEBSOCKET=simple does not")


@lru_cache(maxsize=4)
def framed(item: packet.Packet) -> bytes:
    """The frame of a packet. A broadcast is one packet for all, so this is remembered while it goes round."""
    content = item.encode()
    return frames.frame(frames.BINARY, content) if isinstance(content, bytes) else frames.frame(frames.TEXT, content.encode())


def accepted(key: str) -> str:
    """What a client that sent this key waits to read."""
    return base64.b64encode(hashlib.sha1(key.encode() + MAGIC, usedforsecurity=False).digest()).decode()


@cache
def is_fitting() -> bool:
    """Whether this Engine.IO works with our line. Tried out once a process, on a pair of sockets."""
    try:
        with gevent.Timeout(PROBE_S):
            _try_out()
    except (Exception, gevent.Timeout) as error:
        log.warning("python-engineio %s does not work with LOBBY_WEBSOCKET=own, so simple: %r", version("python-engineio"), error)
        return False
    return True


def _try_out() -> None:
    """A whole conversation: greeting, a word up, a word down, goodbye. Raises whatever goes wrong."""
    if version("python-engineio") != KNOWN:
        raise RuntimeError(f"known is {KNOWN}")
    engine = engineio.Server(async_mode="gevent", transports=["websocket"], monitor_clients=False, ping_interval=PROBE_S)
    engine._async = engine._async | OWN
    engine.on("message", lambda sid, said: engine.send(sid, said))
    ours, theirs = socket.socketpair()
    asked = {"REQUEST_METHOD": "GET", "QUERY_STRING": "EIO=4&transport=websocket", "HTTP_UPGRADE": "websocket"}
    asked |= {"HTTP_CONNECTION": "Upgrade", "HTTP_SEC_WEBSOCKET_KEY": ""}
    with ours, theirs:
        going = gevent.spawn(_ended_by_stop, engine, asked | {"gunicorn.socket": ours})
        _expect(theirs, b'0{"sid"')
        for told, answer in ((b"40", b"40"), (b'42["watch"]', b'42["watch"]')):
            theirs.sendall(bytes((frames.FINAL | frames.TEXT, frames.MASKED | len(told))) + b"\0\0\0\0" + told)
            _expect(theirs, frames.frame(frames.TEXT, answer))
        theirs.sendall(bytes((frames.FINAL | frames.CLOSE, frames.MASKED, 0, 0, 0, 0)))
        _expect(theirs, frames.frame(frames.CLOSE, b""))
        going.get()


def _ended_by_stop(engine: engineio.Server, environ: dict[str, Any]) -> None:
    try:
        engine.handle_request(environ, None)
    except StopIteration:
        return
    raise RuntimeError("the conversation did not end as ours do")


def _expect(sock: socket.socket, wanted: bytes) -> None:
    received = b""
    while wanted not in received:
        received += sock.recv(4096)
