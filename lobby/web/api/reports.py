"""Reports, for the lead: counts only."""

from dataclasses import asdict, astuple
from datetime import date, timedelta
from typing import Any

from flask import Response

from lobby.domain import calendar, periods
from lobby.domain.errors import N_, Invalid
from lobby.reports import files
from lobby.reports.asked import TARGET, Ask
from lobby.reports.catalogue import REPORTS
from lobby.web.access import office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import Runtime, here

MOST_DAYS = 366
BACKWARDS = N_("Der letzte Tag liegt vor dem ersten.")
TOO_LONG = N_("Das sind zu viele Tage: Es gehen höchstens 366 auf einmal.")
NOT_FIXED = N_("Diese Zahlen gibt es nur für eine ganze Woche (Montag bis Sonntag), einen ganzen Monat oder ein ganzes Jahr.")
NOT_OVER = N_("Diese Zahlen gibt es erst, wenn der Zeitraum vorbei ist.")

api = blueprint("reports", "Reports: counts only, cells under five suppressed")


@api.get("/reports/visits", summary="How many came, and where it ended", responses={200: models.VisitsOut})
@checked
def visits(query: models.PeriodQuery) -> Any:
    """By service and hour of drawing, or by service and `by`; what was settled at the service point."""
    return _report("visits", query)


@api.get("/reports/waits", summary="How long people waited", responses={200: models.WaitsOut})
@checked
def waits(query: models.PeriodQuery) -> Any:
    """Those called, mean, median, P80, P90, and which share waited no longer than 15, 30 and 60 minutes and than `target`."""
    return _report("waits", query)


@api.get("/reports/promises", summary="How often promised waits held", responses={200: models.PromisesOut})
@checked
def kept_promises(query: models.PeriodQuery) -> Any:
    """By service and hour of drawing, or by service and `by`."""
    return _report("promises", query)


@api.get("/reports/service-times", summary="How long visits took", responses={200: models.ServiceTimesOut})
@checked
def service_times(query: models.PeriodQuery) -> Any:
    """By service: walking and service time apart. No figures of persons."""
    return _report("service-times", query)


@api.get("/reports/no-shows", summary="Who did not come", responses={200: models.NoShowsOut})
@checked
def no_shows(query: models.PeriodQuery) -> Any:
    """Called in vain, given back, still there when the day ended; and who gave up before any call."""
    return _report("no-shows", query)


@api.get("/reports/overtakings", summary="Who went before others", responses={200: models.OvertakingsOut})
@checked
def overtakings(query: models.PeriodQuery) -> Any:
    """How often, and how many were overtaken."""
    return _report("overtakings", query)


@api.get("/reports/transfers", summary="Who was sent on where", responses={200: models.TransfersOut})
@checked
def transfers(query: models.PeriodQuery) -> Any:
    """From service to service, or by service and `by`."""
    return _report("transfers", query)


@api.get("/reports/load", summary="When people come", responses={200: models.LoadOut})
@checked
def load(query: models.ReportQuery) -> Any:
    """By weekday (0 is Monday) and hour of drawing."""
    return _report("load", query)


@api.get("/reports/counter-hours", summary="How long counters were open, busy and idle", responses={200: models.CounterHoursOut})
@checked
def counter_hours(query: models.PeriodQuery) -> Any:
    """By area and hour, or by area and `by`; never of single counters or people."""
    return _report("counter-hours", query)


@api.get("/reports/channels", summary="How people came", responses={200: models.ChannelsOut})
@checked
def channels(query: models.PeriodQuery) -> Any:
    """Kiosk, front desk, appointment; and how long each waited."""
    return _report("channels", query)


@api.get("/reports/languages", summary="Which languages are spoken", responses={200: models.LanguagesOut})
@checked
def languages(query: models.TargetQuery) -> Any:
    """Of one week (Monday to Sunday), one month or one year that is over; left out: of last week."""
    return _report("languages", query)


@api.get("/reports/outcomes", summary="How visits ended", responses={200: models.OutcomesOut})
@checked
def outcomes(query: models.ReportQuery) -> Any:
    """Of one week (Monday to Sunday), one month or one year that is over; left out: of last week."""
    return _report("outcomes", query)


@api.get("/reports/feedback", summary="How visitors say it was", responses={200: models.FeedbackOut})
@checked
def feedback(query: models.ReportQuery) -> Any:
    """By whole weeks and months that are over; in all, by face, service, language and at the exit, with 95 % intervals (Wilson)."""
    return _report("feedback", query)


def _report(name: str, query: models.ReportQuery) -> Any:
    runtime = here()
    office, now = runtime.office(office_id()), runtime.clock.now()
    first, last = days_of(name, query.from_, query.to, calendar.local_date(office, now))
    ask = Ask(office, first, last, getattr(query, "by", None), getattr(query, "target", TARGET), now)
    if query.format == "json":
        rows = runtime.work.compute(rows_of, runtime, name, ask)
        return {"from": first.isoformat(), "to": last.isoformat(), "rows": [asdict(each) for each in rows]}
    content, kind = runtime.work.compute(_file, runtime, name, ask, query.format)
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{first}-{last}.{query.format}"'
    return response


def rows_of(runtime: Runtime, name: str, ask: Ask) -> list[Any]:
    """A report's rows, from one snapshot."""
    with runtime.db.snapshot() as session:
        return REPORTS[name].make(session, ask)


def _file(runtime: Runtime, name: str, ask: Ask, kind: str) -> tuple[str | bytes, str]:
    report, rows = REPORTS[name], [astuple(each) for each in rows_of(runtime, name, ask)]
    if kind == "csv":
        return files.as_csv(report.columns, rows), "text/csv"
    if kind == "xlsx":
        return files.as_xlsx(name, report.columns, rows), models.XLSX
    return files.as_parquet(report.row, rows), models.PARQUET


def days_of(name: str, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days that a report is asked of; today where none are named, last week for one of fixed periods. Raises Invalid."""
    if not REPORTS[name].is_fixed:
        return span(first, last, today)
    if first is None and last is None:
        return periods.around(today - timedelta(days=7), periods.WEEK)
    begin, end = span(first, last, today)
    if not periods.is_fixed(begin, end):
        raise Invalid({"from": NOT_FIXED})
    if end >= today:
        raise Invalid({"to": NOT_OVER})
    return begin, end


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Both ends of the days asked for; an end that is not named is today. Raises Invalid."""
    begin, end = first or last or today, last or today
    if begin > end:
        raise Invalid({"to": BACKWARDS})
    if (end - begin).days >= MOST_DAYS:
        raise Invalid({"from": TOO_LONG})
    return begin, end
