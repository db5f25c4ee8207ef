"""The API's own description: the OpenAPI document, and a page made from it that needs no script and no internet."""

from typing import Any

from flask import Blueprint, current_app, jsonify

from lobby.web import pages
from lobby.web.api.shapes import TOPICS

REFUSED = {
    "description": "Refused",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

docs = Blueprint("docs", __name__)


@docs.get("/api/v1/openapi.json")
def document() -> Any:
    return jsonify(spec())


@docs.get("/api/v1/docs")
def page() -> Any:
    return pages.render("docs.html", "en", spec=spec(), topics={kind: shape.model_json_schema() for kind, shape in TOPICS.items()})


def spec() -> dict[str, Any]:
    """The OpenAPI 3.1 document of this server. Every refusal is a problem (RFC 9457)."""
    found: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"] |= {"4XX": REFUSED, "503": REFUSED}
            if body := operation.get("requestBody"):
                body["required"] = _is_required(next(iter(body["content"].values()))["schema"], found["components"]["schemas"])
    return found


def _is_required(schema: dict[str, Any], known: dict[str, Any]) -> bool:
    """Whether a body must be sent: not where all its fields may be left out."""
    described = known[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    return "required" in described or described.get("type") != "object"
