"""How a process ends without anybody noticing: it finishes what it was asked, and tells its sockets to go to another one."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

import gevent
from socketio import Server

from lobby.web.duty import Duty
from lobby.web.runtime import Runtime

A_SECOND = 500  # so many sockets come back at once without anybody waiting for an answer meanwhile
LONGEST_S = 4.0
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

log = logging.getLogger(__name__)


class Drain:
    """Ends this process's long conversations. Call `begin` once, when it takes no new connections any more."""

    def __init__(self, runtime: Runtime, server: Server, duty: Duty) -> None:
        self._runtime, self._server, self._duty = runtime, server, duty

    def begin(self) -> None:
        """Give duties back, end long polls, and close the sockets little by little: each comes back by itself."""
        self._runtime.is_ending = True
        gevent.spawn(self._duty.end)
        self._runtime.wake_printers()
        closed = hang_up_all(self._server)
        log.info("ending: %s sockets are sent to another process", closed)


def hang_up_all(server: Server) -> int:
    """Close all sockets as if the line had broken, which lets clients come back; how many that were."""
    sids = list(server.eio.sockets)
    rest_s = min(1 / A_SECOND, LONGEST_S / (len(sids) or 1))
    for sid in sids:
        if (line := server.eio.sockets.get(sid)) is not None:
            line.close(wait=False, abort=True)
        gevent.sleep(rest_s)
    return len(sids)


def gate(app: Wsgi, runtime: Runtime) -> Wsgi:
    """WSGI middleware: who would watch is sent elsewhere by a process that ends, or that knows nothing new."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if (runtime.is_ending or runtime.is_cut_off) and environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            start_response("503 Service Unavailable", [("Retry-After", "1"), ("Content-Length", "0"), ("Connection", "close")])
            return ()
        return app(environ, start_response)

    return wrapped
