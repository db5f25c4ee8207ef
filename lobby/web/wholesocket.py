"""A socket that sends all of a frame or closes: under gevent simple-websocket would let short writes break the stream.

And one that reads no more than it should: simple-websocket reads whatever comes, and keeps it.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import gevent
from gevent.lock import RLock

from lobby.web.limits import Allowance
from lobby.web.line import BYTES_AT_ONCE, BYTES_PER_S, CLOSING_S, PATIENCE_S

CLOSE_FRAME = 0x88
MOST_OF_ONE, MOST = 3000, 8000
"""Sockets of one address, and of all. A whole lobby's phones may share an address."""
VERSION = "13"
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WholeSocket:
    """Stands in for the connection's socket. `send` takes turns and sends everything."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._turn = RLock()
        self._allowance = Allowance(BYTES_AT_ONCE, BYTES_PER_S)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def recv(self, most: int) -> bytes:
        gevent.sleep(0)  # a client that never stops keeps nobody from being heard
        data = bytes(self._sock.recv(most))
        if not self._allowance.takes(len(data)):
            raise OSError("the client says too much")
        return data

    def send(self, data: bytes) -> int:
        try:
            with gevent.Timeout(PATIENCE_S, OSError("the client does not read")), self._turn:
                self._sock.sendall(data)
        except OSError:
            self._sock.close()
            raise
        if data[:1] and data[0] == CLOSE_FRAME:
            gevent.spawn_later(CLOSING_S, self._sock.close)  # a peer that is gone never answers
        return len(data)


def whole_frames(app: Wsgi) -> Wsgi:
    """WSGI middleware: only so many WebSockets of one address, and of all; what asks for none as the standard says is refused.

    Compression is refused, too: twice the CPU a message.
    """
    here: Counter[str] = Counter()

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if "gunicorn.socket" not in environ or environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return app(environ, start_response)
        address = environ.get("REMOTE_ADDR", "")
        if here[address] >= MOST_OF_ONE or here.total() >= MOST:
            return _refused(start_response, "503 Service Unavailable", ("Retry-After", "10"))
        if not _is_handshake(environ):
            return _refused(start_response, "400 Bad Request", ("Sec-WebSocket-Version", VERSION))
        here[address] += 1
        try:
            return app(environ, start_response)
        finally:
            here[address] -= 1
            if not here[address]:
                del here[address]

    return wrapped


def _refused(start_response: Any, status: str, header: tuple[str, str]) -> Iterable[bytes]:
    start_response(status, [header, ("Content-Length", "0")])
    return ()


def _is_handshake(environ: dict[str, Any]) -> bool:
    """RFC 6455, 4.2.1; Engine.IO looks at the method itself."""
    try:
        key = base64.b64decode(environ.get("HTTP_SEC_WEBSOCKET_KEY", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    asked = {word.strip().lower() for word in environ.get("HTTP_CONNECTION", "").split(",")}
    return len(key) == 16 and "upgrade" in asked and environ.get("HTTP_SEC_WEBSOCKET_VERSION") == VERSION
