"""The self-check for technicians, behind a PIN: touch, sound, keys, paper, network. The start page forgets the PIN."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from kiosk.routes import CHECK_UNTIL, page
from lobby.clock import real
from lobby.commands import selfcheck, slips
from lobby.domain.errors import Forbidden, LobbyError, NoPrinter, NotFound, WrongPin
from lobby.store import printers
from lobby.store.tables.devices import DeviceKind
from lobby.web import pairing, problems
from lobby.web.access import holder, names_office, office_id
from lobby.web.runtime import here

OPEN_FOR = timedelta(minutes=15)
GRID = 6 * 8

pages = Blueprint("kiosk-check", __name__, template_folder="templates")


@pages.get("/kiosk/check")
def shown() -> Response:
    """The checks, or the question for the PIN."""
    return _checks() if _is_open() else _question()


@pages.post("/kiosk/check")
def enter() -> AnyResponse:
    """Open the checks with the PIN. Raises WrongPin, PinBlocked, NotFound where the office has set none."""
    runtime, device_id = here(), holder().device_id or 0
    pin_hash = runtime.do(selfcheck.begin_try, device_id)
    runtime.work.compute(selfcheck.compare, pin_hash, request.form.get("pin", ""))
    runtime.do(selfcheck.succeed, device_id)
    session[CHECK_UNTIL] = (runtime.clock.now() + real(runtime.clock, seconds=OPEN_FOR.total_seconds())).isoformat()
    return redirect(url_for("kiosk-check.shown"), 303)


@pages.post("/kiosk/check/print")
def print_test() -> AnyResponse:
    """A test print on this kiosk's printer. Raises NoPrinter."""
    if not _is_open():
        raise Forbidden()
    runtime, device_id = here(), holder().device_id
    with runtime.db.snapshot() as read:
        kiosk = next((each for each in printers.kiosks(read, office_id()) if each.id == device_id), None)
    if kiosk is None or kiosk.printer_id is None:
        raise NoPrinter()
    runtime.do(slips.try_out, office_id(), f"device:{device_id}", kiosk.printer_id)
    return redirect(url_for("kiosk-check.shown", said="test"), 303)


@pages.errorhandler(LobbyError)
def refused(error: LobbyError) -> AnyResponse:
    if pairing.is_wanted(error):
        return pairing.shown(DeviceKind.KIOSK)
    if not isinstance(error, (WrongPin, NotFound, NoPrinter, Forbidden)) or not names_office():
        return problems.answer(error)
    problem = problems.problem(error, _language())
    response = _checks(problem=problem) if _is_open() else _question(problem=problem)
    response.status_code = error.status
    return response


def _is_open() -> bool:
    return CHECK_UNTIL in session and here().clock.now() < datetime.fromisoformat(session[CHECK_UNTIL])


def _checks(**context: Any) -> Response:
    is_printing = request.args.get("said") == "test"
    return _page("kiosk/check.html", device=holder().device_name, cells=GRID, is_printing=is_printing, **context)


def _question(**context: Any) -> Response:
    return _page("kiosk/pin.html", **context)


def _page(template: str, **context: Any) -> Response:
    runtime, language = here(), _language()
    office = runtime.office(office_id())
    board = runtime.board("kiosk", office.id, "", language, inside=True)
    return page(template, office, language, board, **context)


def _language() -> str:
    return here().office(office_id()).languages[0]
