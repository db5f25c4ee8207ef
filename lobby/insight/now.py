"""The page of now: kept as the lead's board has it."""

from typing import Any

from flask import Blueprint, Response

from lobby.boards.devices import KINDS
from lobby.boards.lead import board
from lobby.boards.view import JSON, View
from lobby.domain.errors import N_
from lobby.insight import frame
from lobby.insight.curve import curve
from lobby.web import staff
from lobby.web.access import office_id
from lobby.web.runtime import here

COUNTERS = {"open": N_("frei"), "busy": N_("bedient"), "break": N_("Pause"), "idle": N_("frei, obwohl jemand wartet")}
DEVICES = {"here": N_("bereit"), "gone": N_("nicht verbunden"), "down": N_("druckt nicht"), "low": N_("Papier wird knapp")}

pages = Blueprint("insight-now", __name__)


@pages.get("/insight")
def shown() -> Response:
    office = here().office(office_id())
    return frame.page("insight/now.html", office, board=here().board("lead", office.id, "", staff.language()))


@pages.app_template_global()
def now_words() -> dict[str, dict[str, str]]:
    """What counters and devices do, in words to be translated where they are shown."""
    return {"counters": COUNTERS, "devices": DEVICES, "kinds": KINDS}


def scene(view: View) -> JSON:
    """What the page shows besides: the day as a picture, and as a table by hours."""
    today = board(view)["today"]
    rows = [_hour(today, place) for place in range(0, today["quarters"], 4)]
    return {"curve": curve(today["first"], today["quarters"], today["came"], today["usual"]), "hours": rows}


def _hour(today: dict[str, Any], place: int) -> dict[str, Any]:
    came, usual = today["came"][place : place + 4], today["usual"][place : place + 4]
    return {
        "hour": (today["first"] + place) // 4,
        "came": sum(came) if came else None,
        "usual": round(sum(usual)) if usual else None,
    }
