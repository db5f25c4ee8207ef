"""What is shown of a wait: whole, honest minutes. The low end is rounded down, the high end up."""

import math
from dataclasses import dataclass

STEPS = ((10, 1), (60, 5), (120, 10))
COARSE = 15
"""Minutes up to which a step is taken, and the step; COARSE beyond: nobody can know two hours to the minute."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A range in whole minutes. The high end is meant to hold in nine of ten cases, the low end likewise."""

    low_minutes: int
    high_minutes: int


def shown(low_s: float, high_s: float) -> Wait:
    """A range of seconds as it is told. It is never empty: the high end is at least a minute, and above the low end."""
    low = _down(max(0.0, low_s) / 60)
    return Wait(low, max(_up(max(0.0, high_s) / 60), low + _step(low)))


def _down(minutes: float) -> int:
    return math.floor(minutes / _step(minutes)) * _step(minutes)


def _up(minutes: float) -> int:
    return math.ceil(minutes / _step(minutes)) * _step(minutes)


def _step(minutes: float) -> int:
    return next((step for until, step in STEPS if minutes < until), COARSE)
