"""How long a line takes, from its structure: who stands before whom, and which counters serve what.

Work is a fluid. Each one in line is poured, in the order of turns, over the counters that serve her, always where the level is
lowest; she starts at the lowest level that she finds. So more people ahead never make it shorter, whatever serves what: a
simulation with whole people has no such guarantee (Graham's anomalies).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erf, exp, log, sqrt

VARIATION = 0.8  # coefficient of variation of service times: log-normal, skewed (domain facts of the field)
SIGMA = sqrt(log(1 + VARIATION**2))


@dataclass(frozen=True, slots=True)
class AtWork:
    """A counter at work. `busy_s`: how long it is still expected to be taken, 0 when it is free.

    `usual_s`: how long one of its visitors takes it.
    """

    id: int
    services: frozenset[int]
    busy_s: float
    usual_s: float = 0.0


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody in line. `work_s`: how long she will take a counter. `sent_to`: the one counter that shall call her."""

    service_id: int
    work_s: float
    sent_to: int | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """When somebody's turn is expected: seconds from now, and how many services end at her counters before."""

    seconds: float
    before: float


def starts(counters: Sequence[AtWork], line: Iterable[InLine]) -> list[Start | None]:
    """For each one in line, in the order of turns, when she is expected to be called; None where no counter serves her."""
    fluid = _Fluid(counters)
    return [fluid.pour(each) for each in line]


def rest_of(mean_s: float, elapsed_s: float) -> float:
    """How long a service of this mean still takes after so much time: the mean residual life of a log-normal variable."""
    if elapsed_s <= 0:
        return mean_s
    # X = mean · e^(σZ - σ²/2): E[X - t | X > t]
    reach = log(elapsed_s / mean_s) / SIGMA
    still = _normal(-reach - SIGMA / 2)
    if still < 1e-4:
        return elapsed_s  # nobody has seen one take so long: as long again
    return max(mean_s * _normal(SIGMA / 2 - reach) / still - elapsed_s, mean_s / 10)


def _normal(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))


class _Fluid:
    """Levels of work at counters, in seconds from now; and how many services end below them."""

    def __init__(self, counters: Sequence[AtWork]) -> None:
        self._places = {each.id: place for place, each in enumerate(counters)}
        self._counters = counters
        self._levels = [_level(counters, each) for each in counters]
        self._poured: list[float] = [0.0] * len(counters)
        self._eligible: dict[int, list[int]] = {}

    def pour(self, one: InLine) -> Start | None:
        places = self._of(one)
        if not places:
            return None
        order = sorted(places, key=self._levels.__getitem__)
        level = self._levels[order[0]]
        before = sum(self._poured[place] for place in places) + (level > 0)
        if one.work_s > 0:
            self._fill(order, one.work_s)
        return Start(max(0.0, level), before)

    def _of(self, one: InLine) -> list[int]:
        if one.sent_to is not None:
            return [self._places[one.sent_to]] if one.sent_to in self._places else []
        known = self._eligible.get(one.service_id)
        if known is None:
            known = [place for place, each in enumerate(self._counters) if one.service_id in each.services]
            self._eligible[one.service_id] = known
        return known

    def _fill(self, order: list[int], work_s: float) -> None:
        levels, total, height, wet = self._levels, work_s, 0.0, 0
        for place in order:
            if wet and levels[place] >= height:
                break
            total += levels[place]
            wet += 1
            height = total / wet
        for place in order[:wet]:
            self._poured[place] += (height - levels[place]) / work_s
            levels[place] = height


def _level(counters: Sequence[AtWork], one: AtWork) -> float:
    """Where a counter's level stands now.

    Of several busy ones that share work, the first one to end counts, and ends come spread over time: so that the n-th in line
    starts after (n + 1) ÷ counters services. Of several free ones, each takes somebody at once: they lie lower by what all but
    one of them take.
    """
    sharing = [each for each in counters if each.services & one.services]
    if one.busy_s > 0:
        return one.busy_s / max(1, len(sharing))
    free = sum(1 for each in sharing if each.busy_s <= 0)
    return -one.usual_s * (free - 1) / free if free else 0.0


def spread(before: float) -> float:
    """How uncertain a start is by its structure: the standard deviation of its logarithm, after so many services."""
    return sqrt(VARIATION**2 / (1 + before) + FLOOR**2)


FLOOR = 0.25  # what no number of people ahead evens out: counters open and close, people leave, others overtake


def widened(start: Start, below: float, above: float) -> tuple[float, float]:
    """A range around a start, `below` and `above` in standard deviations of its logarithm."""
    deviation, middle = spread(start.before), start.seconds + LEAST
    return max(0.0, middle * exp(below * deviation) - LEAST), middle * exp(above * deviation) - LEAST


LEAST = 60.0  # seconds added before taking logarithms: a wait of nothing has none
