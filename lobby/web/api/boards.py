"""Boards over HTTP: what a display shows, for displays that cannot hold a socket, and for checks."""

from typing import Any

from flask import request

from lobby.web.access import office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.pages import language_of
from lobby.web.runtime import here

api = blueprint("boards", "Boards")


@api.get("/boards/<display>", summary="A display's board", responses={200: models.BoardOut})
@checked
def board(path: models.DisplayPath) -> Any:
    """In the language of `?lang=` or Accept-Language; else in the office's first, as over the socket."""
    office = here().office(office_id())
    is_asked = "lang" in request.args or "Accept-Language" in request.headers
    language = language_of(office) if is_asked else office.languages[0]
    return here().board("display", office.id, path.display, language, inside=True)
