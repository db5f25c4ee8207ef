"""The judge of waiting-time estimates: replays a log, and holds what would have been said against what came.

Strictly causal: a range is made at an arrival from what the log tells of the time before, and nothing is learned of a visit
before its wait has ended. Somebody is judged when somebody waits at her arrival. Judged is what is shown, after rounding.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from statistics import median

from lobby.domain.waiting.learning import LEVELS, Forecast, Forecaster, Rolling, pinball
from lobby.domain.waiting.log import ARRIVAL, LEFT, START, Event, Visit, days, events
from lobby.domain.waiting.scene import ESTIMATES, RIVALS, TRUSTED, Scene
from lobby.domain.waiting.shown import Wait, shown

OURS, PROMISED = "lobby", "as promised"
FLOOR_S = 60.0  # a rival's estimate of nothing has no ratio
USUAL = (0.4, 0.6, 0.8, 1.0, 1.0, 1.25, 1.6, 2.0, 2.5)  # a rival's ratios before it has seen any
LAST = 200


@dataclass(frozen=True, slots=True)
class Scores:
    """How an estimator did. Seconds; coverages are shares. `median_error`: of the absolute errors; `bias`: positive where too high.

    `pinball_10` and `pinball_90` are those of the ends shown, `pinball_50` that of the middle; a rival's middle is its estimate
    put right by the median of actual ÷ estimate, while its errors are those of the estimate itself.
    """

    name: str
    n: int
    mae: float
    rmse: float
    median_error: float
    bias: float
    pinball_10: float
    pinball_50: float
    pinball_90: float
    coverage_low: float
    coverage_high: float
    width: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ours and the rivals'. `gave_up`: how many of those judged left before they were called."""

    scores: list[Scores]
    gave_up: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one estimator said: a point and a range of seconds, and the middle of that range's distribution."""

    point: float
    low: float
    middle: float
    high: float


@dataclass(slots=True)
class Tally:
    """One estimator's account."""

    name: str
    errors: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    low_held: int = 0
    low_known: int = 0
    high_held: int = 0
    high_known: int = 0
    width: float = 0.0

    def called(self, said: Said, actual: float) -> None:
        self.errors.append(said.point - actual)
        for place, (level, end) in enumerate(zip(LEVELS, (said.low, said.middle, said.high), strict=True)):
            self.losses[place] += pinball(level, actual, end)
        self.low_known, self.low_held = self.low_known + 1, self.low_held + (actual >= said.low)
        self.high_known, self.high_held = self.high_known + 1, self.high_held + (actual <= said.high)
        self.width += said.high - said.low

    def gave_up(self, said: Said, waited: float) -> None:
        """She would have waited longer than that: so it is known when the high end broke, and when the low end held."""
        if waited >= said.low:
            self.low_known, self.low_held = self.low_known + 1, self.low_held + 1
        if waited > said.high:
            self.high_known += 1

    def scores(self) -> Scores:
        n = len(self.errors)
        most = max(1, n)
        absolute = [abs(error) for error in self.errors]
        ten, fifty, ninety = (loss / most for loss in self.losses)
        return Scores(
            name=self.name,
            n=n,
            mae=sum(absolute) / most,
            rmse=sqrt(sum(error * error for error in self.errors) / most),
            median_error=median(absolute) if absolute else 0.0,
            bias=sum(self.errors) / most,
            pinball_10=ten,
            pinball_50=fifty,
            pinball_90=ninety,
            coverage_low=self.low_held / max(1, self.low_known),
            coverage_high=self.high_held / max(1, self.high_known),
            width=self.width / most,
        )


def judge(visits: Sequence[Visit]) -> Verdict:
    """Replay a log, whose visits come in the order of days and arrivals."""
    court = Court()
    for day in days(visits):
        court.sit(day)
    promised = [court.promised] if court.promised.errors else []
    return Verdict([tally.scores() for tally in (*court.tallies, *promised)], court.gave_up)


