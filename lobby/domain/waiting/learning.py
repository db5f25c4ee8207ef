"""Learning while it goes on how far estimates are off: rolling quantiles, and a mixture that follows the better estimates.

Each estimate of a wait becomes a range by the rolling quantiles of actual ÷ estimate. A regression of the wait on all of them
is one estimate more; as a middle, those trusted from the beginning count as they are, too. Ends of ranges are mixed by how well
each did lately (exponential weights on the pinball loss: Vovk 1998, Koenker and Bassett 1978), and moved a little with each
promise that broke or held, so that nine in ten hold of what is *shown*, rounding included (adaptive conformal inference: Gibbs
and Candès 2021).
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from lobby.domain.waiting.shown import Wait, shown_closely

LEVELS = (0.1, 0.5, 0.9)
ASKED = (0.1, 0.5, 0.912)  # of the quantiles: those who wait longest are learned of last
LEAST = 60.0
"""Seconds added before taking a logarithm: a wait of nothing has none, and below a minute nobody minds a ratio."""
NORMAL = (1.645, 1.282, 1.036, 0.842, 0.674, 0.524, 0.385, 0.253, 0.126)
BEGIN = (*(-z for z in NORMAL), 0.0, *reversed(NORMAL))  # twentieths of a normal distribution
REGIMES = ((2, 0.7), (6, 0.5), (1 << 30, 0.35))
"""People ahead below which a regime ends, and how far off estimates are in it before anything is learned (in logarithms)."""
WINDOW = 800  # visits: several days, since those of one day are long or short together
RECENT = 0.003  # of losses: what happened some 300 visits ago hardly counts
DOUBT = 1.5  # how much worse than the trusted ones the others are held to be, and for how many visits
FAITH = 20
SHARPNESS = 12.0  # how strongly the mixture prefers what did better
STEP = 0.002  # of a promise kept or broken: quicker ones would run after each good or bad day
FURTHEST = 1.0
MADE = 0.15  # of a promise: what it was made from, before rounding


def pinball(level: float, actual: float, said: float) -> float:
    """The loss of a quantile: what was said too low costs `level`, what was said too high 1 - `level`."""
    return (actual - said) * level if actual >= said else (said - actual) * (1 - level)


class Rolling:
    """The last so many values, and their quantiles."""

    __slots__ = ("_last", "_most", "_sorted")

    def __init__(self, most: int, begin: Sequence[float]) -> None:
        self._most, self._last, self._sorted = most, deque(begin), sorted(begin)

    def copy(self) -> "Rolling":
        found = Rolling(self._most, ())
        found._last, found._sorted = self._last.copy(), self._sorted.copy()
        return found

    def add(self, value: float) -> None:
        self._last.append(value)
        insort(self._sorted, value)
        if len(self._last) > self._most:
            del self._sorted[bisect_left(self._sorted, self._last.popleft())]

    def quantile(self, share: float) -> float:
        """Interpolated between order statistics at share · (n + 1), so that of few values the ends are not too narrow."""
        ordered = self._sorted
        place = min(max(share * (len(ordered) + 1) - 1, 0.0), len(ordered) - 1.0)
        low = min(int(place), len(ordered) - 2)
        return ordered[low] + (ordered[low + 1] - ordered[low]) * (place - low)


class Regression:
    """Recursive least squares with forgetting, in logarithms; begins with the mean of what it is given."""

    RIDGE, FORGET, MOST = 10.0, 0.9995, 1000.0

    def __init__(self, size: int) -> None:
        self._weights = [1.0 / size] * size + [0.0]
        self._spread = [[self.RIDGE * (i == j) for j in range(size + 1)] for i in range(size + 1)]

    def predict(self, given: Sequence[float]) -> float:
        """Never far outside what was given."""
        found = sum(w * each for w, each in zip(self._weights, (*given, 1.0), strict=True))
        return min(max(found, min(given) - 0.3), max(given) + 0.3)

    def learn(self, given: Sequence[float], actual: float) -> None:
        full = (*given, 1.0)
        moved = [sum(map(float.__mul__, row, full)) for row in self._spread]
        scale = self.FORGET + sum(map(float.__mul__, moved, full))
        error = actual - sum(map(float.__mul__, self._weights, full))
        gain = [each / scale for each in moved]
        self._weights = [w + g * error for w, g in zip(self._weights, gain, strict=True)]
        trace = sum(row[i] for i, row in enumerate(self._spread))
        grow = 1 / self.FORGET if trace < self.MOST else 1.0
        self._spread = [
            [(p - g * q) * grow for p, q in zip(row, moved, strict=True)] for row, g in zip(self._spread, gain, strict=True)
        ]


class Losses:
    """How well each of several estimates of one end did lately, as multiples of what all did; and the mixture that follows them."""

    def __init__(self, begin: Sequence[float]) -> None:
        self._losses, self._all, self._seen = list(begin), 0.0, 0

    def mixed(self, ends: Sequence[float]) -> float:
        best = min(self._losses) + 1e-9
        weights = [exp(-SHARPNESS * (loss / best - 1)) for loss in self._losses]
        return sum(map(float.__mul__, weights, ends)) / sum(weights)

    def learn(self, losses: Sequence[float]) -> None:
        self._seen += 1
        self._all += max(RECENT, 1 / self._seen) * (sum(losses) / len(losses) - self._all)
        scale, share = self._all + 1e-9, max(RECENT, 1 / (self._seen + FAITH))
        self._losses = [known + share * (loss / scale - known) for known, loss in zip(self._losses, losses, strict=True)]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A range and how it came about. `middle_s` is for the judge alone: it is never shown."""

    wait: Wait
    middle_s: float
    regime: int
    given: tuple[float, ...]
    centers: tuple[float, ...]
    ends: tuple[tuple[float, ...], ...]
    mixed: tuple[float, ...]


