"""The servers that are measured: Lobby with a fresh demo office, and its bare rivals. Each ends with its `with` block."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import raw

from lobby.clock import SystemClock
from lobby.commands import offices
from lobby.rehearsal.credentials import Credentials, prepare
from lobby.settings import Settings
from lobby.store import schema
from lobby.store.database import Database

HOST, OFFICE = "127.0.0.1", "bernburg"
HOUSE = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Server:
    port: int
    players: Credentials
    pid: int

    def cpu_s(self) -> float:
        """Seconds of a core that its processes have used."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_cpu_s(pid) for pid in (str(self.pid), *children))


@contextmanager
def lobby(folder: Path, database_url: str | None = None, more: str = "", **settings: str) -> Iterator[Server]:
    """Lobby as `lobby serve` runs it, with the demo office and no tickets; on SQLite unless told otherwise. `more`: of its file.

    `settings`: further LOBBY_… ones, without the prefix.
    """
    port, env = free_port(), os.environ | {"LOBBY_DATA_DIR": str(folder)}
    env |= {f"LOBBY_{name}": value for name, value in settings.items()}
    if database_url:
        env["LOBBY_DATABASE_URL"] = database_url
    settings = Settings.from_env(env)
    schema.migrate(settings.database_url)
    db = Database(settings, SystemClock())
    offices.load(db, (HOUSE / "lobby/demo/bernburg.toml").read_text(encoding="utf-8") + more, "bench")
    players = prepare(db, OFFICE)
    db.close()
    with process([sys.executable, "-m", "lobby.cli", "serve", "--bind", f"{HOST}:{port}"], port, env, folder / "server.log") as pid:
        raw.Http(HOST, port).send("GET", "/readyz")  # it listens before it can answer
        yield Server(port, players, pid)


def _cpu_s(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def bare_flask(folder: Path, database_url: str | None = None, workers: int = 1) -> Iterator[int]:
    port, env = free_port(), os.environ | {"BARE_DATABASE": database_url or str(folder / "bare.sqlite")}
    worker = ("--worker-class", "gevent", "--workers", str(workers), "--keep-alive", "5", "--no-control-socket")
    command = [sys.executable, "-m", "gunicorn", *worker, "--bind", f"{HOST}:{port}", "--chdir", str(HERE), "bare_flask:app"]
    with process(command, port, env, folder / "bare_flask.log"):
        yield port


@contextmanager
def bare_broadcast(folder: Path, text: str) -> Iterator[int]:
    port, sample = free_port(), folder / "board.txt"
    sample.write_text(text)
    with process(
        [sys.executable, str(HERE / "bare_broadcast.py"), str(port), str(sample)], port, dict(os.environ), folder / "bare.log"
    ):
        yield port


@contextmanager
def process(command: list[str], port: int, env: dict[str, str], log: Path) -> Iterator[int]:
    with log.open("wb") as output:
        running = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT, cwd=HOUSE)
    try:
        until_it_listens(port, running, log)
        yield running.pid
    finally:
        running.terminate()
        running.wait(15)


def until_it_listens(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"{running.args} did not come up:\n{log.read_text(errors='replace')[-3000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
