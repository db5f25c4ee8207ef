"""What is shown of a wait: whole, honest minutes. The low end is rounded down, the high end up."""

import math
from dataclasses import dataclass

STEPS = ((10, 1), (60, 5), (120, 10))
COARSE, SLACK = 15, 0.4
"""Minutes up to which a step is taken, and the step; COARSE beyond: nobody can know two hours to the minute."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A range in whole minutes. The high end is meant to hold in nine of ten cases, the low end likewise."""

    low_minutes: int
    high_minutes: int


def shown(low_s: float, high_s: float) -> Wait:
    """A range of seconds as it is told. It is never empty: the high end is at least a minute, and above the low end."""
    low = _down(max(0.0, low_s) / 60)
    return Wait(low, max(_up(max(0.0, high_s) / 60), low + step(low)))


def shown_closely(low_s: float, high_s: float) -> Wait:
    """The same for ends that are to hold as shown: rounding alone would widen them by half a step on each side."""
    return shown(low_s + SLACK * 60 * step(low_s / 60), max(0.0, high_s - SLACK * 60 * step(high_s / 60)))


def later(wait: Wait, seconds: float) -> Wait:
    """A range of somebody who is not called before so many seconds."""
    low, high = _down(seconds / 60), _up(seconds / 60)
    return Wait(max(wait.low_minutes, low), max(wait.high_minutes, high + step(high)))


def _down(minutes: float) -> int:
    return math.floor(minutes / step(minutes)) * step(minutes)


def _up(minutes: float) -> int:
    return math.ceil(minutes / step(minutes)) * step(minutes)


def step(minutes: float) -> int:
    """By how many minutes a range of this size is rounded."""
    return next((wide for until, wide in STEPS if minutes < until), COARSE)
