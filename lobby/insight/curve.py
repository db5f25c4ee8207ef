"""A day by quarters of an hour as a picture: bars for what is counted, a line for what is usual or expected, a band around it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH = 10, 100  # of a quarter, of the picture
LEAST = 4.0


@dataclass(frozen=True, slots=True)
class Curve:
    """`bars`: x, y, height of each; `line` and `band`: paths; `hours`: those below; `goals`: lines across, each as value and y."""

    width: int
    bars: list[tuple[float, float, float]]
    line: str
    band: str
    hours: list[int]
    goals: list[tuple[int, float]]


def curve(
    first: int, quarters: int, came: Sequence[float], usual: Sequence[float], band: Sequence[tuple[float, float]] = ()
) -> Curve:
    """From the quarter `first` of the day on. `usual` may be empty; of `band` low and high."""
    peak = max(LEAST, *came, *usual, *(high for _, high in band)) if (came or usual or band) else LEAST
    steps = [(each, _y(each, peak)) for each in goals(peak)]
    bars = [(place * WIDE + 1.5, _y(each, peak), HIGH - _y(each, peak)) for place, each in enumerate(came)]
    lows, highs = [low for low, _ in band], [high for _, high in band]
    around = f"{_stairs(highs, peak)} {_stairs(lows, peak, is_back=True)}Z" if band else ""
    hours = list(range(first // 4, (first + quarters) // 4))
    return Curve(quarters * WIDE, bars, _stairs(usual, peak), around, hours, steps)


def _stairs(values: Sequence[float], peak: float, is_back: bool = False) -> str:
    """A path that stays level for each quarter; back to the left, to close a band."""
    points = [(x, _y(each, peak)) for place, each in enumerate(values) for x in (place * WIDE, (place + 1) * WIDE)]
    told = " ".join(f"{x} {y:g}" for x, y in (reversed(points) if is_back else points))
    return f"{'L' if is_back else 'M'}{told}" if told else ""


def _y(value: float, peak: float) -> float:
    return round(HIGH - 94 * value / peak, 1)  # some room above the highest


def goals(peak: float) -> list[int]:
    """Two or three round values across the picture."""
    step = next(each for scale in (1, 10, 100, 1000) for each in (scale, 2 * scale, 5 * scale) if peak / each <= 4)
    return list(range(step, int(peak) + 1, step))[:4]
