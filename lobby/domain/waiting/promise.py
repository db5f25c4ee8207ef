"""The promise that a ticket is drawn with, as it is kept beside it: what was shown, and what it was made from."""

from typing import Any

from lobby.domain.waiting.line import Start
from lobby.domain.waiting.outlook import promised
from lobby.domain.waiting.shown import Wait


def kept(start: Start | None) -> list[float]:
    """Low and high minutes as shown, the expected seconds, and how many services end before; empty where it is unknown."""
    if start is None:
        return []
    wait = promised(start)
    return [wait.low_minutes, wait.high_minutes, round(start.seconds), round(start.before, 2)]


def told(promise: tuple[Any, ...]) -> Wait | None:
    """The range that was shown."""
    return Wait(*promise[:2]) if promise else None


def range_of(promise: tuple[Any, ...]) -> list[int] | None:
    """The same as a list, as a slip keeps it."""
    return list(promise[:2]) or None
