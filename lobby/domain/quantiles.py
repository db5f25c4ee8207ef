"""Durations kept so that they add up over any days and quantiles can still be told: the bins of a DDSketch.

A bin holds the whole seconds from above γ^(key-1) up to γ^key, and is told as 2·γ^key / (1 + γ), which is off by at most ACCURACY.
Adding up two sketches is adding up their bins, so nothing is lost whatever days are put together in whatever order. Source: Masson,
Rim, Lee: DDSketch, VLDB 2019; the mapping is that of the library `ddsketch`.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

ACCURACY = 0.01
NO_TIME = -1
"""The key of zero seconds, which have no logarithm; one second has key 0."""
Bins = Mapping[int, int]  # key → how many


@cache
def _mapping() -> Any:
    """The library's; it brings numpy, which a server that nobody asks for a report can do without."""
    from ddsketch.mapping import LogarithmicMapping

    return LogarithmicMapping(ACCURACY)


def key(seconds: int) -> int:
    return int(_mapping().key(seconds)) if seconds > 0 else NO_TIME


def value(key: int) -> float:
    """The seconds that a bin is told as."""
    return 0.0 if key == NO_TIME else float(_mapping().value(key))


def packed(durations: Iterable[int]) -> str:
    """The bins of these seconds as text: "412:3 417:1". Two such texts with a blank between them are the bins of both."""
    return text(Tally(map(key, durations)))


def text(bins: Bins) -> str:
    return " ".join(f"{key}:{number}" for key, number in sorted(bins.items()))


def unpacked(text: str) -> Tally[int]:
    """The bins of a text, or of several with blanks between them."""
    found: Tally[int] = Tally()
    for each in text.split():
        name, _, number = each.partition(":")
        found[int(name)] += int(number)
    return found


def quantile(bins: Bins, share: float) -> float | None:
    """The seconds of the one at rank share·(n - 1), counted from 0: as the library tells them. None where there is nobody."""
    rank, passed = share * (sum(bins.values()) - 1), 0
    for each in sorted(bins):
        passed += bins[each]
        if passed > rank:
            return value(each)
    return None


def within(bins: Bins, seconds: int) -> int:
    """How many took no longer than so many seconds; whose bin reaches beyond them is counted by what the bin is told as."""
    return sum(number for each, number in bins.items() if value(each) <= seconds)
