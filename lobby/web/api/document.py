"""The OpenAPI 3.1 document: what the views' annotations tell, completed by the tables of rights, refusals and examples."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from string import Formatter
from typing import Any

from flask import Flask, current_app

from lobby.domain import errors
from lobby.domain.errors import LobbyError
from lobby.domain.office import PAUSE_REASONS
from lobby.web import rights
from lobby.web.access import DEVICE_COOKIE, STAFF_COOKIE
from lobby.web.api.examples import EXAMPLES
from lobby.web.api.refusals import REFUSALS
from lobby.web.limits import LARGEST_BODY
from lobby.web.problems import problem
from lobby.web.rights import DISPLAY, KIOSK, Right

JSON = dict[str, Any]
ANYBODY = (errors.Invalid, errors.NotFound, errors.TooLarge, errors.Busy)
SOMEBODY = (errors.Unauthenticated, errors.Forbidden, errors.TooMany)
SAMPLES: JSON = {
    "number": "A012",
    "state": "waiting",
    "seconds": 20,
    "minutes": 15,
    "time": "10:15",
    "day": date(2026, 11, 26),
    "service": "Residence permit",
    "reason": PAUSE_REASONS["staff"],
}
COOKIES = {"session": STAFF_COOKIE, **{kind: DEVICE_COOKIE.format(kind=kind) for kind in (KIOSK, DISPLAY)}}
SCHEMES: JSON = {
    "token": {"type": "http", "scheme": "bearer", "description": "Of a device or of staff."},
    **{name: {"type": "apiKey", "in": "cookie", "name": cookie} for name, cookie in COOKIES.items()},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "With a cookie: as the page's form has it."},
}
HEADERS = {
    401: {"WWW-Authenticate": {"required": True, "description": "Bearer.", "schema": {"type": "string"}}},
    429: {"Retry-After": {"required": True, "description": "Seconds.", "schema": {"type": "integer"}}},
    503: {"Retry-After": {"required": True, "description": "Seconds.", "schema": {"type": "integer"}}},
}
OFFICE = {
    "name": "office",
    "in": "query",
    "required": False,
    "description": "The office's slug; may be left out where the key is of one office, or there is only one.",
    "schema": {"type": "string", "maxLength": 40, "format": "office"},
}
OF_NO_OFFICE = {"api-tickets.look", "api-tickets.withdraw", "api-tickets.postpone"} | {
    f"api-printer.{each}" for each in ("next_job", "renew", "report", "status")
}
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "In which language sentences are answered.",
    "schema": {"type": "string", "format": "language-range", "examples": ["uk, en;q=0.5"]},
}
LANG = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "The same for one answer: a language's code. One that the office does not have changes nothing.",
    "schema": {"type": "string", "format": "language"},
}
SEAT = {
    "name": "seat",
    "in": "query",
    "required": False,
    "description": "The slug of the counter at which the asker believes to sit: refused where that is another one by now.",
    "schema": {"type": "string", "maxLength": 40, "format": "counter"},
}
ASKED_FOR_A_LANGUAGE = {"api-office.office", "api-boards.board"}
ABOUT = (
    "Counter queue and ticketing. Times are ISO 8601 UTC, durations whole seconds unless a name says minutes, bodies UTF-8. "
    "No state changes on GET. Unknown fields and wrong types are 422. Every refusal is a problem (RFC 9457), its `code` is stable. "
    "Every answer bears X-Request-Id, by which the server's log knows it."
)


def spec() -> JSON:
    """This server's document, made once."""
    if "api-document" not in current_app.extensions:
        current_app.extensions["api-document"] = _completed(current_app.api_doc, _views(current_app))  # type: ignore[attr-defined]
    found: JSON = current_app.extensions["api-document"]
    return found


def refusals(found: JSON) -> JSON:
    """Every code that any operation may refuse with → an example, by status and code."""
    answers = (answer for path in found["paths"].values() for each in path.values() for answer in each["responses"].values())
    contents = (
        answer["content"]["application/problem+json"]
        for answer in answers
        if "application/problem+json" in answer.get("content", {})
    )
    examples = {code: each["value"] for content in contents for code, each in content["examples"].items()}
    return dict(sorted(examples.items(), key=lambda found: (found[1]["status"], found[0])))


