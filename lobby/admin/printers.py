"""Printers: how each is and was, its roll and its print head; and where each kiosk prints."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.boards.frontdesk import PRINTER_STATES
from lobby.commands import printers, slips
from lobby.commands.printers import ROLLS, WIDTHS
from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid, LobbyError
from lobby.i18n.dates import day_and_time
from lobby.store import printers as store
from lobby.web import staff
from lobby.web.access import holder, office_id
from lobby.web.runtime import here

MOST_SHOWN = 30
SAID = {
    "set": N_("Die Angaben sind gespeichert."),
    "roll": N_("Die neue Rolle zählt ab jetzt."),
    "test": N_("Der Testdruck ist unterwegs."),
}

pages = Blueprint("admin-printers", __name__, template_folder="templates")


@pages.get("/admin/printers")
def listed() -> Response:
    return _page()


@pages.post("/admin/printers/<int(max=2147483647):printer>")
def set_up(printer: int) -> AnyResponse:
    width, roll = (request.form.get(name, 0, type=int) for name in ("width_px", "roll_m"))
    here().do(printers.set_up, office_id(), printer, width, roll)
    return _back("set")


@pages.post("/admin/printers/<int(max=2147483647):printer>/roll")
def new_roll(printer: int) -> AnyResponse:
    here().do(printers.new_roll, office_id(), printer)
    return _back("roll")


@pages.post("/admin/printers/<int(max=2147483647):printer>/test")
def try_out(printer: int) -> AnyResponse:
    here().do(slips.try_out, office_id(), holder().name, printer)
    return _back("test")


@pages.post("/admin/kiosks/<int(max=2147483647):kiosk>")
def choose(kiosk: int) -> AnyResponse:
    """Where a kiosk prints, and where when that printer cannot."""
    here().do(printers.choose, office_id(), kiosk, _printer("printer"), _printer("fallback"))
    return _back("set")


def _printer(name: str) -> int | None:
    """The printer chosen in a field; None for none. Raises Invalid for what is no number of one."""
    chosen = request.form.get(name, "")
    if chosen and not (chosen.isdecimal() and len(chosen) < 10):
        raise Invalid({name: Invalid.message})
    return int(chosen) if chosen else None


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, _page)


def _back(said: str) -> AnyResponse:
    return redirect(url_for("admin-printers.listed", office=request.args.get("office"), said=said), 303)


def _page(**context: Any) -> Response:
    runtime = here()
    office = runtime.office(office_id())

    def time(instant: Any) -> str:
        return day_and_time(calendar.local(office, instant), staff.language()) if instant else ""

    with runtime.db.snapshot() as session:
        found = store.printers(session, office.id, runtime.clock.now(), runtime.clock.speed)
        past = {each.id: store.history(session, each.id, MOST_SHOWN) for each in found}
        kiosks = store.kiosks(session, office.id)
    return frame.page(
        "admin/printers.html",
        office,
        printers=found,
        history={id_: [(time(at), state.value) for at, state in lines] for id_, lines in past.items()},
        said_at={each.id: time(each.said_at) for each in found},
        kiosks=kiosks,
        states=PRINTER_STATES,
        widths=WIDTHS,
        rolls=(ROLLS.start, ROLLS.stop - 1),
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        **context,
    )
