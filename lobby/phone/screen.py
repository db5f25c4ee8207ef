"""The visitor's phone as a screen of the house; the kiosk watches the same topic."""

from lobby.boards import ticket
from lobby.phone.routes import pages
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="phone",
    blueprints=(pages,),
    topics=(Topic("ticket", ticket.board, "phone/board.html"),),
)
