"""The front desk: quick concerns without a ticket, and services whose tickets rest."""

from typing import Any

from lobby.commands import frontdesk
from lobby.web.access import office_id, staff_id
from lobby.web.api import models
from lobby.web.api.operation import SECURITY, blueprint, guarded
from lobby.web.runtime import here

api = blueprint("frontdesk", "The front desk")


@api.post(
    "/frontdesk/services/<service>/settled",
    summary="Count a concern settled on the spot",
    responses={200: models.SettledOut},
    security=SECURITY,
)
@guarded("frontdesk", "lead")
def settle(path: models.ServicePath) -> Any:
    """No ticket is needed. Each call counts one."""
    return {"service": path.service, "settled": here().do(frontdesk.settle, office_id(), staff_id(), path.service)}


@api.put("/frontdesk/services/<service>/pause", summary="Pause a service's tickets", responses={204: None}, security=SECURITY)
@guarded("frontdesk", "lead")
def pause(path: models.ServicePath, body: models.PauseBody) -> Any:
    """The kiosk shows the reason in the visitor's language."""
    here().do(frontdesk.pause_service, office_id(), staff_id(), path.service, body.reason)
    return "", 204


@api.delete("/frontdesk/services/<service>/pause", summary="Resume a service's tickets", responses={204: None}, security=SECURITY)
@guarded("frontdesk", "lead")
def resume(path: models.ServicePath) -> Any:
    here().do(frontdesk.resume_service, office_id(), staff_id(), path.service)
    return "", 204
