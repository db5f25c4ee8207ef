"""Where printers' agents fetch slips, and say what became of them and how their printer is."""

import io
import re
from dataclasses import replace
from time import monotonic
from typing import Annotated, Any, Literal

from flask import Blueprint, Response, current_app, request
from PIL import Image
from pydantic import BaseModel, Field

from lobby.clock import real
from lobby.commands import keys, printers, slips
from lobby.commands.keys import Holder
from lobby.commands.printers import WIDTHS
from lobby.commands.slips import Paper
from lobby.domain.day import Ticket
from lobby.domain.errors import Invalid, NotFound, Unauthenticated, UnknownLanguage
from lobby.domain.lifecycle import SlipState
from lobby.store.tables.devices import PrinterState
from lobby.web import slipform
from lobby.web.access import holder, is_local, office_id
from lobby.web.api.models import Body, Id
from lobby.web.api.operation import blueprint, checked
from lobby.web.limits import large_body
from lobby.web.runtime import Runtime, here
from lobby.web.there import is_there
from lobby.web.verbs import ANY_TEXT
from printer.station.example import example
from printer.station.fonts import FontsMissing
from printer.station.slip import SlipFacts, escpos, picture
from printer.station.trial import TrialFacts, trial

DOTS_A_MM = {576: 8.0, 512: 7.09, 384: 8.0}  # 203 dpi; 512 dots on 72 mm are 180 dpi
CUT_MM = 15  # what a printer feeds so that the cutter is below the last line
NOT_DRAWABLE = "not-drawable"
AGENT = re.compile(r"lobby-printer/([a-z0-9]{1,20})")
LONGEST_WAIT_S = 30
LOOK_AGAIN_S = 2.0  # a lease that ran out rings no bell, and a token that was revoked neither
BYTES = {
    "description": "ESC/POS bytes",
    "headers": {
        "Lobby-Job": {"required": True, "description": "The slip's job, to report on.", "schema": {"type": "integer"}},
        "Lobby-Number": {"required": True, "description": "Its number, or TEST.", "schema": {"type": "string"}},
        "Lobby-Lease": {"required": True, "description": "Seconds for which this printer holds it.", "schema": {"type": "integer"}},
    },
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "\x1b@A012\n\x1dV\x00"}},
}

api = blueprint("printer", "A printer's agent")
pages = Blueprint("slip-pictures", __name__)


class WaitQuery(BaseModel):
    """How long to hold the answer while there is nothing to print, in seconds."""

    wait: Annotated[
        int, Field(ge=0, le=LONGEST_WAIT_S, description="Seconds to hold the answer while nothing is to be printed.")
    ] = 0


class JobPath(BaseModel):
    job_id: Id = Field(description="What `Lobby-Job` said.")
    outcome: Literal["printed", "unconfirmed", "failed"] = Field(description="What became of the slip.")


class StatusBody(Body):
    state: Annotated[str, Field(pattern=f"^({'|'.join(PrinterState)})$", json_schema_extra={"enum": list(PrinterState)})]


class HeldPath(BaseModel):
    job_id: Id = Field(description="What `Lobby-Job` said.")


class ReportBody(Body):
    """Optional: why a slip failed. `touched` is false where the paper shows nothing of it."""

    reason: Annotated[str, Field(max_length=40, pattern=ANY_TEXT)] | None = None
    touched: bool = True


class Reported(BaseModel):
    """The slip's state after a report."""

    job: int
    slip: str


@api.post("/printer/jobs/next", summary="Lease the next slip", responses={200: BYTES, 204: None})
@checked
def next_job(query: WaitQuery) -> Any:
    """200 with ESC/POS bytes and the headers Lobby-Job, Lobby-Number and Lobby-Lease, or 204 when nothing came in time.

    A slip that is neither reported nor renewed within the lease (Lobby-Lease, seconds) is offered again, marked as a copy.
    A token that is revoked while it waits is answered 401 within seconds.
    """
    with here().manners.waiting():
        leased = _awaited(here(), holder(), monotonic() + query.wait)
    if leased is None:
        return "", 204
    paper, data = leased
    response = Response(data, mimetype="application/octet-stream")
    response.headers["Lobby-Job"] = str(paper.job_id)
    response.headers["Lobby-Number"] = paper.ticket.number if paper.ticket else "TEST"
    response.headers["Lobby-Lease"] = str(here().settings.slip_lease_s)
    return response


@api.post(
    "/printer/jobs/<int:job_id>/sending",
    summary="Say that a slip is still being printed",
    responses={200: Reported},
)
@checked
def renew(path: HeldPath) -> Any:
    """The lease begins anew. 404 where this printer does not hold the slip any more."""
    lease_for = real(here().clock, seconds=here().settings.slip_lease_s)
    here().do(slips.renew, holder().device_id or 0, path.job_id, lease_for)
    return {"job": path.job_id, "slip": SlipState.SENDING.value}


@api.post(
    "/printer/jobs/<int:job_id>/<outcome>",
    summary="Report printed, unconfirmed or failed",
    responses={200: Reported},
)
@checked
def report(path: JobPath, body: ReportBody) -> Any:
    """Saying the same again changes nothing. What failed without a trace on paper may be printed elsewhere."""
    here().do(slips.report, office_id(), holder().device_id or 0, path.job_id, path.outcome, body.reason, body.touched)
    return {"job": path.job_id, "slip": slips.OUTCOMES[path.outcome].value}


