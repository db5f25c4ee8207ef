"""The promise that a ticket is drawn with, as it is kept beside it: what was shown, and what it was made from."""

from datetime import datetime
from typing import Any

from lobby.domain.day import DayState, Ticket
from lobby.domain.office import Office
from lobby.domain.waiting.outlook import promised, start_of
from lobby.domain.waiting.shown import Wait


def of(office: Office, day: DayState, person: Ticket, now: datetime) -> list[int]:
    """Low and high minutes as shown, and the expected seconds, for somebody about to draw; empty where it is unknown."""
    start = start_of(office, day, person, now)
    if start is None:
        return []
    wait = promised(office, day, person.service_id, start)
    return [wait.low_minutes, wait.high_minutes, round(start.seconds)]


def told(promise: tuple[Any, ...]) -> Wait | None:
    """The range that was shown."""
    return Wait(*promise[:2]) if promise else None


def range_of(promise: tuple[Any, ...]) -> list[int] | None:
    """The same as a list, as a slip keeps it."""
    return list(promise[:2]) or None
