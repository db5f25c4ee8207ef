"""Whether this server lives, and whether it is ready."""

from typing import Any

from flask import Blueprint, jsonify

from lobby.store import schema
from lobby.web import across
from lobby.web.runtime import here

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Any:
    return jsonify({"status": "alive"})


@health.get("/readyz")
def readyz() -> Any:
    """200 when database, migrations and queue are fine; 503 with the reasons otherwise."""
    reasons = schema.reasons_not_ready(here().db)
    if here().settings.redis_url and not across.is_reachable(str(here().settings.redis_url)):
        reasons.append("queue: Redis does not answer")
    if here().is_ending:
        reasons.append("ending: new connections belong to another process")
    return jsonify({"status": "not ready" if reasons else "ready", "reasons": reasons}), 503 if reasons else 200
