"""How the promises of a day held, as it may be told to everybody."""

from dataclasses import dataclass
from datetime import date

LEAST = 20
"""Promises that a day must have had before its figure is told in a hall: of fewer, one person would move it by much."""


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
