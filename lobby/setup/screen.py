"""The assistant as a screen of the house."""

from lobby.setup.routes import pages
from lobby.web.screen import Screen

SCREEN = Screen(name="setup", blueprints=(pages,))
