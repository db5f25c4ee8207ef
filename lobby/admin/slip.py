"""How an office's slips look: blocks and their order, logo, last words; with a preview."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import offices
from lobby.commands.officefile import SlipPart
from lobby.domain.errors import N_, LobbyError
from lobby.domain.slip import BLOCKS, Block
from lobby.i18n import LANGUAGES
from lobby.web import slipform
from lobby.web.access import holder, office_id
from lobby.web.limits import large_body
from lobby.web.runtime import here

NAMES: dict[Block, str] = {
    "office": N_("Name des Amts und Logo"),
    "number": N_("Nummer"),
    "service": N_("Anliegen"),
    "place": N_("Wo man wartet"),
    "waiting": N_("Personen davor und Wartezeit"),
    "bring": N_("Was man bereithält"),
    "phone": N_("QR-Code für das Handy"),
    "call": N_("Wie man aufgerufen wird"),
    "help": N_("Wen man fragt"),
    "footer": N_("Eigener Text"),
    "time": N_("Datum und Uhrzeit"),
}

LONGEST_FOOTER = 1000

pages = Blueprint("admin-slip", __name__, template_folder="templates")


@pages.get("/admin/slip")
def shown() -> Response:
    return _page()


@pages.post("/admin/slip")
@large_body(slipform.LARGEST_FORM)
def change() -> AnyResponse:
    """Keep the layout; `up` or `down` only move a block in the form."""
    part = slipform.read(request, here().office(office_id()))
    for name, step in (("up", -1), ("down", 1)):
        if block := request.form.get(name):
            return _page(part, _moved(request.form.getlist("order"), block, step))
    here().do(offices.change_slip, office_id(), holder().name, part)
    return redirect(url_for("admin-slip.shown", office=request.args.get("office"), said=1), 303)


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, lambda **problem: _page(_unsaved(), request.form.getlist("order"), **problem))


def _unsaved() -> SlipPart | None:
    """What of a form with flaws can be shown again: nothing typed is lost."""
    form, office = request.form, here().office(office_id())
    blocks = [block for block in form.getlist("order") if block in form.getlist("block") and block in BLOCKS]
    footer = {code: text[:LONGEST_FOOTER] for code in office.languages if (text := form.get(f"footer_{code}", "").strip())}
    return SlipPart.model_construct(blocks=blocks, logo=form.get("logo_read"), footer=footer)


def _moved(order: list[str], block: str, step: int) -> list[str]:
    """The order with one block a place higher or lower."""
    known: list[str] = [each for each in dict.fromkeys(order) if each in BLOCKS]
    if block in known and 0 <= (place := known.index(block) + step) < len(known):
        known.remove(block)
        known.insert(place, block)
    return known


def _page(part: SlipPart | None = None, order: list[str] | None = None, **context: Any) -> Response:
    office = here().office(office_id())
    layout = part.layout if part else office.slip
    logo_read = part.logo if part and layout.logo != office.slip.logo else None
    return frame.page(
        "admin/slip.html",
        office,
        layout=layout,
        logo_read=logo_read,
        order=list(dict.fromkeys((*(order or layout.blocks), *BLOCKS))),
        names=NAMES,
        spoken=[LANGUAGES[code] for code in office.languages],
        is_changed=part is not None,
        is_saved=request.args.get("said") == "1" and request.method == "GET",
        **context,
    )
