"""One board to many sockets: our WebSocket driver beside simple-websocket and the bare `websockets` library, the same bytes."""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import raw
import started
from boards import watching
from figures import Figure, quantile

SOCKETS = (1000, 5000)
TURNS, ROUNDS = 20, 2
LATEST_S = 10.0
TEXT = json.dumps({"revision": 0, "html": "<p>A 012, Zimmer 104</p>" * 160}, separators=(",", ":"))  # 4 kB, as a display's board
GOAL = 1.25  # times what the bare library takes
OWN, SIMPLE, BARE = "own", "simple-websocket", "bare websockets"


@dataclass(frozen=True)
class Seen:
    p50_ms: float
    p99_ms: float
    cpu_us: float
    kb: float


def figures(folder: Path) -> list[Figure]:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    text = folder / "board.json"
    text.write_text(TEXT)
    return [figure for count in SOCKETS if count + 100 < hard for figure in told(count, quietest(count, text))]


def quietest(count: int, text: Path) -> dict[str, Seen]:
    """Each in turn, twice; of each the round in which the machine was quieter."""
    rounds = [{name: measured(name, count, text) for name in (OWN, BARE, SIMPLE)} for _ in range(ROUNDS)]
    return {name: min((each[name] for each in rounds), key=lambda seen: seen.p99_ms) for name in rounds[0]}


def measured(name: str, count: int, text: Path) -> Seen:
    with server(name, text) as (port, pid):
        raw.Http(started.HOST, port).send("GET", "/send?revision=0")  # gunicorn listens before it has loaded anything
        before_kb = memory_kb(pid)
        with watching(count, port, *(() if name == BARE else ("all", "nobody"))) as report:
            kb, cpu_s, took = (memory_kb(pid) - before_kb) / count, cpu_of(pid), []
            http = raw.Http(started.HOST, port)
            for turn in range(1, TURNS + 1):
                http = http if name != BARE else raw.Http(started.HOST, port)  # it answers one request a connection
                pressed = monotonic()
                http.send("GET", f"/send?revision={turn}")
                sleep(0.1 + count / 10_000)
                took.append(pressed)
            waits = waited(took, report, count * TURNS)
            cpu_s = cpu_of(pid) - cpu_s
    missing = count * TURNS - len(waits)
    if missing and name == OWN:
        raise SystemExit(f"{missing} of {count * TURNS} boards did not come")
    waits += [LATEST_S] * missing  # a rival may fail
    return Seen(quantile(waits, 0.5) * 1000, quantile(waits, 0.99) * 1000, cpu_s / len(waits) * 1e6, kb)


def waited(pressed: list[float], report: Callable[[], Any], expected: int) -> list[float]:
    """Seconds from each turn to each socket; a slow machine is given time."""
    found: list[float] = []
    until = monotonic() + LATEST_S
    while len(found) < expected and monotonic() < until:
        sleep(0.3)
        came = report()["came"]
        found += [at - pressed[turn - 1] for turn in range(1, TURNS + 1) for at in came.get(str(turn), ())]
    return found


@contextmanager
def server(name: str, text: Path) -> Iterator[tuple[int, int]]:
    port, env = started.free_port(), os.environ | {"BARE_TEXT": str(text), "LOBBY_WEBSOCKET": name.partition("-")[0]}
    worker = ("--worker-class", "gevent", "--worker-connections", "10000", "--backlog", "4096", "--keep-alive", "5")
    if name == BARE:
        command = [sys.executable, str(started.HERE / "websockets_broadcast.py"), str(port), str(text)]
    else:
        app = ("--bind", f"{started.HOST}:{port}", "--chdir", str(started.HERE), "--no-control-socket", "socketio_broadcast:app")
        command = [sys.executable, "-m", "gunicorn", *worker, "--graceful-timeout", "1", *app]
    with started.process(command, port, env, text.with_name("broadcast.log")) as pid:
        yield port, pid


def processes(pid: int) -> list[str]:
    return [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_of(pid: int) -> float:
    return started.Server(0, None, pid).cpu_s()


def memory_kb(pid: int) -> int:
    """Of the largest of its processes."""
    lines = [line for each in processes(pid) for line in Path(f"/proc/{each}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def told(count: int, seen: dict[str, Seen]) -> list[Figure]:
    own, bare, simple = seen[OWN], seen[BARE], seen[SIMPLE]
    name = f"broadcast of 4 kB to {count:,} sockets"
    return [
        Figure(f"{name}, p50", own.p50_ms, "ms", {BARE: bare.p50_ms, SIMPLE: simple.p50_ms}),
        Figure(f"{name}, p99", own.p99_ms, "ms", {BARE: bare.p99_ms, SIMPLE: simple.p99_ms, "limit": bare.p99_ms * GOAL}),
        Figure(f"{name}, server's CPU a message", own.cpu_us, "µs", {BARE: bare.cpu_us, SIMPLE: simple.cpu_us}),
        Figure(f"{name}, memory a socket", own.kb, "kB", {BARE: bare.kb, SIMPLE: simple.kb}),
    ]
