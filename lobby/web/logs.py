"""One line a request, with an id and without a secret: as text, or as JSON for a log collector.

A line names the route and not the address: `/t/<token>`, so that no ticket's token and no `?device=` ever stands in a log.
"""

import json
import logging
import re
import secrets
import sys
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from lobby.web.metrics import Metrics

REQUESTS = logging.getLogger("lobby.requests")
ID = re.compile(r"[\w.-]{8,64}")
NOWHERE = "(no route)"
KEYS = re.compile(r"(/t/|/tickets/|[?&](?:device|key)=|\bl[adis]_)[\w-]+")
"""Where keys stand in what others log: a ticket's address, a screen's first one, an invitation, a key by itself."""


def begin(form: str) -> None:
    """Write the logs of this process to standard error, as `text` or `json`; `off`: only warnings and errors."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if form == "json" else logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    handler.addFilter(without_keys)
    logging.getLogger("gunicorn.error").addFilter(without_keys)  # it tells of requests that it cannot read, as they came
    ours = logging.getLogger("lobby")
    ours.addHandler(handler)
    ours.propagate = False
    ours.setLevel(logging.WARNING if form == "off" else logging.INFO)


def without_keys(record: logging.LogRecord) -> bool:
    """A filter that lets everything pass, with its keys blotted out."""
    record.msg, record.args = KEYS.sub(r"\1…", record.getMessage()), ()
    return True


def watch(app: Flask, metrics: Metrics, trusts_ids: bool) -> None:
    """Number each request, count it, and write its line. `trusts_ids`: a proxy before us may have numbered it."""

    @app.before_request
    def _number() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if trusts_ids and ID.fullmatch(given) else secrets.token_hex(8)
        g.began = perf_counter()

    @app.after_request
    def _tell(response: Response) -> Response:
        seconds = perf_counter() - g.get("began", perf_counter())
        metrics.answered(route(), request.method, response.status_code, seconds)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if REQUESTS.isEnabledFor(logging.INFO):
            told = {"method": request.method, "route": route(), "status": response.status_code, "ms": round(seconds * 1000, 1)}
            REQUESTS.info("%(method)s %(route)s %(status)s %(ms)s ms", told, extra={"told": told})
        return response


def route() -> str:
    """The pattern of the request's address, as the routes are written: no value of its own stands in it."""
    return request.url_rule.rule if request.url_rule else NOWHERE


class AsJson(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")}
        told |= {"level": record.levelname.lower(), "from": record.name}
        told |= {"request": g.get("request_id")} if has_request_context() else {}
        told |= getattr(record, "told", None) or {"message": record.getMessage()}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
