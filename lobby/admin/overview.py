"""The first admin page: what can be set up, and the way back from the last change."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import setup
from lobby.domain.errors import LobbyError
from lobby.web.access import holder, office_id
from lobby.web.runtime import here

pages = Blueprint("admin-overview", __name__, template_folder="templates")


@pages.get("/admin")
def shown() -> Response:
    return _page()


@pages.post("/admin/undo")
def undo() -> AnyResponse:
    here().do(setup.undo, office_id(), holder().name)
    return frame.back("admin-overview.shown", said="undone")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, _page)


def _page(**context: object) -> Response:
    return frame.page("admin/overview.html", here().office(office_id()), is_undone="said" in request.args, **context)
