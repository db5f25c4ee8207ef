"""From pressing "next" to the board on every display, beside a bare WebSocket broadcast of the same bytes."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import raw
import started
from figures import Figure, quantile

SOCKETS = (1, 100, 1000)
CALLS = 40
REST_S = 0.15  # until the boards of the last step have been read
Call = Callable[[int], tuple[int, float]]  # turn → the revision that boards will have, and when it was asked for


def figures(folder: Path) -> list[Figure]:
    found = []
    with started.lobby(folder) as server:
        for count in SOCKETS:
            ours, sample = measured(
                count, server.port, lambda: Desk(server).call, f"{started.OFFICE}/display/hall", server.players.display
            )
            with started.bare_broadcast(folder, sample) as port:
                bare, _ = measured(count, port, lambda to=port: Caller(to).call)
            found += told(count, len(sample), ours, bare)
    return found


class Desk:
    """A caseworker who calls and serves one visitor after the other."""

    def __init__(self, server: started.Server) -> None:
        self._kiosk = raw.Http(started.HOST, server.port, server.players.kiosk)
        self._http = raw.Http(started.HOST, server.port, server.players.caseworkers[0].token)
        self._do("PUT", "/desk/session", {"counter": "sp-1"})

    def call(self, _turn: int) -> tuple[int, float]:
        """Call one: the revision that boards will have, and when "next" was pressed."""
        asked = {"service": "service-point", "language": "de"}
        status, drawn = self._kiosk.send("POST", f"/api/v1/tickets?office={started.OFFICE}", asked, raw.key())
        if status != 201:
            raise SystemExit(f"{status}: {drawn}")
        sleep(REST_S)
        pressed = monotonic()
        ticket = self._do("POST", "/desk/next", {})["ticket"]
        sleep(REST_S)
        for verb in ("start", "finish"):
            self._do("POST", f"/desk/tickets/{ticket['id']}/{verb}", {})
        return int(ticket["call"]["id"]), pressed

    def _do(self, method: str, path: str, body: Any) -> Any:
        status, answer = self._http.send(method, "/api/v1" + path, body)
        if status != 200:
            raise SystemExit(f"{path} → {status}: {answer}")
        return answer


class Caller:
    """Somebody who makes the bare server broadcast."""

    def __init__(self, port: int) -> None:
        self._http = raw.Http(started.HOST, port)

    def call(self, turn: int) -> tuple[int, float]:
        pressed = monotonic()
        self._http.send("GET", f"/send?revision={turn + 1}")
        sleep(REST_S)
        return turn + 1, pressed


def measured(count: int, port: int, connect: Callable[[], Call], *topic: str) -> tuple[list[float], str]:
    """Seconds from each call to each socket that got it, and the text of a frame. Raises SystemExit when boards are missing."""
    with watching(count, port, *topic) as report:
        call = connect()  # only now: servers close what is idle
        pressed = dict(call(turn) for turn in range(CALLS))
        sleep(1)
        seen = report()
    came: dict[str, list[float]] = seen["came"]
    missing = sum(count - len(came.get(str(revision), ())) for revision in pressed)
    if missing > 0 or seen["open"] != count:
        raise SystemExit(f"{missing} boards missing, {seen['open']} of {count} sockets open")
    return [at - began for revision, began in pressed.items() for at in came[str(revision)][:count]], seen["sample"]


@contextmanager
def watching(count: int, port: int, *topic: str) -> Iterator[Callable[[], Any]]:
    command = [sys.executable, str(started.HERE / "watch_many.py"), started.HOST, str(port), str(count), *topic]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        if crowd.stdout.readline() != "ready\n":
            raise SystemExit("the sockets did not open")

        def report() -> Any:
            print("report", file=crowd.stdin, flush=True)
            return json.loads(crowd.stdout.readline())  # type: ignore[union-attr]

        yield report
        crowd.stdin.close()


def told(count: int, size: int, ours: list[float], bare: list[float]) -> list[Figure]:
    name = f"call → board on {count:,} socket{'s' if count > 1 else ''}"
    rival = "bare broadcast"
    return [
        Figure(f"{name}, p50", quantile(ours, 0.5) * 1000, "ms", {rival: quantile(bare, 0.5) * 1000, "bytes": size}),
        Figure(f"{name}, p99", quantile(ours, 0.99) * 1000, "ms", {rival: quantile(bare, 0.99) * 1000}),
    ]
