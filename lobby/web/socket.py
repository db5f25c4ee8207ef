"""Socket.IO: `watch` and `unwatch` up, `board` down."""

import re
from collections.abc import Callable
from typing import Any

import gevent
from flask import Flask, current_app, request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import SocketIO, join_room, leave_room
from gevent.lock import BoundedSemaphore

from lobby.boards.view import JSON
from lobby.commands import devices, keys
from lobby.commands.devices import Sighting
from lobby.domain.errors import Forbidden, Invalid, LobbyError, NotFound
from lobby.i18n import LANGUAGES
from lobby.web import access, driver, problems, rights, words
from lobby.web.limits import ticket_of
from lobby.web.push import Pusher
from lobby.web.runtime import Runtime
from lobby.web.screen import Topic
from lobby.web.watchers import Watch

PING_S = 3  # a page that hears nothing for two of these must find another host, and be right again, within 10 s
ANSWER_S = 4  # a slow phone is not lost
MOST_TOPICS = 50  # of one socket
JOINING = 6  # who are shown their first board at a time: each reads from the database, which others need, too
SHOWN = ("page", "version")  # what a watcher may say of its page
WORD = re.compile(r"[a-z0-9-]{1,20}")


def open_sockets(app: Flask, runtime: Runtime) -> tuple[SocketIO, Pusher]:
    """Attach Socket.IO to the app."""
    socketio = SocketIO(
        app,
        async_mode="gevent",
        transports=["websocket"],
        cors_allowed_origins=_is_ours,
        ping_interval=PING_S,
        ping_timeout=ANSWER_S,
        max_http_buffer_size=words.LONGEST,
        serve_client=False,
        manage_session=False,
        async_handlers=False,  # one after the other: who asks too much keeps only herself waiting
    )
    engine = socketio.server.eio
    engine._async = engine._async | driver.parts(runtime.settings.websocket)
    pusher = Pusher(app, runtime, socketio.emit)
    conversation = _Conversation(runtime, pusher, lambda sid: socketio.server.disconnect(sid))
    conversation.listen(socketio)
    runtime.desks_in_sight = conversation.desks
    runtime.note_screens = conversation.note_screens
    runtime.hang_up_on_revoked = conversation.hang_up_on_revoked
    return socketio, pusher


def _is_ours(origin: str, environ: dict[str, str]) -> bool:
    """Whether the page that asks came from here. Without an origin it is a program, and no page, that asks.

    Engine.IO's own rule believes X-Forwarded-Host whoever says it; ProxyFix has already put the proxy's word where we look.
    """
    return origin == f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST')}"


