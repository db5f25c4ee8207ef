"""The lead's pages of figures as a screen of the house."""

from lobby.insight import feedback, frame, promises, reports
from lobby.web.screen import Screen

SCREEN = Screen(name="insight", blueprints=(frame.pages, reports.pages, promises.pages, feedback.pages))