@api.put("/printer/status", summary="Say how the printer is", responses={204: None})
@checked
def status(body: StatusBody) -> Any:
    """At each change, and at least every two minutes; after silence the state is unknown."""
    agent = AGENT.fullmatch(request.headers.get("User-Agent", ""))
    here().do(printers.status, holder().device_id or 0, PrinterState(body.state), agent[1] if agent else None)
    return "", 204


@pages.get("/demo/slip.png")
def newest_slip() -> Any:
    """The slip drawn last in the demo office, for whoever sits at this machine. It holds a ticket's key."""
    runtime = here()
    office = runtime.office(office_id())
    found = slips.newest(runtime.db, office.id) if office.is_demo and is_local() else None
    if found is None or found.ticket is None:
        raise NotFound()
    png = runtime.work.compute(_png, _facts(runtime, found, found.ticket), found.width_px)
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


@pages.route("/admin/slip.png", methods=("GET", "POST"))
@large_body(slipform.LARGEST_FORM)
def preview() -> Any:
    """An example slip: as the office's slips look, or as the form that was sent would have them."""
    runtime = here()
    office = runtime.office(office_id())
    language = request.values.get("language", office.languages[0])
    width = {str(width): width for width in WIDTHS}.get(request.values.get("width", str(WIDTHS[0])))
    if width is None or language not in office.languages:
        raise Invalid({"language": UnknownLanguage.message} if width else {"width": Invalid.message})
    facts = example(office, language, request.values.get("service"))
    if request.method == "POST":
        facts = replace(facts, layout=slipform.read(request, office).layout)
    png = runtime.work.compute(_png, facts, width)
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


def _awaited(runtime: Runtime, agent: Holder, until: float) -> tuple[Paper, bytes] | None:
    """A leased slip and its bytes, as soon as there is one; None when the time is up. Raises Unauthenticated.

    It is drawn first and leased then: what cannot be drawn is not lost, and the lease tells how long it is.
    """
    printer_id = agent.device_id or 0
    settings = runtime.settings
    too_old, lease = (real(runtime.clock, seconds=s) for s in (settings.slip_too_old_s, settings.slip_lease_s))
    bell = runtime.paper(printer_id)
    while True:
        bell.clear()
        if keys.stale(runtime.db, [agent]):
            raise Unauthenticated()
        while paper := slips.offered(runtime.db, printer_id, too_old):
            if not is_there(request.environ):
                return None  # its agent has ended: the slip is for the next one
            runtime.manners.aside()()  # the visitor sees her number first
            drawn = _drawn(runtime, paper)
            if drawn and runtime.do(slips.lease, office_id(), paper, drawn[1], lease):
                return paper, drawn[0]
        remaining = until - monotonic()
        if remaining <= 0 or runtime.is_ending or not is_there(request.environ):
            return None
        bell.wait(min(remaining, LOOK_AGAIN_S))


def _drawn(runtime: Runtime, paper: Paper) -> tuple[bytes, int] | None:
    """The bytes of a slip and its length in millimetres; None where it cannot be drawn: then it has failed."""
    try:
        return runtime.work.compute(_rendered, *_wanted(runtime, paper))
    except FontsMissing:
        raise
    except Exception as error:  # whatever an office's texts make a typeface or a picture stumble over
        current_app.logger.error("slip %d cannot be drawn", paper.job_id, exc_info=error)
        runtime.do(slips.give_up_on, paper, NOT_DRAWABLE)
        return None


def _wanted(runtime: Runtime, paper: Paper) -> tuple[SlipFacts | TrialFacts, int]:
    if paper.ticket is None:
        return TrialFacts(dict(paper.office.name), paper.printer, runtime.clock.now(), paper.office.time_zone), paper.width_px
    return _facts(runtime, paper, paper.ticket), paper.width_px


def _facts(runtime: Runtime, paper: Paper, ticket: Ticket) -> SlipFacts:
    office = paper.office
    service = office.services.get(ticket.service_id)
    area = office.waiting_area(service) if service else None
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
        ahead=paper.ahead,
        wait=paper.wait,
        status_url=f"{url}/t/{paper.token}" if url and paper.token else None,
        is_copy=paper.is_copy,
        is_demo=office.is_demo,
        place=dict(area.name) if area else None,
        floor=area.floor if area else 0,
        layout=office.slip,
    )


def _rendered(facts: SlipFacts | TrialFacts, width_px: int) -> tuple[bytes, int]:
    """A slip's bytes, and how much paper it takes in millimetres."""
    image = _picture(facts, width_px)
    return escpos(image), round(image.height / DOTS_A_MM[width_px]) + CUT_MM


def _png(facts: SlipFacts, width_px: int) -> bytes:
    file = io.BytesIO()
    picture(facts, width_px).save(file, "PNG")
    return file.getvalue()


def _picture(facts: SlipFacts | TrialFacts, width_px: int) -> Image.Image:
    return trial(facts, width_px) if isinstance(facts, TrialFacts) else picture(facts, width_px)
