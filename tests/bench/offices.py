"""Twenty offices, two workers, PostgreSQL, Redis: from a call to the displays, beside a bare broadcast to as many sockets."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boards
import started
from figures import Figure, quantile

from lobby.rehearsal import checks, demos, many
from lobby.rehearsal.credentials import Credentials, prepare_all
from lobby.rehearsal.many import Load
from lobby.rehearsal.report import Report
from lobby.settings import Settings
from lobby.store.database import Database

sys.path.append(str(started.HOUSE / "tests" / "parts"))
from servers import new_database, running_postgresql, running_redis

OFFICES, SOCKETS, MINUTES, SPEED = 20, (2000, 5000), 1.5, 5.0
MORNING = (9.0, 12.0)


def figures(folder: Path) -> list[Figure]:
    found = []
    with running_postgresql() as cluster, running_redis() as redis:
        for count in SOCKETS:
            with new_database(cluster) as url:
                report, sample = rehearsed(folder / str(count), url, redis, count)
            with started.bare_broadcast(folder, sample) as port:
                bare, _ = boards.measured(count, port, lambda to=port: boards.Caller(to).call)
            found += told(count, report, bare)
    return found


def rehearsed(folder: Path, url: str, redis: str, sockets: int) -> tuple[Report, str]:
    """The report, and a display's board as it went over the wire."""
    folder.mkdir()
    with started.lobby(folder, url, WORKERS="2", REDIS_URL=redis, LOG_FORMAT="off") as server:
        with database(folder, url) as db:
            players = prepare_all(db, demos.numbered(db, OFFICES))
            asked = Load(
                f"http://{started.HOST}:{server.port}",
                speed=SPEED,
                hours=MORNING,
                minutes=MINUTES,
                sockets=sockets,
                server_pids=(server.pid,),
            )
            report = many.rehearse_many(asked, players, lambda office: checks.journal(db, office), say)
        return report, sample_of(server, players[0])


def sample_of(server: started.Server, players: Credentials) -> str:
    with boards.watching(1, server.port, f"{players.office}/display/hall", players.display) as report:
        return str(report()["sample"])


@contextmanager
def database(folder: Path, url: str) -> Iterator[Database]:
    settings = Settings.from_env(os.environ | {"LOBBY_DATA_DIR": str(folder), "LOBBY_DATABASE_URL": url})
    db = Database(settings, settings.clock)
    try:
        yield db
    finally:
        db.close()


def told(count: int, report: Report, bare: list[float]) -> list[Figure]:
    name, shown = f"{OFFICES} offices, {count:,} sockets", report.latencies_ms["call → display"]
    cores = float(os.cpu_count() or 1)
    return [
        *(
            Figure(
                f"{name}: call → display, p{share}",
                shown[f"p{share}"],
                "ms",
                {"bare broadcast": quantile(bare, share / 100) * 1000},
            )
            for share in (50, 99)
        ),
        Figure("  lost, doubled, wrong, 5xx", sum(report.faults.values()), "", {"limit": 0}),
        Figure("  boards a second", sum(report.boards.values()) / report.lasted_s, "/s", {}),
        Figure("  cores the server used", sum(used.mean for used in report.server), "", {"there are": cores}),
        Figure("  cores the generator used", sum(used.mean for used in report.generator), "", {"there are": cores}),
        Figure("  its fullest process", max(used.busiest for used in report.generator) * 100, "%", {"limit": 80}),
    ]


def say(words: str) -> None:
    print(words, file=sys.stderr)
