"""The Flask application: screens, API, sockets, errors, headers."""

from collections.abc import Iterable, MutableMapping
from datetime import timedelta
from typing import Any

import gevent
from flask import request
from flask.templating import Environment
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.middleware.proxy_fix import ProxyFix

from lobby.domain.errors import N_, TooLarge
from lobby.i18n import use_corrections
from lobby.settings import Settings
from lobby.store.database import Database
from lobby.web import access, again, headers, hooks, logs, metrics, oidc, pages, pairing, problems, runtime, socket, timers, work
from lobby.web.across import Across
from lobby.web.ahead import Ahead
from lobby.web.api import (
    appointments,
    audit,
    boards,
    desk,
    docs,
    forecast,
    frontdesk,
    models,
    notices,
    office,
    reports,
    tickets,
    webhooks,
    whatif,
)
from lobby.web.drain import Drain, gate, hang_up_all
from lobby.web.health import health
from lobby.web.limits import LARGEST_BODY, LARGEST_IN_CHUNKS, largest_body, limiter
from lobby.web.pulse import Pulse
from lobby.web.runtime import Runtime
from lobby.web.screen import Screen
from lobby.web.terms import german_apart
from lobby.web.wholesocket import whole_frames

OURS = (
    tickets.api,
    office.api,
    desk.api,
    frontdesk.api,
    notices.api,
    boards.api,
    appointments.api,
    webhooks.api,
    reports.api,
    forecast.api,
    whatif.api,
    audit.api,
    docs.docs,
    health,
    metrics.pages,
    pairing.pages,
    again.pages,
)
"""What there is on whatever screens."""


def create_app(settings: Settings, screens: Iterable[Screen]) -> OpenAPI:
    """The whole web application with these screens, ready to serve."""
    screens = tuple(screens)
    use_corrections(settings.texts_dir)
    app = _bare_app(settings)
    known = Runtime(
        settings,
        Database(settings, settings.clock),
        work.suited(settings.is_sqlite),
        [topic for screen in screens for topic in screen.topics],
        pages.fragment,
    )
    runtime.extend(app, known)
    app.extensions["webhooks"] = hooks.Sender(known)
    if settings.oidc:
        app.extensions["provider"] = oidc.Provider(settings.oidc)
    for blueprint in (*OURS, *(each for screen in screens for each in screen.blueprints)):
        register = app.register_api if isinstance(blueprint, APIBlueprint) else app.register_blueprint
        register(blueprint)  # type: ignore[arg-type]
    app.extensions["metrics"] = counted = metrics.Metrics(known)
    logs.watch(app, counted, trusts_ids=settings.trusted_proxies > 0)
    known.manners.watch(app)
    app.before_request(lambda: app.extensions["pulse"].refuse())
    app.before_request(_refuse_too_large)
    app.before_request(access.keep_device)
    app.before_request(access.guard)
    problems.handle(app)
    app.register_error_handler(access.ProofNeeded, again.ask)
    access.csrf.init_app(app)
    limiter.init_app(app)
    sockets, app.extensions["pusher"] = socket.open_sockets(app, known)
    counted.days.watched = app.extensions["pusher"].watched
    counted.days.built = lambda: app.extensions["pusher"].built
    app.extensions["pulse"] = Pulse(known, lambda: gevent.spawn(hang_up_all, sockets.server))
    app.wsgi_app = headers.kept(gate(whole_frames(app.wsgi_app), known))  # type: ignore[method-assign, assignment]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def start_background(app: OpenAPI) -> None:
    """Begin what goes on beside requests: pushing boards, and what time brings about. Once a process, under gevent."""
    known: Runtime = app.extensions["lobby"]
    app.extensions["pusher"].start()
    app.extensions["pulse"].start()
    app.extensions["drain"] = Drain(known, app.extensions["socketio"].server, timers.start(app, known))
    app.extensions["webhooks"].start()
    Ahead(app, known).start()
    if known.settings.redis_url:
        across = Across(known.settings.redis_url, known.hear, known.missed)
        known.spread = across.announce
        across.start()


class Templates(Environment):
    """Looks our globals up in one plain dictionary: no template brings its own, and Jinja's chain was a tenth of every board."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def _bare_app(settings: Settings) -> OpenAPI:
    app = OpenAPI(
        "lobby.web",
        info=Info(title="Lobby", version="1"),
        responses={},
        validation_error_model=models.Problem,
        validation_error_callback=_refuse,
        doc_ui=False,
    )
    app.jinja_environment = Templates
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_BODY + 1,  # of a body without a length werkzeug reads so much, and says nothing
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1} if settings.redis_url else {},
        SESSION_COOKIE_NAME="lobby_form",
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=400),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # our pages send no referrer
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.filters["german_apart"] = german_apart
    app.jinja_env.globals["N_"] = N_
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _refuse(error: object) -> None:
    raise problems.invalid(error)  # type: ignore[arg-type]


def _refuse_too_large() -> None:
    """Refuse a body over the limit, also where nobody would read it.

    One sent in chunks tells no length: it is read, before it is known who sends it, so it may not be as large as an upload.
    """
    length, most = request.content_length, largest_body()
    is_in_chunks = length is None and "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    most = min(most, LARGEST_IN_CHUNKS) if is_in_chunks else most
    request.max_content_length, request.max_form_memory_size = most + 1, most
    if is_in_chunks:
        length = len(request.get_data())
    if length is not None and length > most:
        raise TooLarge()
