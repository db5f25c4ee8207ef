"""What people were answered and shown, held against the database: while they are there, and afterwards."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from counterlife import OFFICE, Crowd, Seen
from printers import until
from sqlalchemy import select

from lobby.domain.lifecycle import Verb
from lobby.rehearsal import checks, play
from lobby.settings import Settings
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketRow

RIGHT_S = 10.0  # what is promised
PATIENCE_S = 40.0  # what a test waits that runs beside others: it asserts that all becomes right, and not when


@contextmanager
def crowded(
    url: str, verify: Any, settings: Settings, seed: int, pace_s: float = 0.15, right_s: float = PATIENCE_S
) -> Iterator["Watched"]:
    """People draw and call, and displays show it, until this ends; then nothing that they were answered is lost.

    `settings` are those of a program that reaches the database whatever breaks.
    """
    db = Database(settings, settings.clock)
    watched = Watched(Crowd(url, verify, play.prepare(db, OFFICE), seed, pace_s), db, right_s)
    try:
        watched.make_sure_displays_are_right("in the beginning")
        yield watched
    finally:
        watched.crowd.leave()
    make_sure_nothing_is_lost(db, watched.crowd.seen)
    db.close()


@dataclass(frozen=True)
class Watched:
    """A crowd, and the database at which to look what displays should show, each time within `right_s`."""

    crowd: Crowd
    db: Database
    right_s: float

    @property
    def revision(self) -> int:
        """Of the newest day of the office."""
        with self.db.snapshot() as session:
            office_id = reading.office_slugs(session)[OFFICE]
            newest = select(DayRow.revision).where(DayRow.office_id == office_id).order_by(DayRow.date.desc()).limit(1)
            return session.scalar(newest) or 0

    def make_sure_displays_are_right(self, when: str) -> None:
        """Each shows, before so much time has passed, what was committed after it began."""
        began = time.monotonic()
        wanted = self.revision + 1
        while time.monotonic() - began < self.right_s:
            if all(screen.revision >= wanted for screen in self.crowd.screens):
                print(f"{when}: right after {time.monotonic() - began:.1f} s")
                return
            time.sleep(0.05)
        shown = [screen.revision for screen in self.crowd.screens]
        pytest.fail(f"{when}: after {self.right_s} s displays show {shown}, not {wanted}, of {self.revision}")

    def make_sure_displays_say_that_they_are_stale(self) -> None:
        """Each has lost its line, and says so, before so much time has passed."""
        until(lambda: not any(screen.revision for screen in self.crowd.screens), self.right_s)


def make_sure_nothing_is_lost(db: Database, seen: Seen) -> None:
    """Every answered draw exists once, every answered call once, and the journal tells all of it without a gap."""
    print(f"{len(seen.drawn)} drawn, {len(seen.calls)} called, longest wait {seen.longest_s:.1f} s, held up: {dict(seen.refused)}")
    assert seen.wrong == []
    assert checks.journal(db, OFFICE) == []
    with db.snapshot() as session:
        numbers = {row.id: row.number for row in session.scalars(select(TicketRow))}
        called = Counter(session.scalars(select(LineRow.ticket_id).where(LineRow.verb == Verb.CALL)))
    told = {ticket_id: ticket["number"] for ticket_id, ticket in seen.drawn.items()}
    assert {ticket_id: numbers.get(ticket_id) for ticket_id in told} == told
    assert [ticket_id for ticket_id, counters in seen.calls.items() if called[ticket_id] != 1 or len(counters) != 1] == []
    assert [ticket_id for ticket_id, times in called.items() if times != 1] == []
