"""SQLite is for one server: whoever serves a file holds a lock beside it, for as long as one of its processes lives."""

import fcntl
import os
import time
from pathlib import Path

from sqlalchemy import make_url

from lobby.settings import Settings

PATIENCE_S = 5.0  # one that was killed leaves its workers a moment
LOOK_S = 0.1


class NotAlone(Exception):
    """Another server uses this file."""


def stay_alone(settings: Settings) -> None:
    """Hold the lock until this process and its children have ended, also on a file system of several hosts. Raises NotAlone.

    Nothing to do on PostgreSQL.
    """
    if not settings.is_sqlite:
        return
    file = Path(make_url(settings.database_url).database or "").absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(lock, True)  # gunicorn takes over this process
    until = time.monotonic() + PATIENCE_S
    while not _locked(lock):
        if time.monotonic() > until:
            os.close(lock)
            raise NotAlone(
                f"another server works with {file}: one SQLite file serves one server. "
                "Several need PostgreSQL (LOBBY_DATABASE_URL) and Redis (LOBBY_REDIS_URL)"
            )
        time.sleep(LOOK_S)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
