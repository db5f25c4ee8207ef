"""The page of what is to come: the next two weeks in a sentence, as a picture and as a table, and how good that is."""

from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask import Blueprint, Response, request

from lobby.domain.errors import N_
from lobby.domain.forecast import Ahead
from lobby.domain.forecast_trial import FOUR, LAST_WEEK, OURS, Trial
from lobby.i18n import dates
from lobby.insight import frame
from lobby.insight.curve import Curve, curve, goals
from lobby.reports.forecast import Outlook
from lobby.web import staff
from lobby.web.access import office_id
from lobby.web.api.forecast import clock, outlook
from lobby.web.runtime import here

NAMES = {OURS: N_("Diese Vorhersage"), LAST_WEEK: N_("Wie vor einer Woche"), FOUR: N_("Mittel der letzten vier")}
STEP, SPAN, HIGH = 40, 22, 100  # of a day, of its bar, of the picture

pages = Blueprint("insight-forecast", __name__)


@pages.get("/insight/forecast")
def shown() -> Response:
    """`?day=` chooses whose quarters are shown; else the fullest."""
    office = here().office(office_id())
    found = outlook(here(), office.id)
    days = [each for each in found.days if each.quarters]
    told = _told(found, days) if days else {"days": []}
    return frame.page("insight/forecast.html", office, known=found.learned.known, **told)


def _told(found: Outlook, days: list[Ahead]) -> dict[str, Any]:
    fullest = max(days[1:] or days, key=lambda each: each.total.mean)
    chosen = next((each for each in days if each.on.isoformat() == request.args.get("day")), fullest)
    rows = [_row(found, each) for each in days]
    return {
        "days": rows,
        "closed": len(found.days) - len(days),
        "fullest": _row(found, fullest),
        "chosen": _row(found, chosen) | {"curve": _curve(chosen), "quarters": _quarters(chosen)},
        "picture": _picture(days, chosen),
        "kept": round(100 * found.learned.kept),
        "trial": _trial(found.learned.trial) if found.learned.trial.days else None,
    }


def _row(found: Outlook, ahead: Ahead) -> dict[str, Any]:
    busiest = max(ahead.quarters, key=lambda at: ahead.quarters[at].mean)
    return {
        "on": ahead.on,
        "name": _name(ahead.on),
        "mean": round(ahead.total.mean),
        "low": ahead.total.low,
        "high": ahead.total.high,
        "busiest": clock(busiest),
        "appointments": found.appointments.get(ahead.on, 0),
    }


def _name(on: date) -> str:
    return dates.day_name(on, staff.language())


def _quarters(ahead: Ahead) -> list[tuple[str, int, int, int]]:
    return [(clock(at), round(each.mean), each.low, each.high) for at, each in ahead.quarters.items()]


def _curve(ahead: Ahead) -> Curve:
    first, last = min(ahead.quarters) // 4 * 4, max(ahead.quarters) // 4 * 4 + 3
    each = [ahead.quarters.get(at) for at in range(first, last + 1)]
    means = [told.mean if told else 0.0 for told in each]
    return curve(first, last + 1 - first, [], means, [(told.low, told.high) if told else (0.0, 0.0) for told in each])


def _picture(days: list[Ahead], chosen: Ahead) -> dict[str, Any]:
    """Each day as a bar from low to high with a mark at its mean."""
    peak = max(4, *(each.total.high for each in days))

    def y(value: float) -> float:
        return round(HIGH - 94 * value / peak, 1)

    bars = [
        {"x": STEP * place + (STEP - SPAN) // 2, "low": y(each.total.low), "high": y(each.total.high), "mean": y(each.total.mean)}
        | {"is_chosen": each is chosen}
        for place, each in enumerate(days)
    ]
    return {"bars": bars, "width": STEP * len(days), "span": SPAN, "goals": [(each, y(each)) for each in goals(peak)]}


def _decimal(value: float) -> str:
    return str(
        format_decimal(value, "0.00" if value < 10 else "0.0", locale=dates.locale_of(staff.language()), numbering_system="latn")
    )


def _trial(trial: Trial) -> dict[str, Any]:
    rows = [(NAMES[name], _decimal(score.of_quarters), _decimal(score.of_days)) for name, score in trial.scores.items()]
    held = {"days_held": round(100 * trial.days_held), "quarters_held": round(100 * trial.quarters_held)}
    return {"days": trial.days, "rows": rows} | held
