"""A really running Lobby: gunicorn in a process of its own, on loopback, with data of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from migrated import brought_up
from programs import free_port

from lobby.demo import run as demo
from lobby.settings import Settings

ROOT = Path(__file__).parents[2]
STARTING_S = 90


@dataclass
class Server:
    """A server with the demo office: its address, its devices' tokens, its people's passwords.

    `inside`: what starts it elsewhere, as in a network namespace of its own.
    """

    data_dir: Path
    environ: dict[str, str]
    url: str
    made: dict[str, Any]
    process: subprocess.Popen[bytes] | None = field(default=None)
    inside: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        return Settings.from_env(self.environ)

    @property
    def devices(self) -> dict[str, str]:
        """kiosk, display, printer → token"""
        return dict(self.made["devices"])

    @property
    def people(self) -> dict[str, str]:
        """log-in → password"""
        return dict(self.made["people"])

    @property
    def pid(self) -> int:
        """Of gunicorn's master."""
        assert self.process is not None
        return self.process.pid

    def start(self, within_s: float = STARTING_S) -> None:
        """Start, and wait until it is ready."""
        environ = os.environ | self.environ
        with (self.data_dir / "server.log").open("ab") as log:
            command = [*self.inside, sys.executable, "-m", "lobby.cli", "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + within_s
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the server did not start:\n{self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it politely."""
        self.signal(signal.SIGTERM)
        self._gone()

    def kill(self) -> None:
        """kill -9, master and worker at once."""
        self.signal(signal.SIGKILL)
        self._gone()

    def signal(self, number: int) -> None:
        """To the whole process group: gunicorn's master and its worker."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        return (self.data_dir / "server.log").read_text(errors="replace")[-4000:]

    def api(self, method: str, path: str, token: str | None = None, **how: Any) -> requests.Response:
        """A call of the API, with a bearer token where one is given."""
        headers = how.pop("headers", {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        return requests.request(method, f"{self.url}/api/v1{path}", headers=headers, timeout=60, **how)

    @contextmanager
    def another(self) -> Iterator["Server"]:
        """A second server beside this one, with the same database and secret; ended afterwards. Not on SQLite."""
        bind = f"127.0.0.1:{free_port()}"
        other = Server(self.data_dir, self.environ | {"LOBBY_BIND": bind}, f"http://{bind}", self.made)
        try:
            other.start()
            yield other
        finally:
            other.signal(signal.SIGCONT)
            other.kill()

    def staff_token(self, login: str) -> str:
        """A new API token of an account, as `lobby staff token` prints it."""
        command = [sys.executable, "-m", "lobby.cli", "staff", "token", login]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | self.environ, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[-1]

    def draw(self, service: str = "residence", language: str = "de", **more: Any) -> dict[str, Any]:
        """A ticket drawn at the kiosk."""
        key = os.urandom(16).hex()
        body = {"service": service, "language": language} | more
        answer = self.api("POST", "/tickets", self.devices["kiosk"], json=body, headers={"Idempotency-Key": key})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def _gone(self) -> None:
        if self.process is not None:
            self.process.wait(15)


@contextmanager
def demo_server(data_dir: Path, database_url: str | None = None, inside: tuple[str, ...] = (), **environ: str) -> Iterator[Server]:
    """A running server with the demo office; ended afterwards. `environ`: further LOBBY_… settings, without the prefix."""
    data_dir.mkdir(parents=True, exist_ok=True)
    bind = f"127.0.0.1:{free_port()}"
    settings = {"LOBBY_DATA_DIR": str(data_dir), "LOBBY_BIND": bind} | {f"LOBBY_{name}": value for name, value in environ.items()}
    if database_url:
        settings["LOBBY_DATABASE_URL"] = database_url
    told = Settings.from_env(settings)
    brought_up(told.database_url)
    server = Server(data_dir, settings, f"http://{bind}", demo.prepare(told), inside=inside)
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.signal(signal.SIGCONT)
            server.kill()
