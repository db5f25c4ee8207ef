"""Which figures of a month are worth a sentence: rules with thresholds, so that chance alone says nothing."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from lobby.domain.suppression import SMALLEST, is_small

ENOUGH = 20  # cases, below which nothing is said of a share
PART = 0.2  # of all long waits in one hour of the week: that is worth saying
TIMES = 1.5  # so many times the share of all: that service stands out
Z = 2.58  # 99 %: several comparisons are made each month
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """Some of so many."""

    some: int
    of: int

    @property
    def value(self) -> float:
        return self.some / self.of if self.of else 0.0

    @property
    def is_told(self) -> bool:
        """Whether it may be told: neither they nor the others are fewer than five, or none."""
        return self.of >= SMALLEST and not (is_small(self.some) or is_small(self.of - self.some))


def differs(now: Share, then: Share) -> bool:
    """Whether two shares differ by more than chance explains: the pooled test of two proportions, at 99 %."""
    if now.of < ENOUGH or then.of < ENOUGH:
        return False
    pooled = (now.some + then.some) / (now.of + then.of)
    error = sqrt(pooled * (1 - pooled) * (1 / now.of + 1 / then.of))
    return error > 0 and abs(now.value - then.value) > Z * error


def concentrated(parts: Mapping[Name, int]) -> tuple[Name, Share] | None:
    """The part that holds at least PART of a whole of ENOUGH, and twice as much as if all were alike; None where none does."""
    whole = sum(parts.values())
    if whole < ENOUGH:
        return None
    name = max(parts, key=lambda each: (parts[each], str(each)))
    found = Share(parts[name], whole)
    alike = 1 / len(parts)
    return (name, found) if found.is_told and found.value >= max(PART, 2 * alike) else None


def outstanding(shares: Mapping[Name, Share]) -> tuple[Name, Share] | None:
    """Who has the highest share, at least TIMES that of all the others together, and more than chance explains; else None."""
    named = {name: share for name, share in shares.items() if share.of >= ENOUGH and share.is_told}
    if len(shares) < 2 or not named:
        return None
    name = max(named, key=lambda each: (named[each].value, str(each)))
    others = [share for each, share in shares.items() if each != name]
    rest = Share(sum(share.some for share in others), sum(share.of for share in others))
    is_more = named[name].value >= TIMES * rest.value and differs(named[name], rest)
    return (name, named[name]) if is_more else None
