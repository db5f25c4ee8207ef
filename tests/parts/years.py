"""Invented years of an office: with weekdays, rush hours, a level that drifts, full months' beginnings, holidays, and chance."""

import math
import random
from datetime import date, timedelta
from functools import cache

from lobby.domain.forecast import Past
from lobby.store.reading import public_holidays

HOURS = {0: ((9, 12),), 1: ((9, 12), (14, 18)), 3: ((9, 12), (14, 16)), 4: ((9, 12),)}
WEEKDAYS = {0: 0.8, 1: 1.5, 3: 1.1, 4: 0.6}
FIRST = date(2025, 1, 1)


@cache
def open_quarters(on: date) -> tuple[int, ...]:
    """Like an office of Saxony-Anhalt that is closed on holidays and between the years."""
    if on in public_holidays("ST") or (on.month, on.day) >= (12, 24):
        return ()
    return tuple(quarter for start, end in HOURS.get(on.weekday(), ()) for quarter in range(start * 4, end * 4))


def invented(seed: int, days: int = 400, a_day: float = 120, exact: int = 10_000) -> dict[date, Past]:
    """So many days from FIRST on; before the last `exact` of them hours are spread, as kept counts are."""
    chance, found, level = random.Random(seed), {}, 1.0
    for on in (FIRST + timedelta(days=each) for each in range(days)):
        level *= math.exp(chance.gauss(0, 0.008))
        quarters = open_quarters(on)
        if quarters:
            start = 1.25 if on.day <= 4 else 1.0
            mean = a_day * level * WEEKDAYS[on.weekday()] * start * chance.gammavariate(60, 1 / 60)
            found[on] = _day(chance, mean, quarters, is_exact=(days - (on - FIRST).days) <= exact)
    return found


def _day(chance: random.Random, mean: float, quarters: tuple[int, ...], *, is_exact: bool) -> Past:
    rush = {quarter: (3.0 if quarter - 1 not in quarters else 1.0) * (1.4 if quarter < 44 else 0.8) for quarter in quarters}
    came = [0.0] * 96
    for quarter, share in rush.items():
        came[quarter] = float(_poisson(chance, mean * share / sum(rush.values())))
    if not is_exact:
        came = [sum(came[each // 4 * 4 : each // 4 * 4 + 4]) / 4 for each in range(96)]
    return Past(came, is_exact)


def _poisson(chance: random.Random, mean: float) -> int:
    number, left = 0, math.exp(-mean)
    so_far = chance.random()
    while so_far > left:
        number, so_far = number + 1, so_far * chance.random()
    return number
