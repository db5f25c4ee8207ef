"""The audit, for auditors: who changed what, and to take along."""

import json
from datetime import date
from typing import Any, Literal

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from lobby.boards.view import iso
from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid
from lobby.reports import audit, files
from lobby.reports.audit import Entry
from lobby.web.access import office_id
from lobby.web.api.models import Day
from lobby.web.api.operation import blueprint, checked
from lobby.web.api.reports import span
from lobby.web.runtime import Runtime, here

MOST_DAYS = 31
TOO_LONG = N_("Das sind zu viele Tage: Es gehen höchstens 31 auf einmal.")
COLUMNS = ("at", "by", "address", "office", "act", "what", "digest")


class AuditQuery(BaseModel):
    """`from`, `to`: dates, both included; today where none is named. At most 31 days at once."""

    model_config = ConfigDict(populate_by_name=True, extra="ignore")

    from_: Day | None = Field(None, alias="from", description="The first day; left out: the last one.")
    to: Day | None = Field(None, description="The last day, at most 31 days after the first; left out: today.")
    format: Literal["json", "csv"] = Field("json", description="As what the acts are answered.")


AUDIT_FILE: Any = {
    "openapi_extra": {"content": {"text/csv": {"schema": {"type": "string"}, "example": ",".join(COLUMNS) + "\r\n"}}}
}


class AuditEntryOut(BaseModel):
    """One act. `what`: about which thing; `digest`: its hash, over the act before it as well. No visitor is named."""

    at: str
    by: str
    address: str | None
    office: str | None
    act: str
    what: dict[str, Any]
    digest: str | None


class AuditOut(BaseModel):
    """The days asked for, both included, and their acts, oldest first."""

    model_config = ConfigDict(populate_by_name=True) | AUDIT_FILE

    from_: str = Field(alias="from")
    to: str
    entries: list[AuditEntryOut]


api = blueprint("audit", "Audit: who changed what")


@api.get("/audit", summary="Who changed what", responses={200: AuditOut})
@checked
def entries(query: AuditQuery) -> Any:
    """Of one's office and of the installation: what was set up, and each step of each ticket. `format`: json or csv."""
    first, last = asked(query.from_, query.to)
    found = here().work.compute(read, here(), office_id(), first, last)
    if query.format == "csv":
        return Response(files.as_csv(COLUMNS, map(row, found)), mimetype="text/csv")
    told = [dict(zip(COLUMNS, (iso(entry.at), *row(entry)[1:]), strict=True)) | {"what": entry.what} for entry in found]
    return {"from": first.isoformat(), "to": last.isoformat(), "entries": told}


def asked(first: date | None, last: date | None) -> tuple[date, date]:
    """Both ends of the days. Raises Invalid."""
    begin, end = span(first, last, calendar.local_date(here().office(office_id()), here().clock.now()))
    if (end - begin).days >= MOST_DAYS:
        raise Invalid({"from": TOO_LONG})
    return begin, end


def read(runtime: Runtime, of_office: int, first: date, last: date) -> list[Entry]:
    with runtime.db.snapshot() as session:
        return audit.entries(session, (of_office,), first, last)


def row(entry: Entry) -> tuple[str | None, ...]:
    """An act as a line of a table."""
    what = json.dumps(entry.what, ensure_ascii=False)
    return iso(entry.at), entry.by, entry.address, entry.office, entry.act, what, entry.digest
