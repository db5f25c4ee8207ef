"""The kiosk as a screen of the house."""

from kiosk import advice, leaving, offline, selfcheck
from kiosk.routes import pages
from kiosk.speech import clips
from lobby.boards import kiosk
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="kiosk",
    blueprints=(pages, advice.pages, clips, offline.pages, selfcheck.pages, leaving.pages),
    topics=(Topic("kiosk", kiosk.board, "kiosk/board.html", has_key=False),),
)
