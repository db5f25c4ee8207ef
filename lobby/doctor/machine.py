"""The machine: programs and files that Lobby needs, its folder, its port, its time."""

import os
import resource
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import requests
from packaging.requirements import Requirement

from lobby.doctor.finding import Finding, bad, ok, warn
from lobby.settings import Settings

HOUSE = Path(__file__).parents[2]
SLIP_FONTS = HOUSE / "printer/station/fonts"
PAGES = HOUSE / "lobby/web/static/vendor"
SCRIPTS = {"Latin and Cyrillic": "NotoSans_", "Arabic": "NotoSansArabic_", "Ethiopic": "NotoSansEthiopic_"}
PAGE_FILES = ("socket.io.esm.min.js", "idiomorph.esm.js", "noto-sans", "noto-sans-arabic", "noto-sans-ethiopic")
OLDEST_SQLITE = (3, 37)
LEAST_FREE = 1 << 30  # bytes
OPEN_FILES = 4096  # a screen or a phone is a socket
FAR = frozenset(("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"))
SET_UP = "run `make setup` (from a checkout), or install the wheel again"


def versions() -> Iterator[Finding]:
    """Python, the libraries as pyproject.toml asks for them, SQLite."""
    missing = sorted(_unmet())
    if missing:
        yield bad("libraries", f"not as they should be: {', '.join(missing)}", SET_UP)
    else:
        yield ok("libraries", f"Lobby {metadata.version('lobby')}, Python {sys.version.split()[0]}, all libraries as asked for")
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield bad("SQLite", f"version {sqlite3.sqlite_version} is too old", "use a newer Python or Debian: at least 3.37")


def _unmet() -> Iterator[str]:
    for line in metadata.requires("lobby") or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            yield f"{wanted.name} (not there)"
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            yield f"{wanted.name} {found} (not {wanted.specifier})"


def files(pages: Path = PAGES, fonts: Path = SLIP_FONTS) -> Iterator[Finding]:
    """Scripts and fonts of the pages, and the fonts that slips are drawn with."""
    lost = [name for name in PAGE_FILES if not (pages / name).exists()]
    yield bad("pages", f"missing: {', '.join(lost)}", SET_UP) if lost else ok("pages", "scripts and fonts are there")
    without = [script for script, start in SCRIPTS.items() if len(list(fonts.glob(f"{start}*.ttf"))) < 2]
    if without:
        yield bad("fonts of slips", f"no slip can be printed in: {', '.join(without)}", SET_UP)
    else:
        yield ok("fonts of slips", f"for {', '.join(SCRIPTS)}")


def folder(settings: Settings) -> Iterator[Finding]:
    """LOBBY_DATA_DIR: ours to write in, nobody else's to read, near, and with room."""
    where, about = settings.data_dir, "data folder"
    if not os.access(where, os.W_OK | os.X_OK):
        yield bad(
            about, f"{where} cannot be written by user {os.getuid()}", "chown it to the service's user, or set LOBBY_DATA_DIR"
        )
        return
    free = shutil.disk_usage(where).free
    if free < LEAST_FREE:
        yield warn(about, f"{free >> 20} MiB are free in {where}", "make room: a full disk stops the office")
    if settings.is_sqlite and (kind := _file_system(where)) in FAR:
        yield bad(about, f"{where} is on {kind}", "SQLite needs a disk of this machine; or use PostgreSQL")
    open_to = [each.name for each in (where, where / "secret-key", where / "lobby.sqlite") if _is_open(each)]
    if open_to:
        yield warn(about, f"others of this machine can read {', '.join(open_to)}", f"chmod -R o= {where}")
    if free >= LEAST_FREE and not open_to:
        yield ok(about, f"{where}, {free >> 30} GiB free")


def _is_open(path: Path) -> bool:
    """Whether somebody who is neither owner nor of the group may read it; not inside a folder that she may not enter."""
    try:
        return bool(path.stat().st_mode & stat.S_IROTH) and not _is_behind(path)
    except FileNotFoundError:
        return False


def _is_behind(path: Path) -> bool:
    return any(not parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)


def _file_system(path: Path) -> str:
    """As /proc/mounts names it; empty where it does not tell."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    holding = [(point, kind) for point, kind in mounts if path.is_relative_to(point)]
    return max(holding, key=lambda each: len(each[0]), default=("", ""))[1]


def port(settings: Settings) -> Iterator[Finding]:
    """LOBBY_BIND: free, or Lobby's own."""
    host, _, number = settings.bind.rpartition(":")
    about, host = "port", host.strip("[]")
    try:
        with socket.create_server((host, int(number)), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            yield ok(about, f"{settings.bind} is free")
    except PermissionError:
        yield bad(about, f"{settings.bind}: only root may listen there", "take a port from 1024 on, and let nginx listen on 443")
    except OSError as error:
        if _is_lobby(settings.bind):
            yield ok(about, f"Lobby answers at {settings.bind}")
        else:
            yield bad(about, f"{settings.bind}: {os.strerror(error.errno or 0)}", "end what listens there, or set LOBBY_BIND")


def _is_lobby(bind: str) -> bool:
    try:
        return bool(requests.get(f"http://{bind}/healthz", timeout=3).json()["status"] == "alive")
    except (requests.RequestException, ValueError, KeyError, TypeError):
        return False


def open_files() -> Iterator[Finding]:
    """How many files and sockets a process may have."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < OPEN_FILES:
        do = "start it by deploy/lobby.service, which allows 65536, or `ulimit -n 65536` before"
        yield warn("open files", f"a process started here may have {soft}: that many screens and phones", do)
    else:
        yield ok("open files", f"{'no limit' if soft == resource.RLIM_INFINITY else soft} for a process started here")


def time() -> Iterator[Finding]:
    """Whether the clock is kept right, and zones of the world are known."""
    if not (Path(sysconfig.get_paths()["purelib"]) / "tzdata").exists() and not Path("/usr/share/zoneinfo/Europe/Berlin").exists():
        yield bad("time zones", "no zone is known", SET_UP)
    state = _synchronised()
    if state == "no":
        yield warn("clock", "is not kept right by a time server", "timedatectl set-ntp true, or chrony with the house's server")
    elif state == "yes":
        yield ok("clock", f"{datetime.now(UTC):%H:%M:%S} UTC, kept right by a time server")
    else:
        do = "let systemd-timesyncd or chrony keep it: waiting times and opening hours follow it"
        yield warn("clock", f"{datetime.now(UTC):%H:%M:%S} UTC; nothing here tells whether a time server keeps it right", do)


def _synchronised() -> str:
    """yes, no, or empty where nobody tells."""
    try:
        told = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"], capture_output=True, text=True, timeout=5
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
