"""The lead's pages of figures as a screen of the house."""

from lobby.insight.routes import pages
from lobby.web.screen import Screen

SCREEN = Screen(name="insight", blueprints=(pages,))
