"""What all pages of the staff have in common: the language, who is logged in, the head of the page (`desk/staff.html`)."""

from typing import Any

from flask import Response, request, session

from lobby.domain.office import Office
from lobby.i18n import STAFF_SPEAKS, negotiate, pick
from lobby.web.access import viewer
from lobby.web.pages import render

LANGUAGE = "language"


def language() -> str:
    """The language that this browser's user chose with `?lang=`, else the browser's own, else German."""
    asked = request.args.get("lang")
    if asked in STAFF_SPEAKS:
        session[LANGUAGE] = asked
    chosen = session.get(LANGUAGE)
    return str(chosen) if chosen in STAFF_SPEAKS else negotiate(request.headers.get("Accept-Language", "de"), STAFF_SPEAKS)


def page(template: str, office: Office | None = None, status: int = 200, **context: Any) -> Response:
    """A page of the staff's. `office`: whose name stands in its head."""
    chosen = language()
    head = {
        "office": office,
        "me": viewer().staff,
        "languages": STAFF_SPEAKS,
        "office_name": pick(office.name, chosen) if office else "",
        "is_demo": office is not None and office.is_demo,
    }
    response = render(template, chosen, **head, **context)
    response.status_code = status
    return response
