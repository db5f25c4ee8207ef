"""Draws and calls per second with one, two and four workers, beside a bare Flask view under as many, and beside bare transactions.

Four offices share the server, as many as there are workers at most: within one, everybody waits for the day's row. The load comes
from a process of its own; where the cores are full, its share of them is missing to the server.
"""

import json
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import draws
import psycopg
import raw
import started
from figures import Figure

from lobby.clock import SystemClock
from lobby.commands import offices
from lobby.rehearsal.credentials import Credentials, prepare
from lobby.settings import Settings
from lobby.store.database import Database

sys.path.append(str(started.HOUSE / "tests" / "parts"))
from servers import new_database, running_postgresql, running_redis

FOR_S, CLIENTS, OFFICES, WORKERS = 4.0, 16, 4, (1, 2, 4)  # seconds; as many clients at every number of workers
DESKS = ("sp-1", "sp-2", "101", "102")


def figures(folder: Path) -> list[Figure]:
    with started.lobby(folder) as server:
        found = ours("SQLite, 1 worker", server, [server.players], folder)
    with started.bare_flask(folder) as port:
        rival(found, loaded(port, bare_clients()), {"bare inserts": draws.inserts_per_s(folder)})
    with running_postgresql() as cluster, running_redis() as redis_url:
        for workers in WORKERS:
            with new_database(cluster) as url:
                found += on_postgresql(folder / str(workers), url, redis_url, workers)
    return found


def on_postgresql(folder: Path, url: str, redis_url: str, workers: int) -> list[Figure]:
    folder.mkdir()
    with started.lobby(folder, url, REDIS_URL=redis_url, WORKERS=str(workers)) as server:
        players = [server.players, *(one_more_office(folder, url, number) for number in range(1, OFFICES))]
        found = ours(f"PostgreSQL, {workers} worker{'s' if workers > 1 else ''}", server, players, folder)
    plain = url.replace("+psycopg", "")
    with started.bare_flask(folder, plain, workers) as port:
        rival(found, loaded(port, bare_clients()), {"bare transactions": commits_per_s(plain)})
    return found


def ours(name: str, server: started.Server, players: list[Credentials], folder: Path) -> list[Figure]:
    kiosks = [{"kind": "draw", "token": each.kiosk, "path": "/api/v1/tickets"} for each in players]
    desks = [
        {"kind": "desk", "token": worker.token, "path": f"{each.office}/{counter}"}
        for each in players
        for worker, counter in zip(each.caseworkers, DESKS, strict=False)
    ]
    found = []
    for what, clients in (("draws", kiosks * (CLIENTS // len(kiosks))), ("calls, begun and finished", desks)):
        before = server.cpu_s()
        told = loaded(server.port, clients)
        cores = (server.cpu_s() - before) / told["took_s"]
        about = {"server cores": cores, "load cores": told["cpu_s"] / told["took_s"]}
        found.append(Figure(f"{name}: {what}", told["answers"] / told["took_s"], "/s", about))
        found.append(Figure("  CPU of the server a command", 1000 * cores * told["took_s"] / told["answers"], "ms", {}))
    return found


def rival(found: list[Figure], told: dict[str, Any], more: dict[str, float]) -> None:
    """Put the bare view's rate, and how much of it ours is, beside the rates."""
    bare = told["answers"] / told["took_s"]
    for each in found:
        if each.unit == "/s":
            each.beside.update({"bare Flask": bare} | more | {"per cent of bare Flask": 100 * each.value / bare})


def bare_clients() -> list[dict[str, str]]:
    return [{"kind": "draw", "token": "", "path": "/draw"}] * CLIENTS


def loaded(port: int, clients: list[dict[str, str]]) -> dict[str, Any]:
    """What a process of these clients says. Raises SystemExit where an answer was none."""
    until_it_answers(port)
    told = json.dumps({"port": port, "for_s": FOR_S, "clients": clients}) + "\n"
    command = [sys.executable, str(started.HERE / "load_many.py")]
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout or "{}")
    if not found.get("answers") or found["bad"]:
        raise SystemExit(f"{found}\n{done.stderr}")
    return found


def until_it_answers(port: int) -> None:
    """A server listens before its workers have begun."""
    for _ in range(120):
        try:
            raw.Http(started.HOST, port).send("GET", "/healthz")
            return
        except ValueError:  # no JSON, but an answer
            return
        except OSError:
            sleep(0.5)


def one_more_office(folder: Path, url: str, number: int) -> Credentials:
    """The demo office once more, under another slug."""
    text = (started.HOUSE / "lobby/demo/bernburg.toml").read_text(encoding="utf-8")
    slug = f"{started.OFFICE}-{number}"
    db = Database(Settings.from_env({"LOBBY_DATA_DIR": str(folder), "LOBBY_DATABASE_URL": url}), SystemClock())
    offices.load(db, text.replace(f'slug = "{started.OFFICE}"', f'slug = "{slug}"', 1), "bench")
    players = prepare(db, slug)
    db.close()
    return players


def commits_per_s(url: str) -> float:
    """One row a transaction on one connection, without anything around it."""
    with psycopg.connect(url) as rows:
        began, many = monotonic(), 500
        for _ in range(many):
            rows.execute("INSERT INTO drawn (key, service, language) VALUES (%s, 'residence', 'de')", (raw.key()[-30:-2],))
            rows.commit()
        return many / (monotonic() - began)
