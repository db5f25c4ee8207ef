"""The admin pages as a screen of the house."""

from lobby.admin import (
    appointments,
    audit,
    devices,
    displays,
    file,
    notices,
    overview,
    parts,
    policy,
    printers,
    privacy,
    sheets,
    slip,
    staff,
    webhooks,
)
from lobby.boards import devices as board
from lobby.web.screen import Screen, Topic

PAGES = (
    overview,
    sheets,
    parts,
    policy,
    file,
    appointments,
    audit,
    devices,
    displays,
    notices,
    printers,
    slip,
    staff,
    privacy,
    webhooks,
)
SCREEN = Screen(
    name="admin",
    blueprints=tuple(each.pages for each in PAGES),
    topics=(Topic("devices", board.board, "admin/devices_board.html", has_key=False, shows_devices=True),),
)
