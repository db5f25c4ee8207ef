"""The lead's pages of figures as a screen of the house."""

from lobby.insight import feedback, frame, promises
from lobby.web.screen import Screen

SCREEN = Screen(name="insight", blueprints=(frame.pages, promises.pages, feedback.pages))