class Forecaster:
    """Makes a range of several estimates of one wait, and learns what came of it. `size`: how many estimates there are.

    `trusted`: those that are followed first, before anything is known of any.
    """

    def __init__(self, size: int, trusted: frozenset[int] = frozenset()) -> None:
        self._fit = Regression(size)
        self._ratios = [[Rolling(WINDOW, [spread * z for z in BEGIN]) for _, spread in REGIMES] for _ in range(size + 1)]
        self._trusted = sorted(trusted)
        every = [1.0 if each in trusted else DOUBT for each in range(size + 1)]
        self._losses = [Losses(every), Losses([*every, *(1.0 for _ in trusted)]), Losses(every)]
        self._shifts = [0.0, 0.0, 0.0]

    def say(self, estimates: Sequence[float], ahead: float) -> Forecast:
        """A range for somebody with so many people ahead, from estimates in seconds."""
        regime = next(place for place, (until, _) in enumerate(REGIMES) if ahead < until)
        given = tuple(log(max(0.0, each) + LEAST) for each in estimates)
        centers = (*given, self._fit.predict(given))
        low, middle, high = (
            tuple(center + rolling[regime].quantile(level) for center, rolling in zip(centers, self._ratios, strict=True))
            for level in ASKED
        )
        ends = (low, (*middle, *(given[each] for each in self._trusted)), high)
        mixed = tuple(losses.mixed(each) for losses, each in zip(self._losses, ends, strict=True))
        low_s, middle_s, high_s = self._seconds(mixed)
        return Forecast(shown_closely(low_s, high_s), middle_s, regime, given, centers, ends, mixed)

    def learn(self, said: Forecast, actual_s: float) -> None:
        """What was said, and how long it took."""
        actual = log(actual_s + LEAST)
        for center, rolling in zip(said.centers, self._ratios, strict=True):
            rolling[said.regime].add(actual - center)
        for level, ends, losses in zip(LEVELS, said.ends, self._losses, strict=True):
            losses.learn([pinball(level, actual_s, exp(end) - LEAST) for end in ends])
        low_s, _, high_s = self._seconds(said.mixed)
        now = shown_closely(low_s, high_s)
        self._shift(2, _broken(actual_s > now.high_minutes * 60, actual_s > high_s) - 0.1)
        self._shift(0, 0.1 - _broken(actual_s < now.low_minutes * 60, actual_s < low_s))
        self._fit.learn(said.given, actual)

    def learn_at_least(self, said: Forecast, waited_s: float) -> None:
        """Somebody gave up after so long: what is known is only whether she had waited longer than was said."""
        if waited_s > self._as_of_now(said).high_minutes * 60:
            self._shift(2, 0.9)

    def _as_of_now(self, said: Forecast) -> Wait:
        """What would be said now: many were told the same before the first of them was called, and one lesson is enough."""
        low, _, high = self._seconds(said.mixed)
        return shown_closely(low, high)

    def _seconds(self, mixed: Sequence[float]) -> list[float]:
        return sorted(max(0.0, exp(end + shift) - LEAST) for end, shift in zip(mixed, self._shifts, strict=True))

    def _shift(self, place: int, by: float) -> None:
        self._shifts[place] = min(max(self._shifts[place] + STEP * by, -FURTHEST), FURTHEST)


def _broken(as_shown: bool, as_made: bool) -> float:
    """How far an end broke, after rounding and, a little, before: where a minute is coarse, rounding alone lets an end hold."""
    return (1 - MADE) * as_shown + MADE * as_made
