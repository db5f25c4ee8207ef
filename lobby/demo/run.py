"""`lobby demo`: server and folder printer side by side, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import click

from lobby.commands import keeping, offices
from lobby.demo import logins
from lobby.settings import Settings
from lobby.store.acting import Actor, act_as
from lobby.store.database import Database

SLUG = "bernburg"
STARTING_S = 30.0
Process = subprocess.Popen[bytes]


def run(settings: Settings) -> int:
    """Prepare, start, say where to look, wait; the exit code. Ends all that it started."""
    made = prepare(settings)
    address = f"http://{settings.bind}"
    with _until_told_to_stop() as is_stopped, _ended_with_us() as started:
        server = started("-m", "lobby.cli", "serve", LOBBY_LOG_FORMAT=os.environ.get("LOBBY_LOG_FORMAT") or "off")
        if not _is_up(address, server, is_stopped):
            return _failed(server, is_stopped)
        slips = ("--device", f"folder:{settings.data_dir / 'slips'}")
        started("-m", "printer", "--server", address, *slips, LOBBY_PRINTER_TOKEN=made["devices"]["printer"])
        click.echo(told(address, made))
        while not is_stopped() and server.poll() is None:
            time.sleep(0.2)
        return _failed(server, is_stopped)


def prepare(settings: Settings) -> dict[str, Any]:
    """Migrate, load the demo office into an empty database, make its log-ins; what `logins.make` made."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keeping.upgrade(settings)
    act_as(Actor("demo"))
    db = Database(settings, settings.clock)
    try:
        known = offices.slugs(db)
        if not known:
            offices.load(db, resources.files("lobby.demo").joinpath("bernburg.toml").read_text(encoding="utf-8"), "demo")
        elif SLUG not in known:
            raise click.ClickException(f"The database holds other offices ({', '.join(known)}): `lobby serve` serves them.")
        return logins.kept(settings.data_dir) or logins.make(db, SLUG, settings.data_dir)
    finally:
        db.close()


def told(address: str, made: dict[str, Any]) -> str:
    """The addresses and log-ins, for the terminal."""
    token = made["devices"]
    rows = [
        ("Start page", f"{address}/"),
        ("Kiosk", f"{address}/kiosk?device={token['kiosk']}"),
        ("Display", f"{address}/display/hall?device={token['display']}"),
        ("Front desk", f"{address}/frontdesk"),
        ("Desk", f"{address}/desk"),
        *((f"  log-in {login}", password) for login, password in made["people"].items()),
    ]
    return "\nLobby is running. Ctrl-C stops it.\n\n" + "\n".join(f"  {name:<22}{value}" for name, value in rows) + "\n"


def _is_up(address: str, server: Process, is_stopped: Callable[[], bool]) -> bool:
    until = time.monotonic() + STARTING_S
    while time.monotonic() < until and server.poll() is None and not is_stopped():
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _failed(server: Process, is_stopped: Callable[[], bool]) -> int:
    if is_stopped():
        return 0
    click.echo(f"The server ended (code {server.poll()}). Is something else listening at this address?", err=True)
    return 1


@contextmanager
def _until_told_to_stop() -> Iterator[Callable[[], bool]]:
    told: list[int] = []
    before = {
        number: signal.signal(number, lambda n, _: told.append(n)) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _ended_with_us() -> Iterator[Callable[..., Process]]:
    """Start Python programs in sessions of their own, so that Ctrl-C reaches us alone; end them in the end."""
    running: list[Process] = []

    def start(*arguments: str, **environ: str) -> Process:
        running.append(subprocess.Popen([sys.executable, *arguments], start_new_session=True, env=os.environ | environ))
        return running[-1]

    try:
        yield start
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
