"""A socket that sends all of a frame or closes: under gevent simple-websocket would let short writes break the stream."""

from collections.abc import Callable, Iterable
from typing import Any

import gevent
from gevent.lock import RLock

PATIENCE_S = 10  # a client that reads nothing for so long is dropped
CLOSING_S = 2  # how long a peer may take to answer a closing frame
CLOSE_FRAME = 0x88
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WholeSocket:
    """Stands in for the connection's socket. `send` takes turns and sends everything."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._turn = RLock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

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
    """WSGI middleware: WebSockets of this app write whole frames, and refuse compression (twice the CPU a message)."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if "gunicorn.socket" in environ and environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            environ["gunicorn.socket"] = WholeSocket(environ["gunicorn.socket"])
        return app(environ, start_response)

    return wrapped
