"""How near the forecast is: five kinds of invented offices, beside last week and the mean of four; its ranges and its speed."""

import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from time import perf_counter

from figures import Figure
from started import HOUSE

sys.path.append(str(HOUSE / "tests/parts"))
import years

from lobby.domain.forecast import Forecast
from lobby.domain.forecast_trial import FOUR, LAST_WEEK, OURS, Trial, tried

SEEDS = range(100, 110)
KINDS: dict[str, Callable[..., dict[years.date, years.Past]]] = {
    "a year, 120 a day": years.invented,
    "a year, 30 a day": partial(years.invented, a_day=30),
    "a year, 300 a day": partial(years.invented, a_day=300),
    "a year, all but 30 days by the hour": partial(years.invented, exact=30),
    "90 days": partial(years.invented, days=90),
}


def figures() -> list[Figure]:
    trials = {name: [tried(made(seed), years.open_quarters) for seed in SEEDS] for name, made in KINDS.items()}
    return [speed(), *(figure for name, each in trials.items() for figure in of_kind(name, each))]


def of_kind(name: str, trials: Sequence[Trial]) -> list[Figure]:
    days, quarters = (partial(error, trials, of) for of in ("days", "quarters"))
    held = 100 * sum(each.held_days for each in trials) / sum(each.days for each in trials)
    held_quarters = 100 * sum(each.held_quarters for each in trials) / max(1, sum(each.ranges for each in trials))
    rivals = {"last week": LAST_WEEK, "mean of four": FOUR}
    return [
        Figure(f"{name}: a quarter's error", quarters(OURS), "visits", {told: quarters(rival) for told, rival in rivals.items()}),
        Figure("  a day's error", days(OURS), "visits", {told: days(rival) for told, rival in rivals.items()}),
        Figure("  quarters within their range", held_quarters, "%", {"meant": 80}),
        Figure("  days within their range", held, "%", {"meant": 80}),
    ]


def error(trials: Sequence[Trial], of: str, name: str) -> float:
    """The mean absolute error over all trials."""
    scores = [each.scores[name] for each in trials]
    number = sum(getattr(each, of) for each in scores)
    return sum(getattr(each, f"of_{of}") * getattr(each, of) for each in scores) / max(1, number)


def speed() -> Figure:
    """Two weeks from a year, as a page asks for them."""
    history = years.invented(1)
    began, last = perf_counter(), max(history)
    forecast = Forecast(history, years.open_quarters)
    for ahead in range(1, 16):
        forecast.ahead(last + timedelta(days=ahead))
    return Figure("two weeks ahead from a year", (perf_counter() - began) * 1000, "ms", {"limit": 1000})
