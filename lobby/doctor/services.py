"""What Lobby works with: the database, Redis, and the address that phones reach."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import requests
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from lobby.doctor.finding import Finding, bad, ok, warn
from lobby.settings import LOOPBACK, Settings
from lobby.store import schema
from lobby.web import across

OLDEST_POSTGRESQL = 14
APART_S = 2.0
OLD_COPY = timedelta(days=2)
CONNECTIONS = 45  # of a process, as docs/hosts.md counts them


def database(settings: Settings) -> Iterator[Finding]:
    """Reachable, sound, of this program's version, with the same time."""
    where = make_url(settings.database_url).render_as_string(hide_password=True)
    if settings.is_sqlite and not Path(make_url(settings.database_url).database or "").exists():
        yield ok("database", f"{where} is not there yet: `lobby serve` makes it")
        return
    try:
        if schema.is_outdated(settings.database_url):
            yield warn("database", f"{where} is of an older version", "lobby migrate (it keeps a copy first)")
        else:
            yield ok("database", f"{where}, of this version")
        yield from _sqlite(settings) if settings.is_sqlite else _postgresql(settings)
    except schema.TooNew as error:
        yield bad("database", str(error), "install the newer version")
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        yield bad("database", f"{where} cannot be used: {reason}", "look at LOBBY_DATABASE_URL and at the database's own log")


def _sqlite(settings: Settings) -> Iterator[Finding]:
    with create_engine(settings.database_url).connect() as connection:
        found = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if found != "ok":
        yield bad("database", f"is damaged: {found}", "stop Lobby, keep the file, and `lobby restore` the newest copy")


def _postgresql(settings: Settings) -> Iterator[Finding]:
    engine = create_engine(settings.database_url, connect_args={"connect_timeout": 3})
    with engine.connect() as connection:
        version = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10000
        ahead = (connection.execute(text("SELECT clock_timestamp()")).scalar_one() - datetime.now(UTC)).total_seconds()
        most = int(connection.execute(text("SHOW max_connections")).scalar_one())
    engine.dispose()
    if version < OLDEST_POSTGRESQL:
        yield bad("PostgreSQL", f"version {version} is too old", f"use {OLDEST_POSTGRESQL} or newer")
    if abs(ahead) > APART_S:
        yield warn("clocks", f"the database's is {ahead:+.1f} s from this machine's", "let the house's NTP server keep both")
    if most < most_of(settings):
        yield warn("PostgreSQL", f"allows {most} connections", f"max_connections = {most_of(settings) + 10}; more with more hosts")


def copies(settings: Settings) -> Iterator[Finding]:
    """The nightly copy."""
    if not settings.nightly_backup:
        yield warn("copies", "none is made at night (LOBBY_NIGHTLY_BACKUP=0)", "be sure that something else copies the database")
        return
    found = sorted((settings.data_dir / "backups").glob("*"), key=lambda path: path.stat().st_mtime)
    if not found:
        yield warn("copies", "there is none yet", "one comes each night while Lobby runs; now: lobby backup FILE")
        return
    made = datetime.fromtimestamp(found[-1].stat().st_mtime, UTC)
    if datetime.now(UTC) - made > OLD_COPY:
        yield warn("copies", f"the newest is of {made:%Y-%m-%d}", "Lobby's log says why; now: lobby backup FILE")
    else:
        yield ok("copies", f"the newest is of {made:%Y-%m-%d %H:%M} UTC. Keep one on another machine")


def most_of(settings: Settings) -> int:
    """How many connections this host may open at once."""
    return CONNECTIONS * settings.workers


def several(settings: Settings) -> Iterator[Finding]:
    """What more than one process needs."""
    if settings.workers > 1 and (settings.is_sqlite or not settings.redis_url):
        yield bad("workers", f"{settings.workers} need PostgreSQL and Redis", "set their addresses, or one worker")
    if settings.redis_url is None:
        return
    if across.is_reachable(settings.redis_url):
        yield ok("Redis", "answers")
    else:
        yield bad("Redis", "does not answer", "look at LOBBY_REDIS_URL, its password and its own log")


def address(settings: Settings) -> Iterator[Finding]:
    """LOBBY_PUBLIC_URL: what the code on a slip points to."""
    about, url = "public address", settings.public_url
    if url is None:
        yield warn(about, "is not set: no slip bears a code for the phone", "LOBBY_PUBLIC_URL=https://…, as phones reach it")
        return
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK:
        yield warn(about, f"{url} is this machine's own", "a phone cannot reach it: set the name that phones know")
    elif parts.scheme != "https":
        yield warn(about, f"{url} is not encrypted", "let nginx end TLS (deploy/nginx.conf)")
    if parts.scheme == "https" and not settings.trusted_proxies:
        yield warn(about, "https, but no proxy is trusted", "LOBBY_TRUSTED_PROXIES=1, else all visitors look like one address")
    yield _reached(url)


def _reached(url: str) -> Finding:
    try:
        answer = requests.get(f"{url}/healthz", timeout=5)
        if answer.ok and answer.json()["status"] == "alive":
            return ok("public address", f"Lobby answers at {url}")
    except requests.exceptions.SSLError:
        return warn("public address", f"{url}: its certificate is not trusted here", "install the house's CA, also on screens")
    except (requests.RequestException, ValueError, KeyError, TypeError):
        pass
    return warn("public address", f"Lobby does not answer at {url}", "is it running, and does nginx pass this name on?")
