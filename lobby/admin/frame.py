"""What all admin pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain.errors import LobbyError
from lobby.domain.office import Office
from lobby.i18n import pick
from lobby.web import problems, staff
from lobby.web.access import holder, names_office
from lobby.web.pages import render


def page(template: str, office: Office, **context: Any) -> Response:
    """An admin page of an office."""
    language = staff.language()
    return render(
        template,
        language,
        office_name=pick(office.name, language),
        office_slug=office.slug,
        is_demo=office.is_demo,
        me=holder().login,
        is_lead="lead" in holder().roles,
        is_admin="admin" in holder().roles,
        here="/".join(request.path.split("/")[:3]),
        **context,
    )


def stay(error: LobbyError, page: Callable[..., Response]) -> AnyResponse:
    """What is wrong with a form is said beside it, by its own page; to whom no page is due, as everywhere."""
    if request.method == "GET" or "holder" not in g or not names_office():
        return problems.answer(error)
    response = page(problem=problems.problem(error, staff.language()))
    response.status_code = error.status
    return response