class Court:
    """Everybody estimates; everybody is held to it."""

    def __init__(self) -> None:
        self._scene, self._ours = Scene(), Forecaster(len(ESTIMATES), TRUSTED)
        self._rivals = [Rolling(LAST, [log(ratio) for ratio in USUAL]) for _ in RIVALS]
        self.tallies = [Tally(OURS), *(Tally(name) for name in RIVALS)]
        self.promised = Tally(PROMISED)
        self.gave_up = 0
        self._open: dict[int, tuple[Forecast, tuple[float, ...], list[Said]]] = {}

    def sit(self, day: list[Visit]) -> None:
        """Hear a day. Who still waits at its end was never called: she has no row that says so, and is not judged."""
        self._scene.new_day()
        self._open.clear()
        for event in events(day):
            self._hear(event, day[event[2]])

    def _hear(self, event: Event, visit: Visit) -> None:
        now, kind, index = event
        if kind == ARRIVAL:
            if self._scene.line:
                self._open[index] = self._ask(visit, now)
            self._scene.arrive(index, visit)
        elif index in self._scene.line and (kind == LEFT or visit.start is None):
            self._gave_up(index, visit)
        elif index in self._scene.line and kind >= START:
            self._called(index, visit, now)
        else:
            self._scene.end(index, visit, now)

    def _ask(self, visit: Visit, now: float) -> tuple[Forecast, tuple[float, ...], list[Said]]:
        points = self._scene.rivals(now)
        ours = self._ours.say(self._scene.estimates(visit, now, points), len(self._scene.line))
        said = Said(ours.middle_s, ours.wait.low_minutes * 60.0, ours.middle_s, ours.wait.high_minutes * 60.0)
        return ours, points, [said, *(ranged(point, ratios) for point, ratios in zip(points, self._rivals, strict=True))]

    def _called(self, index: int, visit: Visit, now: float) -> None:
        if index in self._open:
            forecast, points, said = self._open.pop(index)
            for tally, each in zip(self.tallies, said, strict=True):
                tally.called(each, visit.waited)
            if visit.told:
                low, high, middle = visit.told
                self.promised.called(Said(middle, low * 60.0, middle, high * 60.0), visit.waited)
            self._ours.learn(forecast, visit.waited)
            for point, ratios in zip(points, self._rivals, strict=True):
                ratios.add(log(max(visit.waited, 1.0) / max(point, FLOOR_S)))
        self._scene.start(index, visit, now)

    def _gave_up(self, index: int, visit: Visit) -> None:
        if index in self._open:
            forecast, _, said = self._open.pop(index)
            self.gave_up += 1
            for tally, each in zip(self.tallies, said, strict=True):
                tally.gave_up(each, visit.waited)
            self._ours.learn_at_least(forecast, visit.waited)
        self._scene.leave(index, visit)


def ranged(point: float, ratios: Rolling) -> Said:
    """A rival's estimate as a range, by the rolling quantiles of actual ÷ estimate, rounded like ours."""
    low, middle, high = (max(point, FLOOR_S) * exp(ratios.quantile(level)) for level in LEVELS)
    wait: Wait = shown(low, high)
    return Said(point, wait.low_minutes * 60.0, middle, wait.high_minutes * 60.0)


COLUMNS = ("MAE", "RMSE", "median", "bias", "P10", "P50", "P90", "low", "high", "width")


def table(scores: Iterable[Scores]) -> str:
    """The scores for people: minutes and per cent."""
    head = f"{'minutes':<16}{'n':>8}" + "".join(f"{name:>8}" for name in COLUMNS)
    return "\n".join([head, *map(_row, scores)])


def _row(each: Scores) -> str:
    errors = (each.mae, each.rmse, each.median_error, each.bias, each.pinball_10, each.pinball_50, each.pinball_90)
    told = [*(f"{seconds / 60:.2f}" for seconds in errors), f"{each.coverage_low:.1%}", f"{each.coverage_high:.1%}"]
    return f"{each.name:<16}{each.n:>8}" + "".join(f"{cell:>8}" for cell in (*told, f"{each.width / 60:.2f}"))
