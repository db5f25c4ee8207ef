"""The API's own description: the OpenAPI document, and a page made from it that needs no script and no internet."""

from typing import Any

from flask import Blueprint, current_app, jsonify

from lobby.web import pages

docs = Blueprint("docs", __name__)


@docs.get("/api/v1/openapi.json")
def document() -> Any:
    return jsonify(spec())


@docs.get("/api/v1/docs")
def page() -> Any:
    return pages.render("docs.html", "en", spec=spec(), topics=current_app.extensions["lobby"].topics.values())


def spec() -> dict[str, Any]:
    """The OpenAPI 3.1 document of this server."""
    return current_app.api_doc  # type: ignore[attr-defined,no-any-return]
