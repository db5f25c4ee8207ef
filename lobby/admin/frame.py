"""What all admin pages have in common."""

from typing import Any

from flask import Response, request

from lobby.domain.office import Office
from lobby.i18n import pick
from lobby.web import staff
from lobby.web.access import holder
from lobby.web.pages import render

WHO = ("lead", "admin")


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
        here="/".join(request.path.split("/")[:3]),
        **context,
    )
