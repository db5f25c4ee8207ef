"""The public pages as a screen of the house."""

from lobby.public.routes import pages
from lobby.web.screen import Screen

SCREEN = Screen(name="public", blueprints=(pages,))
