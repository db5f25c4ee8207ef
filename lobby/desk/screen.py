"""The desk as a screen of the house; the log-in comes with it."""

from lobby.boards import desk
from lobby.desk import account, login, provider, routes
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="desk",
    blueprints=(routes.pages, login.pages, provider.pages, account.pages),
    topics=(Topic("desk", desk.board, "desk/board.html"),),
)
