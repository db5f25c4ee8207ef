"""A real PostgreSQL and a real Redis for tests: on loopback, on free ports, gone afterwards."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis
from programs import free_port, program, running

POSTGRESQL = "/usr/lib/postgresql/*/bin"
_numbers = itertools.count(1)


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The address of a fresh cluster's database `postgres`; it forgets everything, so it need not wait for the disk."""
    initdb, postgres = program("initdb", beside=POSTGRESQL), program("postgres", beside=POSTGRESQL)
    folder, port, user = Path(tempfile.mkdtemp(prefix="lobby-postgresql-")), free_port(), unprivileged()
    try:
        for name, id_ in user.items():
            os.chown(folder, *((id_, -1) if name == "user" else (-1, id_)))
        make = [initdb, "-D", "data", "-U", "lobby", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(make, cwd=folder, check=True, capture_output=True, **user)
        quick = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB"]
        here = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
        command = [postgres, "-D", "data", *(word for setting in here + quick for word in ("-c", setting))]
        url = f"postgresql://lobby@127.0.0.1:{port}/postgres"
        with running(command, answers=lambda: postgresql_answers(url), log=folder / "log", cwd=folder, **user) as process:
            yield url.replace("postgresql:", "postgresql+psycopg:")
            process.send_signal(signal.SIGINT)  # do not wait for connections that a test left open
    finally:
        shutil.rmtree(folder)


@contextmanager
def new_database(postgresql_url: str) -> Iterator[str]:
    """The address of a new, empty database in that cluster."""
    plain, name = postgresql_url.replace("+psycopg", ""), f"lobby_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield postgresql_url.rpartition("/")[0] + "/" + name
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_redis(port: int | None = None) -> Iterator[str]:
    """The address of an empty Redis that keeps nothing. `port`: to start it again where it was."""
    port = port or free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with tempfile.TemporaryDirectory(prefix="lobby-redis-") as folder:
        words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        with running([program("redis-server"), *words], answers=lambda: redis_answers(url), log=Path(folder, "log")):
            yield url


def unprivileged() -> dict[str, int]:
    """initdb refuses root: the user and group to become, or nobody to become."""
    if os.geteuid() != 0:
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    other = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": other.pw_uid, "group": other.pw_gid}


def postgresql_answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def redis_answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
