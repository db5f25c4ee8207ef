"""The office, for anyone."""

from typing import Any

from lobby.boards import kiosk
from lobby.web.access import office_id
from lobby.web.api import models
from lobby.web.api.operation import blueprint, checked
from lobby.web.pages import language_of
from lobby.web.runtime import here

SHOWN = ("slug", "letter", "name", "waiting", "wait", "state", "probably_today", "next_opening")
api = blueprint("office", "The office")


@api.get("/office", summary="Name, hours, services", responses={200: models.OfficeOut})
@checked
def office() -> Any:
    """Open or not, until when, and what each service's line is like now. No key is needed."""
    known = here().office(office_id())
    view = here().view(known.id, "", language_of(known))
    board = kiosk.board(view)
    return {
        "slug": known.slug,
        "name": board["office_name"],
        "address": known.address,
        "time_zone": known.time_zone,
        "languages": list(known.languages),
        **{name: board[name] for name in ("open", "closes_at", "next_opening", "demo", "as_of")},
        "rehearsal": here().clock.is_bent,
        "services": [{name: service[name] for name in SHOWN} for service in board["services"]],
    }
