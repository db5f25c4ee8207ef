"""The API's own description: the OpenAPI document, and a page made from it that needs no script and no internet."""

from typing import Any

from flask import Blueprint, jsonify

from lobby.web import pages
from lobby.web.api.document import refusals, spec
from lobby.web.api.shapes import TOPICS

docs = Blueprint("docs", __name__)


@docs.get("/api/v1/openapi.json")
def document() -> Any:
    return jsonify(spec())


@docs.get("/api/v1/docs")
def page() -> Any:
    topics = {kind: shape.model_json_schema() for kind, shape in TOPICS.items()}
    return pages.render("docs.html", "en", spec=spec(), topics=topics, refusals=refusals(spec()))