class _Conversation:
    """What clients may say."""

    def __init__(self, runtime: Runtime, pusher: Pusher, hang_up: Callable[[str], object]) -> None:
        self._runtime, self._pusher, self._hang_up = runtime, pusher, hang_up
        self._viewers: dict[str, access.Viewer] = {}
        self._screens: dict[str, Sighting] = {}
        self._joining = BoundedSemaphore(JOINING)

    def listen(self, socketio: SocketIO) -> None:
        for event in (self.connect, self.disconnect, self.watch, self.unwatch):
            socketio.on_event(event.__name__, event)

    def connect(self, auth: Any = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            authorization = f"Bearer {token}" if token else request.headers.get("Authorization")
            with self._joining:
                self._viewers[_sid()] = access.recognise(self._runtime, request, authorization)
        except LobbyError as error:
            raise Refused(error.code) from None

    def disconnect(self, *_: Any) -> None:
        self._viewers.pop(_sid(), None)
        self._screens.pop(_sid(), None)
        self._pusher.leave(_sid())

    def desks(self) -> set[tuple[int, int]]:
        """Whose desks are shown by a browser now: (office id, staff id)."""
        return {
            (watch.office_id, viewer.staff.staff_id)
            for sid, viewer in list(self._viewers.items())
            if viewer.staff is not None and viewer.staff.staff_id is not None
            for watch in self._pusher.topics(sid)
            if watch.kind == "desk"
        }

    def note_screens(self) -> None:
        """Keep in mind which devices' browsers are connected now, and what they show."""
        if screens := list(self._screens.values()):
            self._note(screens)

    def hang_up_on_revoked(self) -> None:
        """Close the sockets of those whose key opens nothing any more, or something else: they have to show it again."""
        shown = {sid: viewer.holders for sid, viewer in list(self._viewers.items()) if viewer.holders}
        stale = keys.stale(self._runtime.db, {holder for holders in shown.values() for holder in holders})
        for sid, holders in shown.items():
            if any(holder.key_id in stale for holder in holders):
                self._hang_up(sid)

    def watch(self, topic: Any = None, options: Any = None, *_: Any) -> JSON:
        """Join a topic; the present board, or `{error}`."""
        gevent.sleep(0)  # others first
        told = options if isinstance(options, dict) else {}
        try:
            with self._joining:
                return self._join(topic, told)
        except LobbyError as error:
            return _refused(topic, error)
        except Exception as error:
            # Without an answer the client would wait for ever.
            current_app.logger.error("watch", exc_info=error)  # a topic may hold a token
            return _refused(topic, problems.Broken())

    def _join(self, topic: Any, told: JSON) -> JSON:
        found = self._found(topic, told)
        if len(self._pusher.topics(_sid())) >= MOST_TOPICS:
            raise Forbidden()
        join_room(found.room)
        self._sight(found, told)
        return self._pusher.join(found, _sid())

    def _sight(self, watch: Watch, told: JSON) -> None:
        """Note that a device's browser is here; one that has just come is told of at once."""
        viewer = self._viewers.get(_sid(), access.Viewer())
        device = viewer.device("display") if watch.kind == "display" else viewer.device("kiosk") or viewer.device("exit")
        if device is None or device.device_id is None:
            return
        page, version = (value if isinstance(value, str) and WORD.fullmatch(value) else None for value in map(told.get, SHOWN))
        is_new = _sid() not in self._screens
        self._screens[_sid()] = seen = Sighting(device.device_id, page or watch.kind, version, request.remote_addr)
        if is_new:
            gevent.spawn(self._note, [seen])

    def _note(self, screens: list[Sighting]) -> None:
        for office_id in self._runtime.do(devices.seen, screens):
            self._pusher.push_kind(office_id, "devices")

    def unwatch(self, topic: Any = None, *_: Any) -> JSON:
        for left in self._pusher.leave(_sid(), topic) if isinstance(topic, str) else []:
            leave_room(left.room)
        return {"topic": topic if isinstance(topic, str) else None}

    def _found(self, name: Any, options: JSON) -> Watch:
        if not isinstance(name, str) or len(name) > 200:
            raise Invalid({"topic": Invalid.message})
        offices = self._runtime.offices()
        first, _, rest = name.partition("/")
        slug, path = (first, rest) if first in offices else (None, name)
        kind, _, key = path.partition("/")
        topic = self._runtime.topics.get(kind)
        if topic is None or bool(key) != topic.has_key:
            raise Forbidden()
        language = options.get("language")
        if language is not None and language not in LANGUAGES:
            raise Invalid({"language": Invalid.message})
        if topic.kind == "ticket":
            return self._ticket(name, key, language)
        office_id = access.office_named(offices, slug, self._own(topic))
        return Watch(name, kind, office_id, key, language or "de", inside=True)

    def _own(self, topic: Topic) -> tuple[int, ...]:
        """The offices in which this viewer may see the topic. Raises Forbidden where there are none."""
        found = self._viewers.get(_sid(), access.Viewer()).entitled(rights.watchers(topic.kind))
        if found is None or not rights.is_within(found.scopes, topic.kind):
            raise Forbidden()
        return found.office_ids

    def _ticket(self, name: str, token: str, language: str | None) -> Watch:
        try:
            office_id, ticket_id = ticket_of(token)
        except NotFound:
            raise Forbidden() from None  # a token that opens nothing may see nothing
        known = self._runtime.glance(office_id)[1].tickets
        ticket = known.get(ticket_id) or self._runtime.day(office_id)[1].tickets[ticket_id]  # drawn in another process just now
        viewer = self._viewers.get(_sid(), access.Viewer())
        kiosk = viewer.device("kiosk")
        staff = viewer.entitled(rights.watchers("desk"))
        is_ours = staff is not None and office_id in staff.office_ids and rights.is_within(staff.scopes, "desk")
        inside = (kiosk is not None and kiosk.device_id == ticket.drawn_by) or is_ours
        return Watch(name, "ticket", office_id, str(ticket_id), language or ticket.language, inside)


def _refused(topic: Any, error: LobbyError) -> JSON:
    return {"topic": topic if isinstance(topic, str) else None, "error": problems.problem(error, problems.language())}


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
