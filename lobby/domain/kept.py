"""What became of promised waits: counts alone, and what of them may be told to everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from lobby.domain.lifecycle import Standing, State

LEAST = 20
"""Promises that a day must have had before its figure is told in a hall: of fewer, one person would move it by much."""


class Visit(Protocol):
    """What is asked of a ticket, or of a row of one."""

    @property
    def promise(self) -> Any: ...
    @property
    def standing(self) -> Standing: ...
    @property
    def state(self) -> State: ...
    @property
    def called_at(self) -> datetime | None: ...
    @property
    def waited_s(self) -> int: ...
    @property
    def worse_by(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """`promised`: called, or given up when the promise was broken already. `kept`: called no later than said; `sooner`: before the
    early end. `late`: by how many minutes each call was that came too late. `got_worse`: whose range went beyond the promise.
    """

    promised: int = 0
    kept: int = 0
    sooner: int = 0
    late: tuple[float, ...] = ()
    got_worse: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """Of how many promises of a day how many held."""

    day: date
    promised: int
    kept: int

    @property
    def of_ten(self) -> int:
        """How many of ten: rounded down, never up."""
        return of_ten(self.kept, self.promised)


def of_ten(kept: int, promised: int) -> int:
    """How many of ten were kept, rounded down."""
    return 10 * kept // promised


def tally(visit: Visit) -> Tally:
    """What became of one promise.

    Who gave up within her range would perhaps have been called in time: nobody knows, and she does not count. Counted is the first
    wait: one that was reinstated or came back has no second promise.
    """
    if not visit.promise or visit.standing is not Standing.ORDINARY:
        return Tally()
    (low, high, *_), waited, worse = visit.promise, visit.waited_s / 60, int(visit.worse_by > 0)
    if visit.called_at is not None:
        return Tally(1, int(waited <= high), int(waited < low), (waited - high,) if waited > high else (), worse)
    is_over = visit.state in (State.WITHDRAWN, State.EXPIRED)
    return Tally(1, got_worse=worse) if is_over and waited > high else Tally()


def total(tallies: Iterable[Tally]) -> Tally:
    found = tuple(tallies)
    promised, kept, sooner, got_worse = (sum(getattr(each, name) for each in found) for name in COUNTS)
    return Tally(promised, kept, sooner, tuple(minutes for each in found for minutes in each.late), got_worse)


COUNTS = ("promised", "kept", "sooner", "got_worse")
