"""The admin pages as a screen of the house."""

from lobby.admin import appointments, audit, devices, displays, notices, printers, privacy, slip, staff, webhooks
from lobby.boards import devices as board
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="admin",
    blueprints=(
        appointments.pages,
        audit.pages,
        devices.pages,
        displays.pages,
        notices.pages,
        printers.pages,
        privacy.pages,
        slip.pages,
        staff.pages,
        webhooks.pages,
    ),
    topics=(Topic("devices", board.board, "admin/devices_board.html", has_key=False, shows_devices=True),),
)
