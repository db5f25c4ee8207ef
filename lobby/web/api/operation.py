"""How an operation of the API is declared: what comes in, what goes out. Who may stands in `web/rights.py`."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast, get_type_hints

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models import Tag
from pydantic import BaseModel, ValidationError

from lobby.domain.errors import Invalid, NotFound
from lobby.web.api.models import NothingBody
from lobby.web.problems import invalid

View = TypeVar("View", bound=Callable[..., Any])


def blueprint(name: str, about: str) -> APIBlueprint:
    """A part of the API under its own heading."""
    return APIBlueprint(f"api-{name}", __name__, url_prefix="/api/v1", abp_tags=[Tag(name=name, description=about)])


def checked(view: View) -> View:
    """Check what was sent against the models that annotate `header`, `path`, `query` and `body`; without `body`, no field may come.

    flask-openapi3 documents from the same annotations; its own check would build each model's schema at every request.
    """
    hints = get_type_hints(view)
    expected = hints if "raw" in hints else {"body": NothingBody} | hints
    sources = [(name, expected[name], source) for name, source in SOURCES.items() if name in expected]

    @wraps(view)
    def wrapper(**parts: Any) -> Any:
        found: dict[str, Any] = {name: _valid(name, model, source(parts)) for name, model, source in sources}
        found |= {"raw": request} if "raw" in hints else {}
        return view(**{name: part for name, part in found.items() if name in hints})

    wrapper.__delay_validate_request__ = True  # type: ignore[attr-defined]
    return cast(View, wrapper)


def _valid(name: str, model: type[BaseModel], sent: Any) -> BaseModel:
    try:
        return model.model_validate(sent)
    except ValidationError as error:  # nothing is found under a path that cannot be
        raise (NotFound() if name == "path" else invalid(error)) from None


def _body(_: Any) -> Any:
    """The object or the list sent; an empty object where nothing was sent."""
    if request.method in ("GET", "HEAD") or not request.get_data():
        return {}
    try:
        body = json.loads(request.get_data(), parse_float=_number, parse_constant=_refused)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested a thousand deep
        body = None
    if not isinstance(body, dict | list):
        raise Invalid({"body": Invalid.message})
    return body


def _number(text: str) -> int | float:
    """A number with a fraction; `5.0` has none: to JSON it is a whole one."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


SOURCES: dict[str, Callable[[Any], Any]] = {
    "header": lambda _: dict(request.headers),
    "path": dict,
    "query": lambda _: request.args.to_dict(),
    "body": _body,
}
