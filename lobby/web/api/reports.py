"""Reports, for the lead: counts only."""

from dataclasses import asdict, astuple
from datetime import date
from typing import Any

from flask import Response

from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid
from lobby.reports import files, promises
from lobby.reports.promises import Row
from lobby.web.access import office_id
from lobby.web.api import models
from lobby.web.api.operation import SECURITY, blueprint, guarded
from lobby.web.runtime import Runtime, here

MOST_DAYS = 366
BACKWARDS = N_("Der letzte Tag liegt vor dem ersten.")
TOO_LONG = N_("Das sind zu viele Tage: Es gehen höchstens 366 auf einmal.")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

api = blueprint("reports", "Reports: counts only, cells under five suppressed")


@api.get("/reports/promises", summary="How often promised waits held", responses={200: models.PromisesOut}, security=SECURITY)
@guarded("lead")
def kept_promises(query: models.ReportQuery) -> Any:
    """By service and hour of drawing; of today where no dates are named. `format`: json, csv or xlsx."""
    runtime = here()
    office = runtime.office(office_id())
    today = calendar.local_date(office, runtime.clock.now())
    first, last = span(query.from_, query.to, today)
    rows = runtime.work.compute(_promises, runtime, office.id, first, last)
    if query.format == "csv":
        return Response(files.as_csv(promises.COLUMNS, map(astuple, rows)), mimetype="text/csv")
    if query.format == "xlsx":
        return Response(files.as_xlsx("promises", promises.COLUMNS, map(astuple, rows)), mimetype=XLSX)
    return {"from": first.isoformat(), "to": last.isoformat(), "rows": [asdict(row) for row in rows]}


def span(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Both ends of the days asked for; an end that is not named is today. Raises Invalid."""
    begin, end = first or last or today, last or today
    if begin > end:
        raise Invalid({"to": BACKWARDS})
    if (end - begin).days >= MOST_DAYS:
        raise Invalid({"from": TOO_LONG})
    return begin, end


def _promises(runtime: Runtime, of_office: int, first: date, last: date) -> list[Row]:
    with runtime.db.snapshot() as session:
        return promises.promises(session, runtime.office(of_office), first, last)
