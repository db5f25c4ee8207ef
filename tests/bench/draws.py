"""Tickets drawn per second over HTTP, beside a bare Flask view and beside bare inserts."""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import raw
import started
from figures import Figure, quantile

CLIENTS, DRAWS = 16, 480
SERVICES = ("service-point", "residence", "fiktion", "ukraine", "duldung", "address")


def figures(folder: Path) -> list[Figure]:
    with started.lobby(folder) as server:
        path, token = f"/api/v1/tickets?office={started.OFFICE}", server.players.kiosk
        ours = load(lambda: raw.Http(started.HOST, server.port, token), path)
    with started.bare_flask(folder) as port:
        bare = load(lambda: raw.Http(started.HOST, port), "/draw")
    rate, took = DRAWS / ours[0], ours[1]
    bare_rate, bare_took = DRAWS / bare[0], bare[1]
    rivals = {"bare Flask": bare_rate, "bare inserts": inserts_per_s(folder)}
    return [
        Figure(f"tickets drawn, {CLIENTS} clients", rate, "/s", rivals),
        Figure("  draw p50", quantile(took, 0.5) * 1000, "ms", {"bare Flask": quantile(bare_took, 0.5) * 1000}),
        Figure("  draw p99", quantile(took, 0.99) * 1000, "ms", {"bare Flask": quantile(bare_took, 0.99) * 1000}),
    ]


def load(connect: Callable[[], raw.Http], path: str) -> tuple[float, list[float]]:
    """How long all draws took together, and each of them."""
    took: list[float] = []
    connections = [connect() for _ in range(CLIENTS)]
    for connection in connections:
        drawn(connection, path, 0)  # warm
    began = monotonic()
    threads = [threading.Thread(target=draw_many, args=(connection, path, took)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(took) != DRAWS:
        raise SystemExit(f"{DRAWS - len(took)} draws failed")
    return monotonic() - began, took


def draw_many(connection: raw.Http, path: str, took: list[float]) -> None:
    for turn in range(DRAWS // CLIENTS):
        began = monotonic()
        drawn(connection, path, turn)
        took.append(monotonic() - began)


def drawn(connection: raw.Http, path: str, turn: int) -> None:
    body = {"service": SERVICES[turn % len(SERVICES)], "language": "de"}
    status, answer = connection.send("POST", path, body, raw.key())
    if status != 201:
        raise SystemExit(f"{status}: {answer}")


def inserts_per_s(folder: Path) -> float:
    """One row a transaction, in a file of the same settings, without anything around it."""
    rows = sqlite3.connect(folder / "inserts.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        rows.execute(f"PRAGMA {pragma}")
    rows.execute("CREATE TABLE drawn (id INTEGER PRIMARY KEY, key TEXT UNIQUE, service TEXT, language TEXT)")
    began = monotonic()
    for turn in range(DRAWS):
        rows.execute("BEGIN IMMEDIATE")
        rows.execute("INSERT INTO drawn (key, service, language) VALUES (?, ?, 'de')", (os.urandom(12).hex(), SERVICES[turn % 6]))
        rows.execute("COMMIT")
    return DRAWS / (monotonic() - began)
