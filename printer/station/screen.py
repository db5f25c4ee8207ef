"""The printing station as a part of the server."""

from lobby.web.screen import Screen
from printer.station.routes import api, pages

SCREEN = Screen("printer", blueprints=(api, pages))
