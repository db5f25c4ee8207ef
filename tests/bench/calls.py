"""Calling the next one while all desks press at once, beside one bare locked update in the same database."""

import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import psycopg
import raw
import started
from figures import Figure, quantile

sys.path.append(str(started.HOUSE / "tests" / "parts"))
from servers import new_database, running_postgresql

ROUNDS, WAITING = 24, 30
SERVED = {"service-point": 6, "residence": 14, "duldung": 6, "benefits": 4}  # so that every counter has somebody to call
Step = Callable[[], None]


def figures(folder: Path) -> list[Figure]:
    with started.lobby(folder) as server:
        ours = pressed(server)
    found = told("SQLite", ours, together([locked_sqlite(folder / "lobby.sqlite") for _ in ours]))
    with running_postgresql() as cluster, new_database(cluster) as url:
        plain = url.replace("+psycopg", "")
        with started.lobby(folder / "postgresql", url) as server:
            ours = pressed(server)
        found += told("PostgreSQL", ours, together([locked_postgresql(plain) for _ in ours]))
    return found


def told(name: str, ours: list[list[float]], bare: list[list[float]]) -> list[Figure]:
    mine, rival = ([took * 1000 for desk in each for took in desk] for each in (ours, bare))
    return [
        Figure(
            f"{name}: {len(ours)} desks call the next, {what}",
            quantile(mine, share),
            "ms",
            {"bare locked update": quantile(rival, share)},
        )
        for what, share in (("p50", 0.5), ("p99", 0.99))
    ]


def pressed(server: started.Server) -> list[list[float]]:
    """How long each POST /desk/next took, desk by desk; between them the visitor is served, unmeasured."""
    kiosk = raw.Http(started.HOST, server.port, server.players.kiosk)
    for service, many in SERVED.items():
        for _ in range(WAITING * many):
            body = {"service": service, "language": "de"}
            status, answer = kiosk.send("POST", "/api/v1/tickets", body, raw.key())
            if status != 201:
                raise SystemExit(f"{status}: {answer}")
    desks = [raw.Http(started.HOST, server.port, worker.token) for worker in server.players.caseworkers]
    counters = desks[0].send("GET", "/api/v1/desk/counters")[1]
    for desk, counter in zip(desks, counters["items"] if isinstance(counters, dict) else counters, strict=True):
        desk.send("PUT", "/api/v1/desk/session", {"counter": counter["slug"]})
    return together([at_desk(desk) for desk in desks])


def at_desk(desk: raw.Http) -> tuple[Step, Step]:
    ticket: dict[str, int] = {}

    def call() -> None:
        status, answer = desk.send("POST", "/api/v1/desk/next", {})
        if status != 200:
            raise SystemExit(f"{status}: {answer}")
        ticket["id"] = answer["ticket"]["id"]

    def serve() -> None:
        for verb in ("start", "finish"):
            desk.send("POST", f"/api/v1/desk/tickets/{ticket['id']}/{verb}", {})

    return call, serve


def locked_sqlite(file: Path) -> tuple[Step, Step]:
    rows = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
    rows.execute("PRAGMA synchronous=FULL")

    def update() -> None:
        with BARE:
            rows.execute("BEGIN IMMEDIATE")
            rows.execute("UPDATE days SET revision = revision + 1")
            rows.execute("COMMIT")

    return update, lambda: None


BARE = threading.Lock()  # as Lobby has it: SQLite itself starves waiting writers


def locked_postgresql(url: str) -> tuple[Step, Step]:
    rows = psycopg.connect(url)

    def update() -> None:
        rows.execute("SELECT revision FROM days FOR UPDATE")
        rows.execute("UPDATE days SET revision = revision + 1")
        rows.commit()

    return update, lambda: None


def together(clients: list[tuple[Step, Step]]) -> list[list[float]]:
    """Each client's steps, all clients at once: how long the first of each pair took."""
    took: list[list[float]] = [[] for _ in clients]
    threads = [threading.Thread(target=repeat, args=(*client, mine)) for client, mine in zip(clients, took, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def repeat(step: Step, between: Step, took: list[float]) -> None:
    for _ in range(ROUNDS):
        began = monotonic()
        step()
        took.append(monotonic() - began)
        between()
