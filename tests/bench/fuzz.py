"""What others notice when somebody says nonsense over sockets without end: call → board on 100 displays, without and with it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import started
from boards import Desk, measured
from figures import Figure, quantile

DISPLAYS, FLOODERS = 100, 20
LIMIT_MS = 500.0  # a call is on the wall before the visitor has looked up


def figures(folder: Path) -> list[Figure]:
    with started.lobby(folder) as server:
        about = (DISPLAYS, server.port, lambda: Desk(server).call, f"{started.OFFICE}/display/hall", server.players.display)
        quiet, _ = measured(*about)
        with flooding(server.port) as report:
            flooded, _ = measured(*about)
            told = report()
    return [
        Figure(
            f"call → board on {DISPLAYS} displays while {FLOODERS} sockets say nonsense, p{share:.0%}".replace("%", ""),
            quantile(flooded, share) * 1000,
            "ms",
            {"without": quantile(quiet, share) * 1000} | ({"limit": LIMIT_MS} if share > 0.9 else {}),
        )
        for share in (0.5, 0.99)
    ] + [Figure("messages of nonsense meanwhile", told["said"], "", {"hung up on": told["hung_up"]})]


@contextmanager
def flooding(port: int) -> Iterator[Callable[[], Any]]:
    command = [sys.executable, str(started.HERE / "flood.py"), started.HOST, str(port), str(FLOODERS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as flood:
        assert flood.stdin is not None
        assert flood.stdout is not None
        if flood.stdout.readline() != "ready\n":
            raise SystemExit("the flood did not begin")

        def report() -> Any:
            print("report", file=flood.stdin, flush=True)
            return json.loads(flood.stdout.readline())  # type: ignore[union-attr]

        yield report
        flood.stdin.close()
