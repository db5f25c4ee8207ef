"""A scenario beside the unchanged days: means and bands over many days, and how near the model is to what was measured."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import sqrt
from statistics import fmean, pstdev
from typing import Any

from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.whatif import days
from lobby.domain.whatif.days import Outcome, Pools
from lobby.domain.whatif.material import Material
from lobby.domain.whatif.scenario import UNCHANGED, Scenario

LOW, HIGH = 0.1, 0.9
LEAST_VISITS = 5
PROMISES_EVERY = 10
"""Promises are made on each so manieth simulated day: they take most of the time, and their share hardly moves."""
NEAR_MINUTES, NEAR_SHARE = 3.0, 0.15
"""The model is said to be near when it is off by no more than so many minutes, or this share of what was measured."""
Tell = Callable[[int, int], None]


class TooFewVisits(LobbyError):
    code, status = "too-few-visits", 422
    message = N_("An diesen Tagen kamen zu wenige Personen, um sie zu simulieren.")


@dataclass(frozen=True, slots=True)
class Plan:
    """How many days are simulated, and from which seed."""

    days: int = 100
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Band:
    """A figure over the simulated days: its mean, and what eight in ten days lie between."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Side:
    """What the days of one scenario came to. Waits in minutes, of those called.

    `median`, `p90`: of all visits of all days together; `of_day`: name → band of each day's figure.
    `by_hour`, `by_service`: hour or service id → visits a day, median, P90.
    """

    median: float
    p90: float
    of_day: Mapping[str, Band]
    promises: float | None
    by_hour: Mapping[int, tuple[float, float, float]]
    by_service: Mapping[int, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Check:
    """The unchanged simulation beside what was measured, in minutes. `replayed`: each visitor as she came."""

    days: int
    visits: int
    measured: tuple[float, float]
    simulated: tuple[float, float]
    replayed: tuple[float, float]

    @property
    def is_near(self) -> bool:
        pairs = zip(self.measured, self.simulated, strict=True)
        return all(abs(ours - theirs) <= max(NEAR_MINUTES, NEAR_SHARE * theirs) for theirs, ours in pairs)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, and by how much each day's figure differs: mean, and the range in which that mean lies 19 times in 20."""

    days: int
    unchanged: Side
    changed: Side
    differences: Mapping[str, Band]
    check: Check | None

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        told["check"] = None if self.check is None else told["check"] | {"is_near": self.check.is_near}
        return told


@dataclass
class Steps:
    """How far a job has come. `tell` may raise, to end it."""

    total: int
    tell: Tell = field(default=lambda done, total: None)
    done: int = 0

    def step(self) -> None:
        self.done += 1
        self.tell(self.done, self.total)


def compare(
    office: Office, material: Sequence[Material], scenario: Scenario, plan: Plan, tell: Tell = lambda d, t: None
) -> Comparison:
    """Play the same simulated days unchanged and changed. Raises TooFewVisits, and what `tell` raises to end it."""
    check_enough(material)
    known, steps = days.pools(office, material), Steps(2 * plan.days + sum(day.is_measured for day in material), tell)
    check = validated(office, material, known, plan, steps)
    before, after = (simulate(office, material, known, each, plan, steps) for each in (UNCHANGED, scenario))
    if check is not None:
        check = Check(check.days, check.visits, check.measured, ends(minutes(before)), check.replayed)
    return Comparison(plan.days, side(before), side(after), _differences(before, after), check)


def check_enough(material: Sequence[Material]) -> None:
    if sum(each.count for day in material for each in day.visitors) < LEAST_VISITS:
        raise TooFewVisits()


def simulate(
    office: Office, material: Sequence[Material], known: Pools, scenario: Scenario, plan: Plan, steps: Steps
) -> list[Outcome]:
    """The outcomes of all simulated days: each past day in turn."""
    knowledge, found = Knowledge(), []
    for number in range(plan.days):
        day = material[number % len(material)]
        come = days.guests(day, known, number, plan.seed, scenario.demand)
        learns = knowledge if number % PROMISES_EVERY == 0 else None
        found.append(days.outcome(office, scenario, day, come, learns))
        steps.step()
    return found


def validated(office: Office, material: Sequence[Material], known: Pools, plan: Plan, steps: Steps) -> Check | None:
    """Past days played with exactly their visitors. None of a forecast, and of days on which fewer than five were called."""
    past = [day for day in material if day.is_measured]
    measured = [wait for day in past for wait in day.waits]
    played = []
    for day in past:
        played.append(days.outcome(office, UNCHANGED, day, days.as_they_came(day, known, plan.seed)))
        steps.step()
    if len(measured) < LEAST_VISITS:
        return None
    return Check(len(past), len(measured), ends(measured), (0.0, 0.0), ends(minutes(played)))


def side(outcomes: Sequence[Outcome]) -> Side:
    of_day = {name: _band([figure(each) for each in outcomes]) for name, figure in FIGURES.items()}
    told = [each.promises for each in outcomes if each.promises is not None]
    promised = sum(each.promised for each in told)
    every = [(wait.hour, wait.service_id, wait.minutes) for each in outcomes for wait in each.waits]
    return Side(
        *ends([each[2] for each in every]),
        of_day,
        sum(each.kept for each in told) / promised if promised else None,
        _grouped(((hour, wait) for hour, _, wait in every), len(outcomes)),
        _grouped(((service, wait) for _, service, wait in every), len(outcomes)),
    )


def minutes(outcomes: Iterable[Outcome]) -> list[float]:
    return [wait.minutes for each in outcomes for wait in each.waits]


def ends(waits: Iterable[float]) -> tuple[float, float]:
    """Median and P90."""
    ordered = sorted(waits)
    return quantile(ordered, 0.5), quantile(ordered, 0.9)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Of values in order, interpolated; 0 of none."""
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


FIGURES: dict[str, Callable[[Outcome], float]] = {
    "mean": lambda each: fmean([wait.minutes for wait in each.waits] or [0.0]),
    "median": lambda each: ends(wait.minutes for wait in each.waits)[0],
    "p90": lambda each: ends(wait.minutes for wait in each.waits)[1],
    "called": lambda each: float(len(each.waits)),
    "left": lambda each: float(each.left),
    "uncalled": lambda each: float(each.uncalled),
    "overtime": lambda each: each.overtime,
    "idle": lambda each: each.idle,
}
"""Name → what a day's figure is: waits and overtime in minutes, idle in hours, the others in people."""


def _band(values: Sequence[float]) -> Band:
    ordered = sorted(values)
    return Band(fmean(ordered), quantile(ordered, LOW), quantile(ordered, HIGH))


def _differences(before: Sequence[Outcome], after: Sequence[Outcome]) -> dict[str, Band]:
    """Day by day with the same visitors: chance that both share falls out."""
    found = {}
    for name, figure in FIGURES.items():
        each = [figure(late) - figure(early) for early, late in zip(before, after, strict=True)]
        mean, error = fmean(each), 1.96 * pstdev(each) / sqrt(max(1, len(each) - 1))
        found[name] = Band(mean, mean - error, mean + error)
    return found


def _grouped(waits: Iterable[tuple[int, float]], many: int) -> dict[int, tuple[float, float, float]]:
    groups: dict[int, list[float]] = {}
    for key, wait in waits:
        groups.setdefault(key, []).append(wait)
    sizes = Tally({key: len(each) for key, each in groups.items()})
    return {key: (sizes[key] / many, *ends(groups[key])) for key in sorted(groups)}
