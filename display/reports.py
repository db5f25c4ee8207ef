"""What a display says of itself: what it shows, how it sounds, how it is connected. It hears which build the server is."""

from typing import Annotated, Any, Literal

from flask import Blueprint, current_app, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lobby.boards.view import iso
from lobby.commands import devices
from lobby.web.access import office_id, viewer
from lobby.web.build import build
from lobby.web.problems import invalid
from lobby.web.runtime import here

Word = Annotated[str, Field(max_length=60)]

reports = Blueprint("display_reports", __name__)


class Shown(BaseModel):
    """One call on the screen."""

    model_config = ConfigDict(extra="forbid", strict=True)
    number: Word
    counter: Word
    announced: bool


class Report(BaseModel):
    """What fills the screen (`picture`), and which display that is. `as_of`: of the board it shows. `lost_s`: how long its last
    loss of the server was.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    sound: Literal["on", "quiet", "locked"]
    link: Literal["socket", "polling", "lost"]
    picture: Literal["calls", "quiet", "closed", "evacuation", "free", "break", "away", "other"]
    display: Word | None = None
    shows: Annotated[list[Shown], Field(max_length=8)]
    as_of: Annotated[str, Field(max_length=40)] | None
    lost_s: Annotated[int, Field(ge=0)]
    version: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$")]


@reports.post("/display/report")
def report() -> dict[str, Any]:
    """Note what a display tells; staff who look at its page are told the build alone."""
    try:
        told = Report.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        raise invalid(error) from None
    device = viewer().device("display")
    if device is not None and device.device_id is not None:
        seen = devices.Sighting(device.device_id, "display", told.version, request.remote_addr)
        if here().do(devices.told, seen, told.model_dump(exclude={"version"})):
            current_app.extensions["pusher"].push_kind(office_id(), "devices")
    return {"build": build(), "as_of": iso(here().clock.now())}
