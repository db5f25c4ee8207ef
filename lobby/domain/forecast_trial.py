"""How good a forecast is: what it would have said of past days, beside two rivals that need no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from lobby.domain.forecast import Forecast, Open, Past

HORIZON = 14  # days
WEEKS = 8
BEFORE = timedelta(weeks=4)
"""So much must be known before the first day from which is looked ahead."""
OURS, LAST_WEEK, FOUR = "lobby", "last-week", "mean-of-four"


@dataclass
class Score:
    """Mean absolute errors: of a day's visitors, and of a quarter's. `days`, `quarters`: of how many."""

    days: int = 0
    quarters: int = 0
    of_days: float = 0.0
    of_quarters: float = 0.0

    def add(self, real: Past, said: Sequence[float], open_quarters: Sequence[int]) -> None:
        self.days += 1
        self.of_days += (abs(real.total - sum(said)) - self.of_days) / self.days
        for each in open_quarters if real.is_exact else ():
            self.quarters += 1
            self.of_quarters += (abs(real.quarters[each] - said[each]) - self.of_quarters) / self.quarters


@dataclass
class Trial:
    """Name → score; how many ranges we said of quarters, and how many of them, and of those of days, held what came."""

    scores: dict[str, Score] = field(default_factory=lambda: {name: Score() for name in (OURS, LAST_WEEK, FOUR)})
    held_days: int = 0
    ranges: int = 0
    held_quarters: int = 0

    @property
    def days(self) -> int:
        return self.scores[OURS].days

    @property
    def days_held(self) -> float:
        """The share of days within their range."""
        return self.held_days / max(1, self.days)

    @property
    def quarters_held(self) -> float:
        return self.held_quarters / max(1, self.ranges)


def tried(history: Mapping[date, Past], is_open: Open, weeks: int = WEEKS) -> Trial:
    """Look two weeks ahead from one day in each of the last weeks, knowing only what was known then.

    Days on which a rival knows nothing count for none.
    """
    trial, days, is_open = Trial(), sorted(history), cache(is_open)
    for back in range(weeks + 1, 1, -1) if days else ():
        since = days[-1] + timedelta(days=1) - timedelta(weeks=back)
        known = {on: past for on, past in history.items() if on < since}
        if known and since - min(known) >= BEFORE:
            _try(trial, known, {on: past for on, past in history.items() if since <= on < since + timedelta(days=HORIZON)}, is_open)
    return trial


def _try(trial: Trial, known: Mapping[date, Past], real: Mapping[date, Past], is_open: Open) -> None:
    forecast = Forecast(known, is_open)
    for on, past in real.items() if forecast.is_able else ():
        alike = [known[each].quarters for each in sorted(known) if each.weekday() == on.weekday() and known[each].total][-4:]
        quarters = is_open(on)
        if not alike or not quarters:
            continue
        ahead = forecast.ahead(on)
        ours = [ahead.quarters[each].mean if each in ahead.quarters else 0.0 for each in range(96)]
        mean = [sum(each) / len(alike) for each in zip(*alike, strict=True)]
        for name, said in ((OURS, ours), (LAST_WEEK, alike[-1]), (FOUR, mean)):
            trial.scores[name].add(past, said, quarters)
        trial.held_days += ahead.total.low <= past.total <= ahead.total.high
        said_of = ahead.quarters.items() if past.is_exact else ()
        trial.ranges += len(said_of)
        trial.held_quarters += sum(said.low <= past.quarters[at] <= said.high for at, said in said_of)
