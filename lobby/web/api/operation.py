"""How an operation of the API is declared: who may, what comes in, what goes out."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models import Tag
from flask_openapi3.request import validate_request

from lobby.domain.errors import Invalid
from lobby.web.access import allow

View = TypeVar("View", bound=Callable[..., Any])
SECURITY: list[dict[str, list[Any]]] = [{"token": []}, {"session": []}]


def blueprint(name: str, about: str) -> APIBlueprint:
    """A part of the API under its own heading."""
    return APIBlueprint(f"api-{name}", __name__, url_prefix="/api/v1", abp_tags=[Tag(name=name, description=about)])


def guarded(*who: str) -> Callable[[View], View]:
    """Admit only these, then check what they sent: in this order, so that strangers learn nothing."""

    def decorate(view: View) -> View:
        return allow(*who)(checked(view))

    return decorate


def checked(view: View) -> View:
    """Check what was sent against the view's annotations. A body must be a JSON object."""
    validated = validate_request()(view)

    @wraps(validated)
    def wrapper(*args: Any, **named: Any) -> Any:
        if request.method in ("POST", "PUT") and request.get_data(cache=True):
            body = request.get_json(silent=True, force=True)
            if not isinstance(body, dict):
                raise Invalid({"body": Invalid.message})
        return validated(*args, **named)

    wrapper.__delay_validate_request__ = True  # type: ignore[attr-defined]
    return cast(View, wrapper)
