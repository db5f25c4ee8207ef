"""The front desk: quick concerns without a ticket, services whose tickets rest, printers and their rolls."""

from dataclasses import asdict
from typing import Any

from lobby.boards.view import iso
from lobby.commands import frontdesk, printers, slips
from lobby.store.printers import Printer
from lobby.web.access import office_id, staff_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import here

api = blueprint("frontdesk", "The front desk")


@api.post(
    "/frontdesk/services/<service>/settled",
    summary="Count a concern settled on the spot",
    responses={200: models.SettledOut},
)
@checked
def settle(path: models.ServicePath) -> Any:
    """No ticket is needed. Each call counts one."""
    return {"service": path.service, "settled": here().do(frontdesk.settle, office_id(), staff_id(), path.service)}


@api.put("/frontdesk/services/<service>/pause", summary="Pause a service's tickets", responses={204: None})
@checked
def pause(path: models.ServicePath, body: models.PauseBody) -> Any:
    """The kiosk shows the reason in the visitor's language."""
    here().do(frontdesk.pause_service, office_id(), staff_id(), path.service, body.reason)
    return "", 204


@api.delete("/frontdesk/services/<service>/pause", summary="Resume a service's tickets", responses={204: None})
@checked
def resume(path: models.ServicePath) -> Any:
    """There are tickets for it again."""
    here().do(frontdesk.resume_service, office_id(), staff_id(), path.service)
    return "", 204


@api.post("/evacuation", summary="Everybody leaves the building", responses={204: None})
@checked
def evacuate(body: models.EvacuationBody) -> Any:
    """Every kiosk, display and phone says so at once; draws and calls are refused with `evacuation` until it is over."""
    here().do(frontdesk.evacuate, office_id(), staff_id())
    return "", 204


@api.delete("/evacuation", summary="The evacuation is over", responses={204: None})
@checked
def all_clear() -> Any:
    """The line goes on where it stood."""
    here().do(frontdesk.all_clear, office_id(), staff_id())
    return "", 204


@api.get("/printers", summary="The office's printers", responses={200: models.PrintersOut})
@checked
def printer_list() -> Any:
    """What each says of itself, and how much paper is left. `unknown` is silence."""
    return {"printers": [_printer(each) for each in here().printers(office_id())]}


@api.post("/printers/<int:printer_id>/roll", summary="Somebody put a new roll in", responses={204: None})
@checked
def new_roll(path: models.PrinterPath) -> Any:
    """What is left is counted from a whole roll again."""
    here().do(printers.new_roll, office_id(), path.printer_id)
    return "", 204


@api.post("/printers/<int:printer_id>/test", summary="Print a test", responses={202: None})
@checked
def try_out(path: models.PrinterPath) -> Any:
    """A slip that belongs to no ticket."""
    here().do(slips.try_out, office_id(), f"staff:{staff_id()}", path.printer_id)
    return "", 202


def _printer(printer: Printer) -> dict[str, Any]:
    told = asdict(printer)
    return told | {
        "state": "unknown" if printer.is_silent else printer.said.value,
        "said_at": iso(printer.said_at),
        "since": iso(printer.since),
        "is_down": printer.is_down,
        "is_low": printer.is_low,
    }
