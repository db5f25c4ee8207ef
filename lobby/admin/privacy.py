"""What is stored of visitors now, what was deleted when, and both to take along: for the data-protection officer."""

import json
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import export
from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid, NotFound
from lobby.i18n.dates import day_and_time, day_name
from lobby.store import held
from lobby.web import problems, staff
from lobby.web.access import office_id, require_recent
from lobby.web.runtime import here

AT_ONCE = 100
TABLES = {
    "days": N_("Tage"),
    "tickets": N_("Wartemarken"),
    "ticket_secrets": N_("Links für das Handy"),
    "ticket_notes": N_("Notizen"),
    "slips": N_("Ausdrucke"),
    "journal": N_("Zeilen im Journal"),
    "appointments": N_("Termine"),
    "counts": N_("Summen je Stunde"),
    "group_counts": N_("Summen je Zugang, Sprache und Ergebnis"),
    "flow_counts": N_("Summen der Weiterleitungen"),
    "open_hours": N_("Offene Stunden der Plätze"),
    "feedback_answers": N_("Rückmeldungen von heute"),
    "feedback_counts": N_("Summen der Rückmeldungen"),
    "feedback_words": N_("Worte zu Rückmeldungen"),
    "seats": N_("Besetzte Plätze"),
    "notices": N_("Hinweise"),
}

pages = Blueprint("admin-privacy", __name__, template_folder="templates")


@pages.get("/admin/privacy")
def shown() -> Response:
    return _page()


@pages.post("/admin/privacy/export")
def everything() -> AnyResponse:
    """All that is held, without tokens and notes. Reading and packing go on beside the loop."""
    require_recent()
    runtime = here()
    file = runtime.work.compute(export.everything, runtime.db, office_id())
    return _file(file, "application/zip", f"{runtime.office(office_id()).slug}.zip")


@pages.post("/admin/privacy/visit")
def visit() -> AnyResponse:
    """What is held of one visit. Raises Invalid, NotFound."""
    asked = f"{request.form.get('on', '')}/{request.form.get('number', '')}"
    try:
        found = here().do(export.visit, office_id(), asked)
    except (Invalid, NotFound) as error:
        response = _page(problem=problems.problem(error, staff.language()))
        response.status_code = error.status
        return response
    number = str(found["tickets"][0]["number"])
    told = json.dumps(found, ensure_ascii=False, indent=1)
    return _file(told.encode(), "application/json", f"{found['date']}-{number}.json")


@pages.get("/admin/privacy/proof.csv")
def proof() -> AnyResponse:
    runtime = here()
    told = runtime.work.compute(export.proof, runtime.db, date.min, date.max, office_id())
    return _file(told.encode(), "text/csv; charset=utf-8", "deleted.csv")


def _file(body: bytes, kind: str, name: str) -> Response:
    return Response(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    )


def _page(**context: Any) -> Response:
    runtime = here()
    office, language = runtime.office(office_id()), staff.language()
    with runtime.db.snapshot() as session:
        found = held.held(session, office.id)
        gone = held.deletions(session, office.id, date.min, date.max)[:AT_ONCE]
    return frame.page(
        "admin/privacy.html",
        office,
        days=office.retention_days,
        tables=TABLES,
        held=[(each, day_name(each.oldest, language) if each.oldest else None) for each in found],
        deletions=[(each, day_and_time(calendar.local(office, each.at), language)) for each in gone],
        yesterday=calendar.local_date(office, runtime.clock.now()) - timedelta(days=1),
        form=request.form,
        **context,
    )
