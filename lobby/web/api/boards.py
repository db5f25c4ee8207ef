"""Boards over HTTP: what a display shows, for displays that cannot hold a socket, and for checks."""

from typing import Any

from lobby.web.access import STAFF, office_id
from lobby.web.api import models
from lobby.web.api.operation import SECURITY, blueprint, guarded
from lobby.web.pages import language_of
from lobby.web.runtime import here

api = blueprint("boards", "Boards")


@api.get("/boards/<display>", summary="A display's board", responses={200: models.BoardOut}, security=SECURITY)
@guarded("display", *STAFF)
def board(path: models.DisplayPath) -> Any:
    return here().board("display", office_id(), path.display, language_of(here().office(office_id())), inside=True)
