"""How a visit was: one question, five faces, and what may be told of the answers."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import TypeVar

from lobby.domain.errors import N_

QUESTION = N_("Wie war Ihr Besuch heute?")
FACES = {5: N_("sehr gut"), 4: N_("gut"), 3: N_("es geht"), 2: N_("schlecht"), 1: N_("sehr schlecht")}
"""Score → what the face says, best first."""
SATISFIED = frozenset({4, 5})
TOO_SOON = 0  # the score under which answers of an exit are counted that came too quickly, one after the other
LONGEST_WORDS = 300
SMALLEST = 5
Z = 1.96  # of the normal distribution: 95 %
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Asking:
    """What an office wants: whether it asks at all, and whether somebody may say more in words."""

    asks: bool = False
    words: bool = False


def wilson(some: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson, Probable inference, JASA 22 (1927), p. 209–212, without correction."""
    centre, spread = some + Z**2 / 2, Z * sqrt(some * (of - some) / of + Z**2 / 4)
    low, high = ((centre + sign * spread) / (of + Z**2) for sign in (-1, 1))
    return max(low, 0.0), min(high, 1.0)


def is_small(number: int) -> bool:
    """Whether it is of so few that one could be known; nobody is told, too."""
    return 0 < number < SMALLEST


def hidden(cells: Mapping[Name, int]) -> set[Name]:
    """Which parts of a whole that is told itself are not told: the small ones, and as many of the next as keep them secret.

    What is hidden is at least two cells of at least five in all: the whole minus what is told says no more than that.
    """
    out = {name for name, number in cells.items() if is_small(number)}
    rest = sorted((name for name in cells if name not in out and cells[name]), key=lambda name: (cells[name], str(name)))
    while out and rest and (len(out) < 2 or sum(cells[name] for name in out) < SMALLEST):
        out.add(rest.pop(0))
    return out


def monday(on: date) -> date:
    """The first day of its week."""
    return on - timedelta(days=on.weekday())


def period_of(period: str, on: date) -> tuple[date, date]:
    """The whole "week" or "month" of a date: its first day, and the first one after it."""
    if period == "week":
        return monday(on), monday(on) + timedelta(days=7)
    return on.replace(day=1), (on.replace(day=1) + timedelta(days=32)).replace(day=1)
