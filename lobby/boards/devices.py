"""The office's devices: which are here, and since when the others are not."""

from lobby.boards.view import JSON, View, day_and_time, head, iso
from lobby.domain.errors import N_
from lobby.store.devices import Device

KINDS = {"kiosk": N_("Kiosk"), "display": N_("Anzeige"), "printer": N_("Drucker"), "exit": N_("Tablet am Ausgang")}
"""Kind → its word, to be translated where it is shown."""


def board(view: View) -> JSON:
    """Kiosks, displays and printers. `seen_at`, and `seen` in words: when each of those that are gone was last heard of."""
    return head(view) | {
        "devices": [
            {
                "id": each.id,
                "kind": each.kind.value,
                "name": each.name,
                "printer": each.printer,
                "is_here": each.is_here,
                "seen_at": None if each.is_here else iso(each.seen_at),
                "seen": None if each.is_here or each.seen_at is None else day_and_time(view, each.seen_at),
                "page": each.page,
                "version": each.version,
                "address": each.address,
                "is_locked_out": each.is_locked_out,
                "screen": _screen(view, each),
            }
            for each in view.devices
        ]
    }


def _screen(view: View, device: Device) -> JSON | None:
    """What a display last said of itself; None where it never did.

    `display`: the name of what it shows. `stale`: of when its board is, in words, if that is old.
    """
    if device.told is None:
        return None
    told = {name: device.told.get(name) for name in ("sound", "link", "picture", "shows", "lost_s")}
    shown = view.office.displays.get(device.told.get("display") or "")
    return told | {
        "display": shown.name if shown else None,
        "stale_since": iso(device.stale_since),
        "stale": None if device.stale_since is None else day_and_time(view, device.stale_since),
    }