def _views(app: Flask) -> dict[tuple[str, str], str]:
    """(method, path as the document writes it) → endpoint"""
    return {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _completed(found: JSON, endpoints: dict[tuple[str, str], str]) -> JSON:
    found["info"]["description"] = ABOUT
    found["components"]["securitySchemes"] = SCHEMES
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, endpoints[method, path], found["components"]["schemas"])
    return found


def _complete(operation: JSON, method: str, endpoint: str, known: JSON) -> None:
    right = rights.OF_ENDPOINT[endpoint]
    operation["operationId"] = endpoint.removeprefix("api-")
    operation["description"] = operation.get("description", "").replace("<br/>", "\n").strip()
    operation["x-who"] = ["anyone"] if right.is_anyones else list(right.who)
    operation["security"] = list(_security(right, changes=method != "get"))
    operation["parameters"] = [_parameter(each) for each in operation.get("parameters", [])] + _common(endpoint)
    if body := operation.get("requestBody"):
        body["required"] = _is_required(next(iter(body["content"].values()))["schema"], known)
        operation["x-largest-body"] = getattr(current_app.view_functions[endpoint], "largest_body", LARGEST_BODY)
        _exemplify(body)
    operation["responses"] = {status: each for status, each in operation["responses"].items() if status[0] in "23"}
    for answer in operation["responses"].values():
        _exemplify(answer)
    operation["responses"] |= _refusals((*ANYBODY, *(() if right.is_anyones else SOMEBODY), *REFUSALS.get(endpoint, ())))


def _security(right: Right, changes: bool) -> Iterator[JSON]:
    """The keys that open this: a token, or a cookie, which brings its CSRF token where something changes."""
    if right.is_anyones:
        return
    yield {"token": []}
    kinds = {kind if kind in rights.DEVICES else "session" for kind in right.who} & set(COOKIES)
    for name in sorted(kinds):
        yield {key: [] for key in ((name, "csrf") if changes else (name,))}


def _parameter(parameter: JSON) -> JSON:
    """An address has no null: what may be left out is left out."""
    schema = parameter["schema"]
    [kind] = [each for each in schema.get("anyOf", [{}]) if each.get("type") != "null"]
    plain = {name: value for name, value in schema.items() if name not in ("anyOf", "description") and value is not None}
    return parameter | {"schema": plain | kind}


def _common(endpoint: str) -> list[JSON]:
    told = {
        "lang": endpoint in ASKED_FOR_A_LANGUAGE,
        "seat": errors.SatElsewhere in REFUSALS.get(endpoint, ()),
        "office": endpoint not in OF_NO_OFFICE,
    }
    return [each for each in (LANG, SEAT, OFFICE) if told[str(each["name"])]] + [LANGUAGE]


def _is_required(schema: JSON, known: JSON) -> bool:
    """Whether a body must be sent: not where all its fields may be left out."""
    described = known[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    return bool({"required", "anyOf"} & set(described)) or described.get("type") != "object"


def _exemplify(holder: JSON) -> None:
    for kind, media in holder.get("content", {}).items():
        shape = media["schema"].get("$ref", "").rpartition("/")[2] or kind
        if shape in EXAMPLES:
            media["example"] = EXAMPLES[shape]


def _refusals(told: Iterable[type[LobbyError]]) -> JSON:
    """One response a status, with its codes, and an example of each."""
    found: dict[int, dict[str, type[LobbyError]]] = {}
    for error in told:
        found.setdefault(error.status, {}).setdefault(error.code, error)
    return {str(status): _refusal(status, by_code) for status, by_code in sorted(found.items())}


def _refusal(status: int, by_code: dict[str, type[LobbyError]]) -> JSON:
    exactly = {"properties": {"status": {"const": status}, "code": {"enum": list(by_code)}}}
    media = {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, exactly]},
        "examples": {code: {"value": _example(error)} for code, error in by_code.items()},
    }
    told = {"description": " · ".join(by_code), "content": {"application/problem+json": media}}
    return told | ({"headers": HEADERS[status]} if status in HEADERS else {})


def _example(error: type[LobbyError]) -> JSON:
    named = {name for _, name, _, _ in Formatter().parse(error.message) if name}
    fields = {"office": error.message} if error in (errors.Invalid, errors.NotFound) else {}
    return problem(error(fields, **{name: SAMPLES[name] for name in named}), "en")
