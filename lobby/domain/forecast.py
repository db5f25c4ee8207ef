"""How many will come in the next two weeks, by quarter of an hour: a model of our own, of plain parts that can be explained.

Expected on a day: level × weekday × what is special of the day × share of the quarter.
- *level*: simple exponential smoothing of what came, by its weekday (Brown 1959); its speed is the one that erred least.
- *weekday*, *special*: ratios of what came to what was expected without them, drawn towards 1 as if some days had shown
  nothing (empirical Bayes). Special are the first days of a month, and the first day after one that was closed but never else is.
- *share*: of the hour in a weekday, and of the quarter in its hour, each drawn towards what all weekdays have.
- *range*: negative binomial; how much wider than Poisson tell the errors that the same model made as many open days ahead.
Nothing is said of trends: over two weeks a level that follows is better than one that runs ahead.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from statistics import NormalDist
from typing import TypeVar

LEAST_DAYS = 8
"""Fewer open days tell of nothing."""
TELLING = timedelta(weeks=4)
"""A weekday on which nobody came for so long tells that nobody comes."""
SPEEDS = (0.02, 0.05, 0.1, 0.2, 0.35)
WEEKDAY_STRENGTH, SPECIAL_STRENGTH = 0.5, 4.0  # days
HOURS_STRENGTH, QUARTERS_STRENGTH = 40.0, 40.0  # visitors
FADES = 1 / 120  # of a day's weight in shares and ratios, for each day that passes
TYPICAL, FARTHEST = 3, 10  # open days ahead
LOW, HIGH = 0.1, 0.9
MONTH_BEGINS = 3  # open days
Kind = TypeVar("Kind", bound=Hashable)
Open = Callable[[date], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Past:
    """Who came on a day, by quarter from midnight. Not `is_exact`: an hour's visitors are spread evenly over its quarters."""

    quarters: Sequence[float]
    is_exact: bool = True

    @property
    def total(self) -> float:
        return sum(self.quarters)


@dataclass(frozen=True, slots=True)
class Expected:
    """A mean, and the range that holds in four of five cases."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come: `quarters` from midnight → what is expected; none where it is closed, or nobody ever came on that weekday."""

    on: date
    total: Expected
    quarters: Mapping[int, Expected]


