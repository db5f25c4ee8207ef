"""The front desk as a screen of the house."""

from lobby.boards import frontdesk
from lobby.frontdesk import routes
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="frontdesk",
    blueprints=(routes.pages,),
    topics=(Topic("frontdesk", frontdesk.board, "frontdesk/board.html", has_key=False, shows_house=True, scene=frontdesk.scene),),
)
