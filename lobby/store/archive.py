"""A backup as one file: a copy of the database at one moment, pictures and corrected texts, and a list of what it holds.

The file is a tar of `manifest.json`, `database` (a file of SQLite, or of `pg_dump --format=custom`), `media/` and `texts/`.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from lobby.settings import Settings

FORMAT = 1
DATABASE, MANIFEST = "database", "manifest.json"
FOLDERS = ("media", "texts")
OF_THE_DAY = ("ticket_secrets", "ticket_notes", "feedback_answers")
"""Tables whose rows end with their day: no backup that is made by itself keeps them."""
PROGRAMS = "/usr/lib/postgresql"


class BadArchive(Exception):
    """A backup that cannot be made or brought back, with the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself. `days`: office → date → its last journal line; `files`: name → SHA-256."""

    format: int
    kind: str
    schema: str
    made_at: str
    days: dict[str, dict[str, int]]
    files: dict[str, str]


def write(settings: Settings, file: Path, now: datetime, *, is_spare: bool = False) -> Contents:
    """Copy all there is into `file`, while others go on. `is_spare`: without what ends with its day. Raises BadArchive."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with _folder_beside(file) as folder:
        copy = folder / DATABASE
        if settings.is_sqlite:
            _copy_sqlite(settings.database_url, copy, is_spare)
            schema, days = _told(f"sqlite:///{copy}")
        else:
            schema, days = _told(settings.database_url)  # a dump tells nothing of itself: it may hold more than this
            _dump_postgresql(settings.database_url, copy, is_spare)
        names = [(DATABASE, copy), *_kept_files(settings.data_dir)]
        files = {name: _digest(path) for name, path in names}
        found = Contents(FORMAT, _kind(settings), schema, now.isoformat(), days, files)
        (folder / MANIFEST).write_text(json.dumps(asdict(found), indent=1), encoding="utf-8")
        _pack(folder / "backup", [(MANIFEST, folder / MANIFEST), *names])
        (folder / "backup").replace(file)
    return found


def read_back(settings: Settings, file: Path) -> Contents:
    """Bring a backup into an empty place. Raises BadArchive and changes nothing where that is not possible."""
    if not is_empty(settings.database_url):
        raise BadArchive(
            "the database is not empty: restore into a new place, and point LOBBY_DATA_DIR or LOBBY_DATABASE_URL to it"
        )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with _folder_beside(settings.data_dir / "restore") as folder:
        found = _unpack(file, folder)
        if found.kind != _kind(settings):
            raise BadArchive(f"the backup holds a {found.kind} database, and this place wants {_kind(settings)}")
        (_load_sqlite if settings.is_sqlite else _load_postgresql)(settings.database_url, folder / DATABASE)
        for name in FOLDERS:
            if (folder / name).is_dir():
                shutil.copytree(folder / name, settings.data_dir / name, dirs_exist_ok=True)
    return found


def is_empty(database_url: str) -> bool:
    """Whether a database holds no office: it is not there yet, has no tables, or empty ones. Raises BadArchive where it is away."""
    if database_url.startswith("sqlite") and not _path(database_url).exists():
        return True
    return not _offices(database_url)


def _kind(settings: Settings) -> str:
    return "sqlite" if settings.is_sqlite else "postgresql"


def _path(database_url: str) -> Path:
    return Path(make_url(database_url).database or "")


def _asked(database_url: str, query: str) -> list[Any]:
    """Rows of a query; none where there is no such table."""
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(query))) if inspect(connection).has_table("offices") else []
    except SQLAlchemyError as error:
        raise BadArchive(f"the database cannot be read: {type(error).__name__}") from error
    finally:
        engine.dispose()


def _offices(database_url: str) -> list[Any]:
    return _asked(database_url, "SELECT slug FROM offices")


def _told(database_url: str) -> tuple[str, dict[str, dict[str, int]]]:
    """A database's version, and its days."""
    query = "SELECT o.slug, d.date, d.revision FROM days d JOIN offices o ON o.id = d.office_id ORDER BY o.slug, d.date"
    days: dict[str, dict[str, int]] = {}
    for slug, on, revision in _asked(database_url, query):
        days.setdefault(slug, {})[str(on)] = revision
    schema = next((str(row[0]) for row in _asked(database_url, "SELECT version_num FROM alembic_version")), "")
    return schema, days


def _copy_sqlite(database_url: str, to: Path, is_spare: bool) -> None:
    """All pages in one step are one moment, and with a write-ahead log no writer waits for it."""
    if not _path(database_url).exists():
        raise BadArchive(f"there is no database at {_path(database_url)}")
    with closing(sqlite3.connect(_path(database_url), timeout=15)) as live, closing(sqlite3.connect(to)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if is_spare:
            for table in OF_THE_DAY:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 a name of ours
            copy.commit()
            copy.execute("VACUUM")  # what was deleted is not in the file either


def _load_sqlite(database_url: str, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as found:
        if (said := found.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BadArchive(f"the copy of the database is damaged: {said}")
    to = _path(database_url)
    to.parent.mkdir(parents=True, exist_ok=True)
    for rest in (f"{to}-wal", f"{to}-shm"):
        Path(rest).unlink(missing_ok=True)
    shutil.move(copy, to)


def _dump_postgresql(database_url: str, to: Path, is_spare: bool) -> None:
    spared = [f"--exclude-table-data={table}" for table in OF_THE_DAY] if is_spare else []
    _postgresql("pg_dump", database_url, "--format=custom", "--no-owner", f"--file={to}", *spared)


def _load_postgresql(database_url: str, copy: Path) -> None:
    how = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _postgresql("pg_restore", database_url, *how, str(copy))


def _postgresql(name: str, database_url: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's; the password goes by the environment, where no process list shows it."""
    url = make_url(database_url)
    program = shutil.which(name) or next(map(str, sorted(Path(PROGRAMS).glob(f"*/bin/{name}"), reverse=True)), None)
    if program is None:
        raise BadArchive(f"{name} is not installed (Debian: postgresql-client)")
    where = {"host": url.host, "port": url.port, "username": url.username, "dbname": url.database}
    told = [f"--{option}={value}" for option, value in where.items() if value] + [
        f"--{option}={value}" for option, value in url.query.items() if option in ("host", "port")
    ]
    password = {"PGPASSWORD": url.password} if url.password else {}
    ran = subprocess.run([program, *told, *arguments], env=os.environ | password, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise BadArchive(f"{name}: {ran.stderr.strip() or ran.returncode}")


def _kept_files(data_dir: Path) -> list[tuple[str, Path]]:
    paths = (path for name in FOLDERS for path in sorted((data_dir / name).rglob("*")) if path.is_file())
    return [(path.relative_to(data_dir).as_posix(), path) for path in paths]


def _pack(to: Path, files: list[tuple[str, Path]]) -> None:
    to.touch(0o600)
    with to.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            for name, path in files:
                tar.add(path, name)
        file.flush()
        os.fsync(file.fileno())


def _unpack(file: Path, folder: Path) -> Contents:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        found = Contents(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (tarfile.TarError, OSError, ValueError, TypeError) as error:
        raise BadArchive(f"{file} is no backup of Lobby, or is damaged: {error}") from error
    if found.format != FORMAT:
        raise BadArchive(f"{file} was made by another version of Lobby: its format is {found.format}, and this one reads {FORMAT}")
    for name, digest in found.files.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BadArchive(f"{file} is damaged: {name} is not what was put in")
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    """A folder on the same file system, so that a whole file takes its place in one step."""
    with TemporaryDirectory(prefix=".lobby-", dir=file.parent) as name:
        yield Path(name)
