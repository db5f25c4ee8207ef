"""How figures spread: quantiles of what was seen, and how they fall into classes."""

from bisect import bisect_right
from collections.abc import Sequence


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them do not exceed, between two of them in proportion. Source: Hyndman and Fan 1996, type 7."""
    ordered = sorted(values)
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def classes(values: Sequence[float], bounds: Sequence[float]) -> list[int]:
    """How many values lie from each bound up to the next one; the last class has no end. None is below the first bound."""
    found = [0] * len(bounds)
    for value in values:
        found[bisect_right(bounds, value) - 1] += 1
    return found
