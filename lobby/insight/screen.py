"""The lead's pages of figures as a screen of the house."""

from lobby.boards import lead
from lobby.insight import feedback, forecast, frame, monthly, now, pictures, promises, reports, whatif
from lobby.web.screen import Screen, Topic

SCREEN = Screen(
    name="insight",
    blueprints=(
        *(frame.pages, now.pages, reports.pages, pictures.pages, monthly.pages, forecast.pages),
        *(whatif.pages, promises.pages, feedback.pages),
    ),
    topics=(
        Topic(
            "lead",
            lead.board,
            "insight/now_board.html",
            has_key=False,
            shows_house=True,
            shows_devices=True,
            shows_usual=True,
            scene=now.scene,
        ),
    ),
)
