"""The hall's display as a screen of the house."""

from display.reports import reports
from display.routes import pages
from display.speech import clips
from lobby.boards import display
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="display",
    blueprints=(pages, clips, reports),
    topics=(Topic("display", display.board, "display/board.html", scene=display.scene),),
)
