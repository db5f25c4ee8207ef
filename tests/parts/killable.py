"""Programs that a test may kill, freeze and start again where they were: PostgreSQL, Redis."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from programs import free_port, program
from servers import POSTGRESQL, postgresql_answers, redis_answers, unprivileged

STARTING_S = 30.0


class Killable:
    """A program at one place; what it has written stays there. `pid` is that of its first process."""

    def __init__(self, command: list[str], answers: Callable[[], bool], log: Path, **how: object) -> None:
        self._command, self._answers, self._log, self._how = command, answers, log, how
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start, and wait until it answers; once more where what was killed has left something behind that is going."""
        until = time.monotonic() + STARTING_S
        while True:
            if self._process is None or self._process.poll() is not None:
                with self._log.open("ab") as log:
                    self._process = subprocess.Popen(self._command, stdout=log, stderr=log, **self._how)
            if self._answers():
                return
            if time.monotonic() > until:
                pytest.fail(f"{self._command[0]} did not come up:\n{self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9."""
        self._signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait(10)

    def freeze(self) -> None:
        """It stands still, with all that it started, and the connections stay."""
        for pid in [self.pid, *self.children]:
            _send(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in [*self.children, self.pid]:
            _send(pid, signal.SIGCONT)

    @property
    def children(self) -> list[int]:
        return children(self.pid)

    def end(self, number: int = signal.SIGTERM) -> None:
        """End it in order."""
        if self._process is not None and self._process.poll() is None:
            self.thaw()
            self._signal(number)
            self._process.wait(15)

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)


def children(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if is_running(int(each))]
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is not one that has ended and is only remembered."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def killable_postgresql(listens: str = "127.0.0.1", admits: str = "127.0.0.1/32") -> Iterator[tuple[Killable, str]]:
    """A PostgreSQL whose commits outlive kill -9, not a power cut; and its address on loopback."""
    initdb, postgres = program("initdb", beside=POSTGRESQL), program("postgres", beside=POSTGRESQL)
    folder, port, user = Path(tempfile.mkdtemp(prefix="lobby-postgresql-")), free_port(), unprivileged()
    try:
        for name, id_ in user.items():
            os.chown(folder, *((id_, -1) if name == "user" else (-1, id_)))
        make = [initdb, "-D", "data", "-U", "lobby", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(make, cwd=folder, check=True, capture_output=True, **user)
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {admits} trust\n")
        quick = ["fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB"]
        here = [f"port={port}", f"listen_addresses={listens}", f"unix_socket_directories={folder}"]
        command = [postgres, "-D", "data", *(word for setting in here + quick for word in ("-c", setting))]
        url = f"postgresql://lobby@127.0.0.1:{port}/postgres"
        found = Killable(command, lambda: postgresql_answers(url), folder / "log", cwd=folder, **user)
        found.start()
        try:
            yield found, url
        finally:
            found.end(signal.SIGINT)
    finally:
        shutil.rmtree(folder)


@contextmanager
def killable_redis(*addresses: str) -> Iterator[tuple[Killable, int]]:
    """An empty Redis that keeps nothing, on loopback and these addresses; and its port."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="lobby-redis-") as folder:
        words = ["--port", str(port), "--protected-mode", "no", "--save", "", "--appendonly", "no", "--dir", folder]
        command = [program("redis-server"), *words, "--bind", "127.0.0.1", *addresses]
        found = Killable(command, lambda: redis_answers(f"redis://127.0.0.1:{port}/0"), Path(folder, "log"))
        found.start()
        try:
            yield found, port
        finally:
            found.end()


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
