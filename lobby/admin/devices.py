"""Devices: which are here, a screen added by the code that it shows, one locked out; the PIN of the kiosks' self-check."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.boards.devices import KINDS
from lobby.commands import devices, pairing, selfcheck
from lobby.domain.errors import N_, LobbyError, NotFound
from lobby.i18n.dates import day_and_time
from lobby.store.devices import Device
from lobby.store.tables.devices import DeviceKind
from lobby.web import staff
from lobby.web.access import office_id, require_recent
from lobby.web.limits import limiter
from lobby.web.runtime import here

GUESSES = "10/minute"
SCREENS = (DeviceKind.KIOSK.value, DeviceKind.DISPLAY.value, DeviceKind.EXIT.value)
SAID = {
    "added": N_("Das Gerät ist eingerichtet. Sein Bildschirm öffnet sich gleich."),
    "locked-out": N_("Das Gerät ist gesperrt."),
    "renamed": N_("Der neue Name ist gespeichert."),
    "retired": N_("Das Gerät wird nicht mehr verwendet."),
    "pin": N_("Die PIN ist gespeichert."),
}

DEVICE = "/admin/devices/<int(max=2147483647):device>"
OF_ONE = ("admin-devices.rename", "admin-devices.retire")

pages = Blueprint("admin-devices", __name__, template_folder="templates")


@pages.app_template_global()
def device_kinds() -> dict[str, str]:
    """Kind → its word, to be translated where it is shown."""
    return KINDS


@pages.get("/admin/devices")
def listed() -> Response:
    return _page()


@pages.post("/admin/devices")
@limiter.limit(GUESSES, deduct_when=lambda response: response.status_code == 422)
def add() -> AnyResponse:
    """Make the screen that shows this code a device."""
    form = request.form
    kind = DeviceKind(form["kind"]) if form.get("kind") in SCREENS else DeviceKind.KIOSK
    name, printer = form.get("name", "").strip(), form.get("printer", type=int)
    here().do(pairing.add, office_id(), form.get("code", ""), kind, name, printer)
    return _back("added")


@pages.post(f"{DEVICE}/lock-out")
def lock_out(device: int) -> AnyResponse:
    here().do(devices.lock_out, office_id(), device)
    return _back("locked-out")


@pages.get(DEVICE)
def shown(device: int) -> Response:
    return _device_page()


@pages.post(f"{DEVICE}/name")
def rename(device: int) -> AnyResponse:
    here().do(devices.rename, office_id(), device, request.form.get("name", "").strip())
    return _back("renamed")


@pages.post(f"{DEVICE}/token")
def rotate(device: int) -> Response:
    """The new token is shown with this answer, and never again."""
    require_recent()
    token = here().do(devices.rotate, office_id(), device)
    found = _device()
    page = devices.page_of(here().db, found.kind, found.name, here().office(office_id()).slug)
    address = f"{here().settings.public_url or request.host_url.rstrip('/')}{page}?device={token}" if page else None
    return _device_page(token=token, address=address)


@pages.post(f"{DEVICE}/retire")
def retire(device: int) -> AnyResponse:
    require_recent()
    here().do(devices.retire, office_id(), device)
    return _back("retired")


@pages.post("/admin/devices/pin")
def set_pin() -> AnyResponse:
    require_recent()
    here().do(selfcheck.set_pin, office_id(), here().work.compute(selfcheck.hashed, request.form.get("pin", "")))
    return _back("pin")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, _device_page if request.endpoint in OF_ONE and not isinstance(error, NotFound) else _page)


def _back(said: str) -> AnyResponse:
    return redirect(url_for("admin-devices.listed", office=request.args.get("office"), said=said), 303)


def _device() -> Device:
    """The one that this address names. Raises NotFound."""
    wanted = (request.view_args or {})["device"]
    found = next((each for each in here().devices(office_id()) if each.id == wanted), None)
    if found is None:
        raise NotFound()
    return found


def _device_page(**context: Any) -> Response:
    office = here().office(office_id())
    found = _device()
    seen = found.seen_at and day_and_time(found.seen_at.astimezone(ZoneInfo(office.time_zone)), staff.language())
    name = request.form.get("name", found.name)
    return frame.page("admin/device.html", office, device=found, name=name, seen=seen, **context)


def _page(**context: Any) -> Response:
    office = here().office(office_id())
    return frame.page(
        "admin/devices.html",
        office,
        board=here().board("devices", office.id, "", staff.language()),
        printers=here().printers(office.id),
        screens=SCREENS,
        display=next(iter(office.displays), "hall"),
        time_zone=office.time_zone,
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        **context,
    )
