"""Two hosts of Lobby in network namespaces, PostgreSQL and Redis beside them, nginx in front: whose cables can be pulled.

Each host has three cables, to nginx, to the database and to Redis, so that it can be cut off from each alone. Only root can
make this.
"""

import itertools
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from killable import Killable, killable_postgresql, killable_redis
from nginxes import Front, running_nginx
from programs import leave_out
from running import Server

from lobby.demo import run as demo
from lobby.settings import Settings

FRONT, DATABASE, QUEUE = CABLES = ("front", "database", "queue")
PORT = 8000
_numbers = itertools.count()


@dataclass
class Host:
    """One machine of several; `number` is the last of its addresses' four."""

    name: str
    net: "Net"
    number: int
    server: Server = field(init=False)

    def cut(self, *cables: str) -> None:
        """Nothing gets through from now on, and nobody is told: neither side sees its connections end."""
        for cable in cables or CABLES:
            _ip("link", "set", f"{self.name}{cable[0]}", "nomaster")

    def mend(self) -> None:
        """All cables are plugged in again."""
        for cable in CABLES:
            _ip("link", "set", f"{self.name}{cable[0]}", "master", self.net.switch(cable))

    @property
    def address(self) -> str:
        """Where nginx reaches it."""
        return f"{self.net.at(FRONT, self.number)}:{PORT}"

    @property
    def serves(self) -> bool:
        """Whether it answers at once and has all that it needs."""
        try:
            return requests.get(f"http://{self.address}/readyz", timeout=1).ok
        except requests.RequestException:
            return False

    def kill(self) -> None:
        """kill -9 of everything on it: what a power cut is to the others."""
        self.server.kill()

    def freeze(self) -> None:
        self.server.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.server.signal(signal.SIGCONT)


@dataclass
class House:
    """All of it. `settings` are those of a program on this machine, which no cut concerns."""

    hosts: list[Host]
    front: Front
    postgresql: Killable
    redis: Killable
    settings: Settings

    def mend(self) -> None:
        """Everything runs and is connected again."""
        self.postgresql.thaw()
        self.postgresql.start()
        self.redis.thaw()
        self.redis.start()
        for host in self.hosts:
            host.mend()
            host.thaw()
            if host.server.process is not None and host.server.process.poll() is not None:
                host.server.start()


@contextmanager
def two_hosts(folder: Path, **environ: str) -> Iterator[House]:
    """Two hosts with the demo office behind nginx. `environ`: further LOBBY_… settings, without the prefix."""
    with ExitStack() as stack:
        net = stack.enter_context(_switches())
        hosts = [stack.enter_context(_machine(net, number)) for number in (2, 3)]
        postgresql, url = stack.enter_context(killable_postgresql("*", net.all))
        redis, port = stack.enter_context(killable_redis(net.at(QUEUE)))
        told = {"LOBBY_SECRET_KEY": secrets.token_hex(24), "LOBBY_TRUSTED_PROXIES": "1", "LOBBY_SPEECH": "off"}
        told |= {f"LOBBY_{name}": value for name, value in environ.items()}
        here = {"LOBBY_DATABASE_URL": url, "LOBBY_REDIS_URL": f"redis://127.0.0.1:{port}/0", "LOBBY_DATA_DIR": str(folder / "here")}
        settings = Settings.from_env(told | here)
        made = demo.prepare(settings)
        told |= {
            "LOBBY_DATABASE_URL": url.replace("127.0.0.1", net.at(DATABASE)),
            "LOBBY_REDIS_URL": f"redis://{net.at(QUEUE)}:{port}/0",
        }
        for host in hosts:
            host.server = _server(host, folder / host.name, told, made)
            stack.callback(_ended, host)
        with ThreadPoolExecutor() as at_once:
            list(at_once.map(lambda host: host.server.start(), hosts))
        front = stack.enter_context(running_nginx(folder / "nginx", *(host.address for host in hosts)))
        yield House(hosts, front, postgresql, redis, settings)


def _server(host: Host, folder: Path, told: dict[str, str], made: dict[str, Any]) -> Server:
    folder.mkdir(parents=True)
    own = {"LOBBY_BIND": host.address, "LOBBY_DATA_DIR": str(folder)}
    return Server(folder, told | own, f"http://{host.address}", made, inside=("ip", "netns", "exec", host.name))


def _ended(host: Host) -> None:
    host.thaw()
    if host.server.process is not None and host.server.process.poll() is None:
        host.kill()


@dataclass(frozen=True)
class Net:
    """A switch for each kind of cable, and the addresses on it: this machine's is the first."""

    name: str
    prefix: str

    @property
    def all(self) -> str:
        return f"{self.prefix}.0/24"

    def switch(self, cable: str) -> str:
        return f"{self.name}{cable[0]}"

    def at(self, cable: str, number: int = 1) -> str:
        return f"{self.prefix}.{16 * CABLES.index(cable) + number}"


@contextmanager
def _switches() -> Iterator[Net]:
    if os.geteuid() != 0 or shutil.which("ip") is None:
        leave_out("only root with iproute2 can make a network namespace")
    number = next(_numbers)
    net = Net(f"ls{os.getpid() % 100000}x{number}", f"10.{214 + number % 30}.{os.getpid() % 250}")
    try:
        for cable in CABLES:
            if subprocess.run(["ip", "link", "add", net.switch(cable), "type", "bridge"], capture_output=True).returncode:
                leave_out("this machine allows no bridge")
            _ip("address", "add", f"{net.at(cable)}/28", "dev", net.switch(cable))
            _ip("link", "set", net.switch(cable), "up")
        yield net
    finally:
        for cable in CABLES:
            subprocess.run(["ip", "link", "del", net.switch(cable)], capture_output=True)


@contextmanager
def _machine(net: Net, number: int) -> Iterator[Host]:
    host = Host(f"{net.name}h{number}", net, number)
    if subprocess.run(["ip", "netns", "add", host.name], capture_output=True).returncode:
        leave_out("this machine allows no network namespace")
    try:
        _ip("-n", host.name, "link", "set", "lo", "up")
        for cable in CABLES:
            _lay(host, cable)
        host.mend()
        yield host
    finally:
        subprocess.run(["ip", "netns", "del", host.name], capture_output=True)


def _lay(host: Host, cable: str) -> None:
    """A cable from the host to its switch, not yet plugged in there."""
    near, far = f"{host.name}{cable[0]}", f"to-{cable}"
    _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", host.name)
    _ip("link", "set", near, "up")
    _ip("-n", host.name, "address", "add", f"{host.net.at(cable, host.number)}/28", "dev", far)
    _ip("-n", host.name, "link", "set", far, "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
