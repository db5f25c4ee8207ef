"""The hall's display as a screen of the house."""

from display.routes import WHO, pages
from lobby.boards import display
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="display",
    blueprints=(pages,),
    topics=(Topic("display", display.board, "display/board.html", who=WHO, scene=display.scene),),
)
