"""The page of reports: which one, of which days, by what; as tables, to print and to take along."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain import calendar, periods
from lobby.domain.errors import N_, Invalid
from lobby.domain.office import Office
from lobby.insight import frame
from lobby.insight.reporttables import Shown, shown
from lobby.insight.reportwords import TITLES
from lobby.reports.asked import TARGET, Ask
from lobby.reports.catalogue import REPORTS
from lobby.web import staff
from lobby.web.access import office_id
from lobby.web.api.reports import days_of, rows_of
from lobby.web.runtime import Runtime, here

GROUPS = {"": N_("nach Stunden"), "day": N_("nach Tagen"), "week": N_("nach Wochen"), "month": N_("nach Monaten")}
QUICK = {"week": N_("Letzte Woche"), "month": N_("Letzter Monat"), "year": N_("Letztes Jahr")}
TODAY = N_("Heute")
NO_MINUTES = N_("Bitte eine Zahl von 1 bis 480.")
FORMATS = ("csv", "xlsx", "json", "parquet")

pages = Blueprint("insight-reports", __name__)


@pages.get("/insight/reports")
def tables() -> Response:
    """`?report=`, `?from=` and `?to=`, `?by=`, `?target=`; last week's waits where nothing is named. Raises Invalid."""
    office = here().office(office_id())
    today, name = calendar.local_date(office, here().clock.now()), _report()
    first, last = frame.date_asked("from"), frame.date_asked("to")
    if first is None and last is None:
        first, last = periods.around(today - timedelta(days=7), periods.WEEK)
    begin, end = days_of(name, first, last, today)
    per = _per(name)
    ask = Ask(office, begin, end, per, _target(), here().clock.now())
    found = here().work.compute(_shown, here(), name, ask, staff.language())
    return _page(office, found=found, first=begin, last=end, fields={"from": begin, "to": end, "target": ask.target})


@pages.errorhandler(Invalid)
def stay(error: Invalid) -> AnyResponse:
    return frame.stay(error, {"from", "to", "target"}, _page)


def _page(office: Office, **context: Any) -> Response:
    name, today = _report(), calendar.local_date(office, here().clock.now())
    per, days = _per(name), {key: context[key] for key in ("first", "last") if key in context}
    quick = [(words, *_ago(today, by)) for by, words in QUICK.items()]
    choices = ([] if REPORTS[name].is_fixed else [(TODAY, today, today)]) + quick
    asked = {"office": office.slug, "by": per, "target": context["fields"].get("target") or None}
    query = {"from": days.get("first"), "to": days.get("last")} | (asked if REPORTS[name].has_periods else {"office": office.slug})
    return frame.page(
        "insight/reports.html",
        office,
        report=name,
        titles=TITLES,
        groups=GROUPS if REPORTS[name].has_periods else {},
        group=per or "",
        choices=[
            (words, _query(name, per, begin, end), begin == days.get("first") and end == days.get("last"))
            for words, begin, end in choices
        ],
        files=[(kind, f"/api/v1/reports/{name}?{urlencode(_without_none(query | {'format': kind}))}") for kind in FORMATS],
        **context,
    )


def _shown(runtime: Runtime, name: str, ask: Ask, language: str) -> Shown:
    return shown(ask.office, REPORTS[name].columns, rows_of(runtime, name, ask), ask.per, language)


def _ago(today: date, by: str) -> tuple[date, date]:
    """The last week, month or year that is over."""
    begin, _ = periods.around(today, by)
    return periods.around(begin - timedelta(days=1), by)


def _query(name: str, per: str | None, first: date, last: date) -> str:
    return urlencode(_without_none({"report": name, "by": per, "from": first, "to": last}))


def _without_none(query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if value is not None}


def _report() -> str:
    name = request.args.get("report", "")
    return name if name in TITLES else "waits"


def _per(name: str) -> str | None:
    per = request.args.get("by", "")
    return per if per in periods.BY and REPORTS[name].has_periods else None


def _target() -> int:
    text = request.args.get("target", "")
    if text and not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 480):
        raise Invalid({"target": NO_MINUTES})
    return int(text) if text else TARGET
