"""After a rehearsal, beside the database: does the journal tell what the tables hold, and did every board show just that?"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.boards import desk, display, kiosk, ticket
from lobby.boards.view import JSON, View
from lobby.domain import day as days
from lobby.domain import kept as told_of
from lobby.domain.day import DayState, Line
from lobby.domain.office import Office
from lobby.domain.waiting.outlook import moved_on
from lobby.rehearsal.reckoning import gaps, numbers_twice
from lobby.rehearsal.record import Drawn, Kept
from lobby.reports import promises
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow

BUILDERS: dict[str, Callable[[View], JSON]] = {
    "display": display.board,
    "desk": desk.board,
    "kiosk": kiosk.board,
    "ticket": ticket.board,
}
TRUNCATED = timedelta(microseconds=999)  # a board's as_of is told in milliseconds


def journal(db: Database, office: str) -> list[str]:
    """Where the journal has gaps, its replay differs from the tables, or numbers are not what they must be; in words."""
    with db.snapshot() as session:
        office_id = reading.office_slugs(session)[office]
        dates = session.scalars(select(DayRow.date).where(DayRow.office_id == office_id)).all()
        return [wrong for on in dates for wrong in _day_wrongs(session, office_id, on)]


def boards(db: Database, office: str, kept: Iterable[Kept]) -> Iterator[tuple[Kept, JSON]]:
    """The boards that differ from what the journal up to their revision gives, each with what it should have been."""
    by_day: defaultdict[str, list[Kept]] = defaultdict(list)
    for each in kept:
        by_day[each.board["day"]].append(each)
    with db.snapshot() as session:
        known = reading.office(db, session, reading.office_slugs(session)[office])
        builder = _Builder(session, known, db.clock.speed)
        for on, received in by_day.items():
            lines = reading.journal(session, known.id, date.fromisoformat(on))
            yield from builder.differing(DayState(date.fromisoformat(on)), lines, received)


def _day_wrongs(session: Session, office_id: int, on: date) -> Iterator[str]:
    lines = reading.journal(session, office_id, on)
    held = reading.day(session, office_id, on)
    if [line.revision for line in lines] != list(range(1, held.revision + 1)):
        yield f"{on}: the journal has gaps: {len(lines)} lines, revision {held.revision}"
    told = days.replay(on, lines)
    for ticket_id in held.tickets.keys() | told.tickets.keys():
        if held.tickets.get(ticket_id) != told.tickets.get(ticket_id):
            yield f"{on}: the tables hold {held.tickets.get(ticket_id)}, the journal tells {told.tickets.get(ticket_id)}"
    frames = [(day.seats, day.is_open, day.ended_at) for day in (held, told)]
    if frames[0] != frames[1]:
        yield f"{on}: the tables hold the frame {frames[0]}, the journal tells {frames[1]}"
    drawn = [Drawn(found.id, "", found.number) for found in held.tickets.values()]
    firsts = [Drawn(0, "", f"{letter}001") for letter in gaps(drawn)]  # numbers begin with 1
    yield from (f"{on}: number {number} twice" for number in numbers_twice(drawn))
    yield from (f"{on}: {letter} lacks {missing}" for letter, missing in gaps([*drawn, *firsts]).items() if missing)


def _without_clips(value: Any) -> Any:
    """Which voices a server has stands in no line."""
    if isinstance(value, dict):
        return {name: _without_clips(each) for name, each in value.items() if name != "clips"}
    return [_without_clips(each) for each in value] if isinstance(value, list) else value


class _Builder:
    """Builds boards once more, from the journal."""

    def __init__(self, session: Session, office: Office, speed: float) -> None:
        self._session, self._office, self._speed = session, office, speed
        self._promises: told_of.Kept | None = None

    def differing(self, day: DayState, lines: list[Line], received: list[Kept]) -> Iterator[tuple[Kept, JSON]]:
        self._promises = promises.last_day(self._session, self._office, day.date)
        for kept in sorted(received, key=lambda each: int(each.board["revision"])):
            told = kept.board
            day = moved_on(self._office, day, lines[day.revision : told["revision"]])
            rebuilt = self._board(day, kept, told)
            built = (rebuilt, self._board(day, kept, told, TRUNCATED))
            if _without_clips(told) not in map(_without_clips, built):
                yield kept, rebuilt

    def _board(self, day: DayState, kept: Kept, told: JSON, later: timedelta = timedelta()) -> JSON:
        _, kind, *key = kept.topic.split("/")
        as_of = datetime.fromisoformat(told["as_of"]) + later
        view = View(
            self._office, day, as_of, self._key(kind, *key), kept.language, "slip" in told, self._speed, kept=self._promises
        )
        found: JSON = json.loads(json.dumps(BUILDERS[kind](view)))
        return found | {"as_of": told["as_of"]}

    def _key(self, kind: str, key: str = "") -> str:
        """A ticket's topic bears its token, its board is asked for by its id."""
        if kind != "ticket":
            return key
        found = reading.by_token(self._session, key)
        return str(found.ticket_id) if found else "0"
