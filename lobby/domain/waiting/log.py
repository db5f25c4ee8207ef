"""A log of visits, as any queue system can write one: who came when for what, and when it was her turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Visit:
    """One row. Seconds count from the beginning of its `day`; None is not known, or did not happen.

    Somebody with neither `start` nor `left` cannot be judged: nobody knows how long she waited. `told`: what Lobby promised her,
    as a ticket keeps it; empty in other systems' logs.
    """

    arrival: float
    start: float | None = None
    end: float | None = None
    left: float | None = None
    service: str = ""
    priority: str = ""
    server: str = ""
    day: str = ""
    told: tuple[int, ...] = ()

    @property
    def waited(self) -> float:
        """Seconds from arrival to the call, or to giving up."""
        until = self.left if self.start is None else self.start
        return max(0.0, (until or 0.0) - self.arrival)


END, START, LEFT, ARRIVAL, AT_ONCE = range(5)
"""What happens at one instant, in this order: who is called at the instant of an arrival does not wait for it."""

Event = tuple[float, int, int]  # seconds, kind, index of the visit


def days(visits: Sequence[Visit]) -> Iterator[list[Visit]]:
    """The visits by day; they come in the order of days, each by arrival."""
    for _, day in groupby(visits, key=lambda visit: visit.day):
        yield list(day)


def events(visits: Sequence[Visit]) -> list[Event]:
    """What happens on a day, in order."""
    found: list[Event] = []
    for index, visit in enumerate(visits):
        found.append((visit.arrival, ARRIVAL, index))
        if visit.start is not None:
            start = max(visit.start, visit.arrival)
            found.append((start, START if start > visit.arrival else AT_ONCE, index))
            if visit.end is not None:
                found.append((max(visit.end, start), END if visit.end > start else AT_ONCE + 1, index))
        elif visit.left is not None:
            found.append((max(visit.left, visit.arrival), LEFT if visit.left > visit.arrival else AT_ONCE, index))
    found.sort()
    return found
