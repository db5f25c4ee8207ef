"""What is to be expected: how many come in the next two weeks, for the lead and for planning by other programs."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from lobby.domain import calendar
from lobby.domain.forecast import Ahead, Expected
from lobby.domain.forecast_trial import OURS, Trial
from lobby.domain.office import Office
from lobby.reports import forecast
from lobby.reports.forecast import Learned, Outlook
from lobby.web.access import office_id
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import Runtime, here


class ExpectedOut(BaseModel):
    """How many are expected, and the range that holds in four of five cases."""

    mean: float
    low: int
    high: int


class QuarterOut(ExpectedOut):
    """`at`: when the quarter of an hour begins, on the office's clock."""

    at: str


class DayOut(BaseModel):
    """`appointments`: how many are booked; the share of them that is kept is in `total`. No `quarters`: it is closed."""

    date: str
    total: ExpectedOut
    appointments: int
    quarters: list[QuarterOut]


class ScoreOut(BaseModel):
    """`name`: lobby, last-week or mean-of-four. Mean absolute errors: of a day's visitors, and of a quarter of an hour's."""

    name: str
    day_error: float
    quarter_error: float


class TrialOut(BaseModel):
    """The forecast of days that are past by now, beside two rivals. `days_held`, `quarters_held`: shares within their range."""

    days: int
    days_held: float
    quarters_held: float
    scores: list[ScoreOut]


class ForecastOut(BaseModel):
    """`known_days`: past days that it learned from; fewer than eight tell nothing, `days` is empty then. `kept`: the share of
    appointments that people come to. `trial`: null where there were too few days to try.
    """

    office: str
    known_days: int
    kept: float
    days: list[DayOut]
    trial: TrialOut | None


api = blueprint("insight", "Insight: what is to be expected")


@api.get("/insight/forecast", summary="How many will come", responses={200: ForecastOut})
@checked
def ahead() -> Any:
    """Today as a whole, and the two weeks after it, by quarter of an hour; made of past days, the calendar and what is booked."""
    found = outlook(here(), office_id())
    return {
        "office": here().office(office_id()).slug,
        "known_days": found.learned.known,
        "kept": round(found.learned.kept, 3),
        "days": [_day(each, found) for each in found.days],
        "trial": _trial(found.learned.trial) if found.learned.trial.days else None,
    }


def outlook(runtime: Runtime, of_office: int) -> Outlook:
    """Made beside the loop; what was learned of past days is kept until the day or the office changes."""
    office = runtime.office(of_office)
    today = calendar.local_date(office, runtime.clock.now())
    known = runtime.learned.get(office.id)
    if known is None or known[:2] != (today, office):
        known = runtime.learned[office.id] = (today, office, runtime.work.compute(_learned, runtime, office, today))
    with runtime.db.snapshot() as session:
        return forecast.outlook(session, office, today, known[2])


def _learned(runtime: Runtime, office: Office, today: date) -> Learned:
    with runtime.db.snapshot() as session:
        return forecast.learned(session, office, today)


def clock(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


def _day(ahead: Ahead, found: Outlook) -> dict[str, Any]:
    quarters = [{"at": clock(at)} | _expected(each) for at, each in ahead.quarters.items()]
    booked = found.appointments.get(ahead.on, 0)
    return {"date": ahead.on.isoformat(), "total": _expected(ahead.total), "appointments": booked, "quarters": quarters}


def _expected(told: Expected) -> dict[str, Any]:
    return {"mean": round(told.mean, 2), "low": told.low, "high": told.high}


def _trial(trial: Trial) -> dict[str, Any]:
    scores = [
        {"name": name, "day_error": round(each.of_days, 2), "quarter_error": round(each.of_quarters, 3)}
        for name, each in trial.scores.items()
    ]
    held = {"days_held": round(trial.days_held, 3), "quarters_held": round(trial.quarters_held, 3)}
    return {"days": trial.scores[OURS].days, "scores": scores} | held
