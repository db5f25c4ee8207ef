"""The promise that a ticket is drawn with, as it is kept beside it: what was shown, and what it was made from."""

from datetime import datetime
from typing import Any

from lobby.domain.day import DayState, Ticket
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Office
from lobby.domain.turn import minutes_waited
from lobby.domain.waiting.outlook import outlook, promised, start_of
from lobby.domain.waiting.shown import step


def of(office: Office, day: DayState, person: Ticket, now: datetime) -> list[int]:
    """Low and high minutes as shown, and the expected seconds, for somebody about to draw; empty where it is unknown."""
    start = start_of(office, day, person, now)
    if start is None:
        return []
    wait = promised(office, day, person.service_id, start)
    return [wait.low_minutes, wait.high_minutes, round(start)]


def worse(office: Office, day: DayState, now: datetime) -> dict[int, int]:
    """Whose range has gone beyond what was promised, by more than rounding explains: ticket id → minutes."""
    ranges = outlook(office, day, now).tickets
    found = {}
    for ticket in day.having(State.WAITING):
        wait = ranges.get(ticket.id)
        if ticket.promise and wait is not None and ticket.standing is Standing.ORDINARY:
            high = ticket.promise[1]
            beyond = minutes_waited(ticket, now) + wait.high_minutes - high
            if beyond > step(high):
                found[ticket.id] = beyond
    return found


def range_of(promise: tuple[Any, ...]) -> list[int] | None:
    """The minutes that were shown, as a slip keeps them."""
    return list(promise[:2]) or None
