"""The admin pages as a screen of the house."""

from lobby.admin.routes import pages
from lobby.web.screen import Screen

SCREEN = Screen(name="admin", blueprints=(pages,))
