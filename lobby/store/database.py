"""The database: two ways in. Writers go one at a time through `tx.transaction`, readers see one snapshot."""

import os
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakSet

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

from lobby.clock import Clock
from lobby.domain.day import DayState
from lobby.domain.errors import Busy
from lobby.domain.office import Office
from lobby.domain.waiting.knowledge import Knowledge
from lobby.settings import Settings

CUT_OFF = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,  # ms: a line that was cut is noticed, and does not hold who waits for ever
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
}
# A process that stops, or is cut off, in the middle of a transaction holds the office's day for no longer than this.
# It ends before nginx asks another host (deploy/nginx.conf: 3 s), which then finds the day free.
WRITING = "-c idle_in_transaction_session_timeout=2500ms -c lock_timeout=8s -c statement_timeout=20s"
IN_TURN_S = 8.0  # as long as a lock is waited for
READING = "-c idle_in_transaction_session_timeout=5min -c statement_timeout=5min"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was committed: up to which journal line of which day, which tickets it touched, which printers have work."""

    office_id: int
    date: date
    revision: int
    ticket_ids: frozenset[int]
    printer_ids: frozenset[int]


class Database:
    """Engines for writing and reading, the clock, and whom to tell of a commit.

    `announce` is called after each commit that wrote journal lines, in the thread that committed.
    """

    def __init__(self, settings: Settings, clock: Clock, announce: Callable[[Announcement], None] = lambda _: None) -> None:
        self.clock = clock
        self.demo_open = settings.demo_open
        self.is_sqlite = settings.is_sqlite
        self.announce = announce
        self.offices: dict[int, tuple[int, Office]] = {}  # id → (version, office); a cache of lobby.store.reading
        self.days: dict[int, DayState] = {}  # office id → the day last read; a cache of lobby.store.reading
        self.reached: dict[int, tuple[date, int]] = {}  # office id → day and revision of this process's last transaction
        self.knowledge: dict[int, tuple[date, Knowledge]] = {}  # office id → (day, learned); a cache of lobby.store.learned
        self.writing = _engine(settings, "BEGIN IMMEDIATE", "READ COMMITTED", WRITING)
        self.reading = _engine(settings, "BEGIN", "REPEATABLE READ", READING)
        self._looking = _engine(settings, "BEGIN", "READ COMMITTED", READING, size=1)  # looks also while all others are taken
        self._lines: WeakSet[Any] = WeakSet()
        if not self.is_sqlite:
            for engine in (self.writing, self.reading):
                event.listen(engine, "connect", lambda connection, _: self._lines.add(connection))
        # Lock before BEGIN: SQLite starves waiting writers. PostgreSQL locks the day's row instead.
        self.write_lock: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        self._turns: defaultdict[int, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that reads one consistent moment and writes nothing."""
        with Session(self.reading) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that writes rows which no board shows (accounts, keys, device reports): no day, no journal."""
        with self.write_lock, Session(self.writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def in_turn(self, office_id: int) -> Iterator[None]:
        """One of this process's transactions on an office's day at a time: whoever waits for the day holds no connection, of which
        other offices would have too few. Raises Busy after a while."""
        turn = self._turns[office_id]
        if not turn.acquire(timeout=IN_TURN_S):
            raise Busy()
        try:
            yield
        finally:
            turn.release()

    def look(self) -> None:
        """Read a word. Raises SQLAlchemy's errors; the next look begins with a new connection then."""
        try:
            with self._looking.connect() as connection:
                connection.execute(text("SELECT 1 FROM offices"))
        except BaseException:
            self._looking.dispose()
            raise

    def hang_up(self) -> None:
        """End all connections to a database that is away: who waits for its answer learns that none comes."""
        for connection in list(self._lines):
            with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for engine in (self.writing, self.reading, self._looking):
            engine.dispose()


def _engine(settings: Settings, begin: str, isolation: str, limits: str, size: int = 10) -> Engine:
    if not settings.is_sqlite:
        return create_engine(
            settings.database_url,
            isolation_level=isolation,
            connect_args=CUT_OFF | {"options": limits},
            pool_size=size,
            max_overflow=size,
            pool_timeout=5,
            pool_pre_ping=True,
        )
    engine = create_engine(
        settings.database_url, connect_args={"check_same_thread": False, "timeout": 15}, pool_size=size, max_overflow=2 * size
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")