class Forecast:
    """What past days teach of those to come. `is_open`: the quarters in which the house is open on a date, from its calendar."""

    def __init__(self, history: Mapping[date, Past], is_open: Open) -> None:
        self._is_open = cache(is_open)
        self._kinds = cache(self._special_kinds)
        self._days = [(on, past) for on, past in sorted(history.items()) if past.total > 0]
        self._last = self._days[-1][0] if self._days else date.min
        self._weekday: dict[int, float] = {}
        self._special: dict[str, float] = {}
        self._levels: list[float] = []
        if self.is_able:
            self._learn()

    @property
    def is_able(self) -> bool:
        return len(self._days) >= LEAST_DAYS

    def ahead(self, on: date, booked: Mapping[int, tuple[float, float]] | None = None) -> Ahead:
        """A day to come. `booked`: quarter → mean and variance of those who come by appointment, which the past knows not."""
        booked, (wide_day, wide) = booked or {}, self._spread(self._steps(on))
        mean = self._levels[-1] * self._factor(on)
        walk_ins = {quarter: mean * share for quarter, share in self._shares(on).items()}
        quarters = {
            quarter: _expected(walk_ins.get(quarter, 0.0), *booked.get(quarter, (0.0, 0.0)), wide)
            for quarter in sorted(walk_ins.keys() | booked.keys())
        }
        total = sum(walk_ins.values()), sum(each for each, _ in booked.values()), sum(each for _, each in booked.values())
        return Ahead(on, _expected(*total, wide_day), quarters)

    def _learn(self) -> None:
        """Level and ratios by turns: each is clearer once the other is known."""
        overall = sum(past.total for _, past in self._days) / len(self._days)
        self._weekday = _ratios(((on.weekday(), past.total, overall, 1.0) for on, past in self._days), WEEKDAY_STRENGTH)
        for _ in range(3):
            factors = [self._factor(on) for on, _ in self._days]
            self._levels = min((self._follow(speed, factors) for speed in SPEEDS), key=lambda levels: self._erred(levels, factors))
            weekdays, specials = [], []
            for place, ((on, past), level) in enumerate(zip(self._days, self._levels, strict=False)):
                weekdays.append((on.weekday(), past.total, level * self._specially(on), self._weight(place)))
                specials += [(kind, past.total, level * self._weekday[on.weekday()], 1.0) for kind in self._kinds(on)]
            self._weekday = _ratios(weekdays, WEEKDAY_STRENGTH)
            self._special = _ratios(specials, SPECIAL_STRENGTH)

    def _follow(self, speed: float, factors: Sequence[float]) -> list[float]:
        """The level before each day, and behind the last."""
        first = 2 * LEAST_DAYS
        levels = [sum(past.total for _, past in self._days[:first]) / sum(factors[:first])]
        for (_, past), factor in zip(self._days, factors, strict=True):
            levels.append(levels[-1] + speed * (past.total / factor - levels[-1]))
        return levels

    def _erred(self, levels: Sequence[float], factors: Sequence[float]) -> float:
        """How far it was off, squared, some days ahead, of the newer half of the days."""
        half = range(len(self._days) // 2, len(self._days) - TYPICAL)
        return sum((self._days[at + TYPICAL][1].total - levels[at] * factors[at + TYPICAL]) ** 2 for at in half)

    def _factor(self, on: date) -> float:
        return self._weekday.get(on.weekday(), 1.0) * self._specially(on)

    def _specially(self, on: date) -> float:
        return math.prod(self._special.get(kind, 1.0) for kind in self._kinds(on)) if self._special else 1.0

    def _special_kinds(self, on: date) -> list[str]:
        before = [on - timedelta(days=ago) for ago in range(1, on.day)]
        is_start = sum(1 for each in before if self._is_open(each)) < MONTH_BEGINS
        return ["start"] * is_start + ["after"] * self._is_after_closure(on)

    def _is_after_closure(self, on: date) -> bool:
        """Whether the last day of a weekday that is mostly open was closed."""
        for ago in range(1, 8):
            each = on - timedelta(days=ago)
            if self._is_open(each):
                return False
            if each.weekday() in self._weekday:
                return True
        return False

    def _weight(self, place: int) -> float:
        return math.exp(-FADES * (self._last - self._days[place][0]).days)

    def _steps(self, on: date) -> int:
        """How many open days lie between the last one known and this one, itself included."""
        days = (self._last + timedelta(days=ahead) for ahead in range(1, (on - self._last).days + 1))
        return max(1, min(FARTHEST, sum(1 for each in days if self._is_open(each))))

    def _shares(self, on: date) -> dict[int, float]:
        """Each open quarter's share of the day that this weekday usually is: together 1 where the hours are the usual ones."""
        if on.weekday() not in self._weekday and self._last - self._days[0][0] >= TELLING:
            return {}
        wanted = [each for each in self._is_open(on) if each // 4 in self._hours[on.weekday()]]
        return {each: self._hours[on.weekday()][each // 4] * self._within(on.weekday(), each) for each in wanted}

    @cached_property
    def _hours(self) -> dict[int, dict[int, float]]:
        """Weekday → hour → its share: that weekday's own, drawn towards that of all."""
        own: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        for place, (on, past) in enumerate(self._days):
            for hour in range(24):
                own[on.weekday()][hour] += self._weight(place) * sum(past.quarters[hour * 4 : hour * 4 + 4])
        pooled = {hour: sum(each[hour] for each in own.values()) for hour in range(24)}
        every = sum(pooled.values())
        return {weekday: _drawn(own.get(weekday, {}), pooled, every) for weekday in range(7)}

    def _within(self, weekday: int, quarter: int) -> float:
        """A quarter's share of its hour."""
        hour = quarter // 4
        of_all = [self._exact[-1][each] for each in range(hour * 4, hour * 4 + 4)]
        even = [each + 2.0 for each in of_all] if sum(of_all) else self._even(weekday, hour)
        prior = [each / sum(even) for each in even]
        own = [self._exact[weekday][each] for each in range(hour * 4, hour * 4 + 4)]
        return (own[quarter % 4] + QUARTERS_STRENGTH * prior[quarter % 4]) / (sum(own) + QUARTERS_STRENGTH)

    def _even(self, weekday: int, hour: int) -> list[float]:
        """What spread hours say: nothing where it was closed."""
        alike = [past.quarters for on, past in self._days if on.weekday() == weekday]
        came = [sum(quarters[each] for quarters in alike) for each in range(hour * 4, hour * 4 + 4)]
        return came if sum(came) else [1.0] * 4

    @cached_property
    def _exact(self) -> dict[int, list[float]]:
        """Weekday → who came in each quarter, of the days that tell; -1: of all weekdays."""
        found = {weekday: [0.0] * 96 for weekday in range(-1, 7)}
        for place, (on, past) in enumerate(self._days):
            if past.is_exact:
                weight = self._weight(place)
                for quarter, came in enumerate(past.quarters):
                    if came:
                        found[on.weekday()][quarter] += weight * came
                        found[-1][quarter] += weight * came
        return found

    def _spread(self, steps: int) -> tuple[float, float]:
        """How much wider than Poisson, as variance over mean², so many open days ahead: of a day, and of a quarter."""
        if steps not in self._spreads:
            self._spreads[steps] = self._errors(steps)
        return self._spreads[steps]

    @cached_property
    def _spreads(self) -> dict[int, tuple[float, float]]:
        return {}

    def _errors(self, steps: int) -> tuple[float, float]:
        days, quarters = [0.0, 0.0], [0.0, 0.0]
        for (on, past), level in list(zip(self._days[steps - 1 :], self._levels, strict=False))[LEAST_DAYS // 2 :]:
            mean = level * self._factor(on)
            _add(days, past.total, mean)
            for quarter, share in self._known_shares(on.weekday()).items() if past.is_exact else ():
                _add(quarters, past.quarters[quarter], mean * share)
        of_day = max(0.0, days[0] / days[1]) if days[1] else 0.0
        return of_day, max(of_day, quarters[0] / quarters[1] if quarters[1] else 0.0)

    def _known_shares(self, weekday: int) -> dict[int, float]:
        if weekday not in self._share_of:
            on = next(each for each, _ in reversed(self._days) if each.weekday() == weekday)
            self._share_of[weekday] = self._shares(on)
        return self._share_of[weekday]

    @cached_property
    def _share_of(self) -> dict[int, dict[int, float]]:
        return {}


def _ratios(told: Iterable[tuple[Kind, float, float, float]], strength: float) -> dict[Kind, float]:
    """Kind → what came over what was expected; told are kind, what came, what was expected, and how much that counts."""
    came: defaultdict[Kind, float] = defaultdict(float)
    expected: defaultdict[Kind, float] = defaultdict(float)
    each = list(told)
    usual = strength * sum(mean for _, _, mean, _ in each) / max(1, len(each))
    for kind, real, mean, weight in each:
        came[kind] += weight * real
        expected[kind] += weight * mean
    return {kind: (came[kind] + usual) / (expected[kind] + usual) for kind in came}


def _drawn(own: Mapping[int, float], pooled: Mapping[int, float], every: float) -> dict[int, float]:
    """Shares of one weekday, drawn towards those of all within its own hours; of a weekday that is not known those of all."""
    mine = {hour: came for hour, came in (own if sum(own.values()) else pooled).items() if came}
    prior = sum(pooled[hour] for hour in mine)
    total = sum(mine.values()) + HOURS_STRENGTH
    return {hour: (came + HOURS_STRENGTH * pooled[hour] / prior) / total for hour, came in mine.items()}


def _add(sums: list[float], came: float, mean: float) -> None:
    """What the variance exceeds the mean by, and what it is measured in."""
    sums[0] += (came - mean) ** 2 - mean
    sums[1] += mean**2


def _expected(walk_ins: float, booked: float, booked_variance: float, spread: float) -> Expected:
    """Mean and range; `spread`: variance over mean² beyond Poisson, of those who come without an appointment."""
    mean = walk_ins + booked
    variance = walk_ins + spread * walk_ins**2 + booked_variance
    return Expected(mean, quantile(mean, variance, LOW), quantile(mean, variance, HIGH))


def quantile(mean: float, variance: float, share: float) -> int:
    """The number that is not exceeded with this probability: negative binomial, Poisson where the variance is no greater.

    Above 400 the normal distribution is near enough, and cheap.
    """
    if mean <= 0:
        return 0
    if mean > 400:
        return max(0, round(mean + NormalDist().inv_cdf(share) * math.sqrt(max(variance, mean))))
    size = mean * mean / (variance - mean) if variance > mean * 1.0001 else math.inf
    chance = math.exp(-mean) if size == math.inf else (size / (size + mean)) ** size
    number, so_far = 0, chance
    while so_far < share and number < 10_000:
        number += 1
        chance *= mean / number if size == math.inf else (size + number - 1) / number * mean / (size + mean)
        so_far += chance
    return number
