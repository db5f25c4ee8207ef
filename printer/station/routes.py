"""Where printers' agents fetch slips, and say what became of them and how their printer is."""

import io
from time import monotonic
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from lobby.clock import real
from lobby.commands import slips
from lobby.commands.slips import Leased
from lobby.domain.errors import NotFound
from lobby.store.tables.devices import PrinterState
from lobby.web.access import holder, is_local, office_id
from lobby.web.api.models import Body, Id
from lobby.web.api.operation import blueprint, guarded
from lobby.web.runtime import Runtime, here
from printer.station.slip import SlipFacts, escpos, picture

LONGEST_WAIT_S = 30
LOOK_AGAIN_S = 5.0  # a lease that ran out rings no bell
BYTES = {
    "description": "ESC/POS bytes",
    "headers": {"Lobby-Job": {"schema": {"type": "integer"}}, "Lobby-Number": {"schema": {"type": "string"}}},
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
SECURITY: list[dict[str, list[Any]]] = [{"token": []}]

api = blueprint("printer", "A printer's agent")
demo = Blueprint("demo-slip", __name__)


class WaitQuery(BaseModel):
    """How long to hold the answer while there is nothing to print, in seconds."""

    wait: Annotated[int, Field(ge=0, le=LONGEST_WAIT_S)] = 0


class JobPath(BaseModel):
    job_id: Id
    outcome: Annotated[str, Field(max_length=20)]


class StatusBody(Body):
    state: Annotated[str, Field(pattern=f"^({'|'.join(PrinterState)})$")]


class ReportBody(Body):
    """Optional: why a slip failed."""

    reason: Annotated[str, Field(max_length=40)] | None = None


class Reported(BaseModel):
    """The slip's state after a report."""

    job: int
    slip: str


@api.post("/printer/jobs/next", summary="Lease the next slip", responses={200: BYTES, 204: None}, security=SECURITY)
@guarded("printer")
def next_job(query: WaitQuery) -> Any:
    """200 with ESC/POS bytes and the headers Lobby-Job and Lobby-Number, or 204 when nothing came in time.

    A slip that is not reported within the lease is offered again, marked as a copy.
    """
    leased = _awaited(here(), holder().device_id or 0, monotonic() + query.wait)
    if leased is None:
        return "", 204
    data = here().work.compute(_rendered, _facts(here(), leased))
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Lobby-Job"], response.headers["Lobby-Number"] = str(leased.job_id), leased.ticket.number
    return response


@api.post(
    "/printer/jobs/<int:job_id>/<outcome>",
    summary="Report printed, unconfirmed or failed",
    responses={200: Reported},
    security=SECURITY,
)
@guarded("printer")
def report(path: JobPath, body: ReportBody) -> Any:
    """Saying the same again changes nothing. The body may name a `reason`."""
    if path.outcome not in slips.OUTCOMES:
        raise NotFound()
    here().do(slips.report, office_id(), holder().device_id or 0, path.job_id, path.outcome, body.reason)
    return {"job": path.job_id, "slip": slips.OUTCOMES[path.outcome].value}


@api.put("/printer/status", summary="Say how the printer is", responses={204: None}, security=SECURITY)
@guarded("printer")
def status(body: StatusBody) -> Any:
    here().do(slips.printer_status, holder().device_id or 0, PrinterState(body.state))
    return "", 204


@demo.get("/demo/slip.png")
def newest_slip() -> Any:
    """The slip drawn last in the demo office, for whoever sits at this machine. It holds a ticket's key."""
    runtime = here()
    office = runtime.office(office_id())
    found = slips.newest(runtime.db, office.id) if office.is_demo and is_local() else None
    if found is None:
        raise NotFound()
    png = runtime.work.compute(_png, _facts(runtime, found))
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


def _awaited(runtime: Runtime, printer_id: int, until: float) -> Leased | None:
    """A leased slip, as soon as there is one; None when the time is up."""
    lease = real(runtime.clock, seconds=runtime.settings.slip_lease_s)
    bell = runtime.paper(printer_id)
    while True:
        bell.clear()
        if slips.is_waiting(runtime.db, printer_id) and (leased := runtime.do(slips.lease, office_id(), printer_id, lease)):
            return leased
        remaining = until - monotonic()
        if remaining <= 0:
            return None
        bell.wait(min(remaining, LOOK_AGAIN_S))


def _facts(runtime: Runtime, leased: Leased) -> SlipFacts:
    office, ticket = leased.office, leased.ticket
    service = office.services.get(ticket.service_id)
    url = runtime.public_url(office)
    assert ticket.drawn_at is not None
    return SlipFacts(
        office_name=dict(office.name),
        number=ticket.number,
        service_name=dict(service.name) if service else {},
        bring=dict(service.bring) if service else {},
        language=ticket.language,
        drawn_at=ticket.drawn_at,
        time_zone=office.time_zone,
        ahead=leased.ahead,
        wait=leased.wait,
        status_url=f"{url}/t/{leased.token}" if url and leased.token else None,
        is_copy=leased.is_copy,
        is_demo=office.is_demo,
    )


def _rendered(facts: SlipFacts) -> bytes:
    return escpos(picture(facts))


def _png(facts: SlipFacts) -> bytes:
    file = io.BytesIO()
    picture(facts).save(file, "PNG")
    return file.getvalue()
