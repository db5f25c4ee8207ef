"""The admin pages as a screen of the house."""

from lobby.admin import appointments, printers, slip
from lobby.web.screen import Screen

SCREEN = Screen(name="admin", blueprints=(appointments.pages, printers.pages, slip.pages))
