"""Reports, for the lead: counts only."""

from collections.abc import Callable
from dataclasses import asdict, astuple, fields
from datetime import date
from functools import partial
from typing import Any

from flask import Response

from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid
from lobby.reports import feedback as answers
from lobby.reports import files, promises, visits
from lobby.web.access import office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import Runtime, here

MOST_DAYS = 366
BACKWARDS = N_("Der letzte Tag liegt vor dem ersten.")
TOO_LONG = N_("Das sind zu viele Tage: Es gehen höchstens 366 auf einmal.")

api = blueprint("reports", "Reports: counts only, cells under five suppressed")


@api.get("/reports/promises", summary="How often promised waits held", responses={200: models.PromisesOut})
@checked
def kept_promises(query: models.ReportQuery) -> Any:
    """By service and hour of drawing; of today where no dates are named. `format`: json, csv or xlsx."""
    return _report("promises", promises.promises, promises.Row, query)


@api.get("/reports/waits", summary="How long people waited", responses={200: models.WaitsOut})
@checked
def waits(query: models.ReportQuery) -> Any:
    """By service and hour of drawing: those called, the mean, and which share waited no longer than 15, 30 and 60 minutes."""
    return _report("waits", *visits.REPORTS["waits"], query)


@api.get("/reports/service-times", summary="How long visits took", responses={200: models.ServiceTimesOut})
@checked
def service_times(query: models.ReportQuery) -> Any:
    """By service: walking and service time apart. No figures of persons."""
    return _report("service-times", *visits.REPORTS["service-times"], query)


@api.get("/reports/no-shows", summary="Who did not come", responses={200: models.NoShowsOut})
@checked
def no_shows(query: models.ReportQuery) -> Any:
    """By service and hour of drawing: called in vain, given back, still there when the day ended."""
    return _report("no-shows", *visits.REPORTS["no-shows"], query)


@api.get("/reports/load", summary="When people come", responses={200: models.LoadOut})
@checked
def load(query: models.ReportQuery) -> Any:
    """By weekday (0 is Monday) and hour of drawing."""
    return _report("load", *visits.REPORTS["load"], query)


@api.get("/reports/languages", summary="Which languages are spoken", responses={200: models.LanguagesOut})
@checked
def languages(query: models.ReportQuery) -> Any:
    """Numbers drawn in each language."""
    return _report("languages", *visits.REPORTS["languages"], query)


@api.get("/reports/feedback", summary="How visitors say it was", responses={200: models.FeedbackOut})
@checked
def feedback(query: models.ReportQuery) -> Any:
    """By whole weeks and months that are over; in all, by face, service, language and at the exit, with 95 % intervals (Wilson)."""
    today = calendar.local_date(here().office(office_id()), here().clock.now())
    return _report("feedback", partial(answers.feedback, today=today), answers.Row, query)


def _report(name: str, report: Callable[..., list[Any]], row: type, query: models.ReportQuery) -> Any:
    runtime = here()
    office = runtime.office(office_id())
    first, last = span(query.from_, query.to, calendar.local_date(office, runtime.clock.now()))
    columns = [field.name for field in fields(row)]
    rows = runtime.work.compute(_rows, runtime, report, office.id, first, last)
    if query.format == "csv":
        return Response(files.as_csv(columns, map(astuple, rows)), mimetype="text/csv")
    if query.format == "xlsx":
        return Response(files.as_xlsx(name, columns, map(astuple, rows)), mimetype=models.XLSX)
    return {"from": first.isoformat(), "to": last.isoformat(), "rows": [asdict(each) for each in rows]}


def _rows(runtime: Runtime, report: Callable[..., list[Any]], of_office: int, first: date, last: date) -> list[Any]:
    with runtime.db.snapshot() as session:
        return report(session, runtime.office(of_office), first, last)


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Both ends of the days asked for; an end that is not named is today. Raises Invalid."""
    begin, end = first or last or today, last or today
    if begin > end:
        raise Invalid({"to": BACKWARDS})
    if (end - begin).days >= MOST_DAYS:
        raise Invalid({"from": TOO_LONG})
    return begin, end
