"""The hall's display as a screen of the house."""

from display.reports import reports
from display.routes import WHO, pages
from display.speech import clips
from lobby.boards import display
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="display",
    blueprints=(pages, clips, reports),
    topics=(Topic("display", display.board, "display/board.html", who=WHO, scene=display.scene),),
)
