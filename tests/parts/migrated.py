"""A database that every migration has gone through, without going through them for each of hundreds of tests."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lobby.store import schema


@cache
def _empty() -> bytes:
    """Made once a process, by the migrations themselves."""
    with TemporaryDirectory() as folder:
        schema.migrate(f"sqlite:///{folder}/lobby.sqlite")
        return Path(folder, "lobby.sqlite").read_bytes()


def brought_up(url: str) -> None:
    """This database is up to date: an SQLite that is not there yet is a copy of an empty one that is."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty())
    schema.migrate(url)
