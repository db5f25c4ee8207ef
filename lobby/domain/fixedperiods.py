"""Which names of a fixed period (a language in a week, a month, a year) may be told, so that differences tell nothing small.

Weeks and months overlap: a month less the weeks inside it leaves days at its ends. Periods are looked at by their ends, so what
was told once stays as it was: told periods join the dates where they begin and end, and between joined dates everybody knows the
number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lobby.domain import periods
from lobby.domain.periods import Span
from lobby.domain.suppression import SMALLEST, Sum, hidden

ALL = None  # stands for all names together
Name = str | None


@dataclass
class Known:
    """What somebody knows of one name who has read all that was told: `upto`, the number before a date, and joined dates."""

    pieces: Mapping[date, int]
    joined: dict[date, frozenset[date]] = field(default_factory=dict)
    sums: dict[date, int] = field(default_factory=dict)

    def upto(self, on: date) -> int:
        if on not in self.sums:
            self.sums[on] = sum(number for first, number in self.pieces.items() if first < on)
        return self.sums[on]

    def between(self, start: date, end: date) -> int:
        return abs(self.upto(end) - self.upto(start))

    def near(self, on: date) -> frozenset[date]:
        return self.joined.get(on, frozenset({on}))

    def new_pairs(self, start: date, end: date) -> list[Span]:
        """The pairs of dates that telling a period joins."""
        return [] if end in self.near(start) else [(one, other) for one in self.near(start) for other in self.near(end)]

    def join(self, start: date, end: date) -> None:
        together = self.near(start) | self.near(end)
        self.joined |= dict.fromkeys(together, together)


def untold(table: Mapping[str, Mapping[date, int]], asked: Span) -> frozenset[Name]:
    """The names that must not be told of the period `asked`; ALL among them where their sum must not be, nor any share.

    `table`: name → first day of each piece (`daycounts.piece`) → number, from the year before on, so far as is asked at least.
    """
    names = {name: Known(pieces) for name, pieces in table.items()}
    whole = Known(_summed(table.values()))
    found: frozenset[Name] = frozenset()
    for span in periods.fixed(date(asked[0].year - 1, 1, 1), asked[1]):
        found = _tell(names, whole, span)
        if span == asked:
            break
    return found


def _tell(names: Mapping[str, Known], whole: Known, span: Span) -> frozenset[Name]:
    """Tell what can be told of a period; what cannot."""
    start, end = span[0], span[1] + timedelta(days=1)
    numbers: dict[Name, int] = {name: each.between(start, end) for name, each in names.items()}
    numbers[ALL] = sum(numbers.values())
    refused = [name for name, each in names.items() if numbers[name] and _gives_away(each, start, end)]
    found = set(hidden(numbers, [Sum(ALL, tuple(names))], also=refused))
    for name, each in names.items():
        if name not in found:
            each.join(start, end)
    if ALL not in found and (_gives_away(whole, start, end) or _leaves_few(names, whole, start, end)):
        found.add(ALL)
    if ALL not in found:
        whole.join(start, end)
    return frozenset(found)


def _gives_away(each: Known, start: date, end: date) -> bool:
    return any(0 < each.between(*pair) < SMALLEST for pair in each.new_pairs(start, end))


def _leaves_few(names: Mapping[str, Known], whole: Known, start: date, end: date) -> bool:
    """Whether the sum, less all names that are known between two dates, would leave few, or one name alone."""
    return any(_is_few(_left(names, *pair)) for pair in whole.new_pairs(start, end))


def _left(names: Mapping[str, Known], one: date, other: date) -> Sequence[int]:
    unknown = (each.between(one, other) for each in names.values() if other not in each.near(one))
    return [number for number in unknown if number]


def _is_few(left: Sequence[int]) -> bool:
    return len(left) == 1 or 0 < sum(left) < SMALLEST


def _summed(pieces: Iterable[Mapping[date, int]]) -> dict[date, int]:
    found: dict[date, int] = {}
    for each in pieces:
        for first, number in each.items():
            found[first] = found.get(first, 0) + number
    return found
