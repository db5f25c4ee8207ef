"""The lead's notices, for other programs of the house: put up, listed, taken down."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from lobby.boards.view import iso
from lobby.commands import notices
from lobby.domain.notice import LONGEST_MINUTES, LONGEST_NOTICE, Notice
from lobby.i18n import LANGUAGES
from lobby.web.access import holder, office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.runtime import here

api = blueprint("notices", "Notices on the displays")


EACH_LANGUAGE: Any = {
    "properties": {code: {"type": "string", "maxLength": LONGEST_NOTICE} for code in LANGUAGES},
    "additionalProperties": False,
}


class NoticeBody(models.Body):
    """Language → text, at least in the office's first language; for how many minutes it stands."""

    texts: Annotated[
        dict[models.Language, Annotated[str, Field(max_length=LONGEST_NOTICE)]],
        Field(min_length=1, max_length=16, json_schema_extra=EACH_LANGUAGE),
    ]
    minutes: Annotated[int, Field(ge=1, le=LONGEST_MINUTES)]


class NoticePath(BaseModel):
    notice_id: models.Id = Field(description="The notice's `id`, as `GET /notices` lists it.")


class NoticeOut(BaseModel):
    id: int
    texts: dict[str, str]
    until: str


class NoticesOut(BaseModel):
    notices: list[NoticeOut]


@api.get("/notices", summary="What the displays tell now", responses={200: NoticesOut})
@checked
def listed() -> Any:
    """Those whose time is not over, oldest first."""
    now = here().clock.now()
    return {"notices": [_told(notice) for notice in here().office(office_id()).notices if notice.until > now]}


@api.post("/notices", summary="Put up a notice", responses={201: NoticeOut})
@checked
def put_up(body: NoticeBody) -> Any:
    """All displays show it with their next board, each language in turn."""
    return _told(here().do(notices.put_up, office_id(), holder().name, body.texts, body.minutes)), 201


@api.delete("/notices/<int:notice_id>", summary="Take a notice down", responses={204: None})
@checked
def take_down(path: NoticePath) -> Any:
    """Once more changes nothing."""
    here().do(notices.take_down, office_id(), holder().name, path.notice_id)
    return "", 204


def _told(notice: Notice) -> dict[str, Any]:
    return {"id": notice.id, "texts": dict(notice.texts), "until": iso(notice.until)}
