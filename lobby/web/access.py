"""Who is asking, for which office, and whether she may: staff sessions, device keys, API tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from urllib.parse import quote, urlencode, urlsplit

from flask import Request, g, redirect, request
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from lobby.clock import real
from lobby.commands import keys, logins, secondstep, sessions, staff
from lobby.commands.keys import Holder, Terms
from lobby.domain.errors import Forbidden, Invalid, LobbyError, NotFound, Unauthenticated, WrongPassword
from lobby.store.acting import VISITOR, Actor, act_as
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.staff import KeyKind
from lobby.web import browsers, rights
from lobby.web.limits import count_guess
from lobby.web.runtime import Runtime, here

STAFF_COOKIE = "lobby_session"
DEVICE_COOKIE = "lobby_{kind}"
DEVICE_COOKIE_S = 400 * 24 * 3600  # browsers keep a cookie no longer than 400 days

PROOF = "proof"
"""The field of a form that brings the password once more."""
RECENT_MINUTES = 10

csrf = CSRFProtect()


class ProofNeeded(Exception):
    """A page has to be shown first that asks for the password, or sets the second step up (lobby.web.again)."""

    def __init__(self, wrong: LobbyError | None = None, second_step: bool = False) -> None:
        super().__init__()
        self.wrong, self.second_step = wrong, second_step


@dataclass(frozen=True)
class Viewer:
    """All keys shown with a request or a socket: one bearer token, or the cookies of a session and of devices."""

    holders: tuple[Holder, ...] = ()

    @property
    def staff(self) -> Holder | None:
        return next((holder for holder in self.holders if holder.staff_id is not None), None)

    def device(self, kind: str) -> Holder | None:
        return next((holder for holder in self.holders if holder.device_kind == kind), None)

    def entitled(self, who: frozenset[str]) -> Holder | None:
        """The first holder with one of these roles, or of one of these device kinds."""
        return next((holder for holder in self.holders if who & _titles(holder)), None)


def guard() -> None:
    """Admit only whom the table of rights lets in, before anything else is looked at; before each request.

    Raises Unauthenticated where nobody is known, Forbidden where somebody else is, or where the table does not know the way.
    A cookie of ours brings its CSRF token.
    """
    act_as(VISITOR)
    if request.endpoint is None:  # there is no such address: 404 follows
        return
    right = rights.OF_ENDPOINT.get(request.endpoint)
    if right is None:
        raise Forbidden()
    if right.is_anyones or (right.locally and is_local()):
        return
    g.holder = _admitted(frozenset(right.who))
    if not rights.is_within(g.holder.scopes, request.endpoint):
        raise Forbidden()
    act_as(Actor(g.holder.name, request.remote_addr))
    if request.method not in ("GET", "HEAD") and "Authorization" not in request.headers:
        csrf.protect()
    if needs_second_step(g.holder) and request.endpoint.partition(".")[0] != "account":
        raise ProofNeeded(second_step=True)


def require_recent() -> None:
    """Before something dangerous, at the top of its view: within ten minutes of a typed password, else it is asked for again.

    What was sent is not lost: the page that asks sends it once more, with the password. Tokens are exempt: nobody sits there.
    Raises ProofNeeded.
    """
    asking, runtime = holder(), here()
    if asking.kind is not KeyKind.SESSION:
        return
    if asking.proven_at is not None and runtime.clock.now() - asking.proven_at <= real(runtime.clock, minutes=RECENT_MINUTES):
        return
    proof = request.form.get(PROOF)
    if proof is None:
        raise ProofNeeded()
    prove_again(proof)


def prove_again(password: str) -> None:
    """This session's owner types her password once more. Raises ProofNeeded with what is wrong."""
    asking = holder()
    try:
        prove(asking.login, password)
    except WrongPassword as error:
        raise ProofNeeded(error) from None
    here().do(sessions.prove_again, asking.key_id)


def needs_second_step(holder: Holder) -> bool:
    """Whether the installation wants a second step of somebody who has none yet: she may set it up, and nothing else."""
    wanted = here().settings.totp_roles & holder.roles
    return bool(wanted) and holder.kind is KeyKind.SESSION and not holder.has_second_step


def viewer() -> Viewer:
    """Who is asking. Raises Unauthenticated when a bearer token is shown that opens nothing."""
    if "viewer" not in g:
        g.viewer = recognise(here(), request, request.headers.get("Authorization"))
        _note_use(g.viewer)
    return cast(Viewer, g.viewer)


def holder() -> Holder:
    """The one whom `guard` admitted."""
    return cast(Holder, g.holder)


def staff_id() -> int:
    """The account of the one whom `guard` admitted; a device has none."""
    found = holder().staff_id
    if found is None:
        raise Forbidden()
    return found


def recognise(runtime: Runtime, asked: Request, authorization: str | None) -> Viewer:
    """The viewer that a bearer token or the cookies tell of. Raises Unauthenticated for a bad bearer token, TooMany for many."""
    if authorization is not None:
        found = keys.holder(runtime.db, authorization.removeprefix("Bearer ").strip())
        if found is None:
            count_guess()
            raise Unauthenticated()
        return Viewer((found,))
    names = (STAFF_COOKIE, *(DEVICE_COOKIE.format(kind=kind.value) for kind in DeviceKind))
    shown = [asked.cookies[name] for name in names if name in asked.cookies]
    return Viewer(tuple(found for secret in shown if (found := keys.holder(runtime.db, secret))))


def office_id() -> int:
    """The office of this request: the holder's own, else `?office=SLUG`, else the only one.

    Raises NotFound, Forbidden for an office that is not the holder's, Invalid where the office must be named.
    """
    if "office_id" not in g:
        asking = g.get("holder")
        g.office_id = office_named(here().offices(), request.args.get("office"), asking.office_ids if asking else None)
    return int(g.office_id)


def names_office() -> bool:
    """Whether there is an office of which to show a page: what went wrong may be just that."""
    try:
        return bool(office_id())
    except LobbyError:
        return False


def office_named(known: Mapping[str, int], slug: str | None, own: tuple[int, ...] | None) -> int:
    """The office of this slug, or the only one there is; within `own` where that is given. Raises as `office_id`."""
    if slug is not None:
        if slug not in known:
            raise NotFound({"office": NotFound.message})
        if own is not None and known[slug] not in own:
            raise Forbidden()
        return known[slug]
    offered = list(known.values()) if own is None else list(own)
    if len(offered) == 1:
        return offered[0]
    raise (Invalid({"office": Invalid.message}) if offered else NotFound())


def prove(login: str, password: str) -> int:
    """The account that this log-in and password open. Raises WrongPassword, also in the pause after many failures."""
    runtime = here()
    runtime.do(logins.begin, login)
    try:
        found = runtime.work.compute(staff.prove, runtime.db, login, password)
    except WrongPassword:
        runtime.do(logins.failed, login)
        raise
    runtime.do(logins.went_half if secondstep.is_on(runtime.db, found) else logins.succeeded, login)
    return found


def prove_code(staff_id: int, login: str, code: str) -> None:
    """The second step, counted like a password. Raises WrongCode, and WrongPassword in the pause after many failures."""
    runtime = here()
    runtime.do(logins.begin, login)
    try:
        runtime.do(secondstep.check, staff_id, code)
    except WrongPassword:
        runtime.do(logins.failed, login)
        raise
    runtime.do(logins.succeeded, login)


def enter(response: AnyResponse, staff_id: int) -> AnyResponse:
    """Open a session for somebody who has proven who she is, and hand it to the browser."""
    act_as(Actor(f"staff:{staff_id}", request.remote_addr))
    return keep_session(response, here().do(sessions.open_session, staff_id, terms()))


def terms() -> Terms:
    """Of a session that begins with this request."""
    runtime = here()
    known = (browsers.family(request.headers.get("User-Agent", "")), browsers.net(request.remote_addr))
    return Terms(real(runtime.clock, hours=runtime.settings.session_hours), idle(runtime), *known)


def keep_session(response: AnyResponse, secret: str) -> AnyResponse:
    """Hand a new session to the browser; the one that it had is over."""
    if before := request.cookies.get(STAFF_COOKIE):
        here().do(keys.revoke, before)
    return set_cookie(response, STAFF_COOKIE, secret, timedelta(hours=here().settings.session_hours))


def own_page(path: str) -> str | None:
    """A path, if it is one of our own pages, and leads nowhere else."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and not urlsplit(path).netloc and path.isprintable()
    return path if is_ours else None


def idle(runtime: Runtime) -> timedelta:
    """After how long without being used a session ends."""
    return real(runtime.clock, minutes=runtime.settings.session_idle_minutes)


def log_out(response: AnyResponse) -> AnyResponse:
    """End the session, here and in the browser."""
    if secret := request.cookies.get(STAFF_COOKIE):
        here().do(keys.revoke, secret)
    response.delete_cookie(STAFF_COOKIE)
    return response


def keep_device() -> AnyResponse | None:
    """`?device=TOKEN` on a page: keep it as a cookie and drop it from the address. Raises Unauthenticated."""
    token = request.args.get("device")
    if token is None or request.method != "GET":
        return None
    found = keys.holder(here().db, token)
    if found is None or found.device_kind is None:
        count_guess()
        raise Unauthenticated()
    rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "device"])
    path = "/" + quote(request.path).lstrip("/")  # two slashes would lead to another server
    response = redirect(path + (f"?{rest}" if rest else ""), 303)
    return hand_over(response, found.device_kind, token)


def hand_over(response: AnyResponse, kind: DeviceKind, token: str) -> AnyResponse:
    """Let a browser be a device from now on."""
    return set_cookie(response, DEVICE_COOKIE.format(kind=kind.value), token, timedelta(seconds=DEVICE_COOKIE_S))


def is_local() -> bool:
    """Whether the request was typed at this very machine: loopback, and no proxy in between."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    is_named_so = urlsplit(f"//{request.host}").hostname in ("127.0.0.1", "localhost", "::1")  # no rebound name
    return request.remote_addr in ("127.0.0.1", "::1") and is_named_so and not forwarded


def _admitted(who: frozenset[str]) -> Holder:
    asking = viewer()
    found = asking.entitled(who)
    if found is not None:
        return found
    is_only_a_device = asking.staff is None and "Authorization" not in request.headers and who & frozenset(rights.ROLES)
    raise Unauthenticated() if is_only_a_device or not asking.holders else Forbidden()


def _note_use(viewer: Viewer) -> None:
    """A page opened, or anything done: somebody is there. Not so a script that only reads, or a socket that watches."""
    holder, runtime = viewer.staff, here()
    only_reads = request.method in ("GET", "HEAD") and request.path.startswith("/api/")
    if holder is None or (only_reads and holder.kind is KeyKind.SESSION):
        return
    if holder.used_at is None or runtime.clock.now() - holder.used_at > min(idle(runtime) / 10, real(runtime.clock, minutes=1)):
        runtime.do(keys.use, holder.key_id, idle(runtime))


def _titles(holder: Holder) -> frozenset[str]:
    return holder.roles if holder.device_kind is None else frozenset({holder.device_kind.value})


def set_cookie(response: AnyResponse, name: str, secret: str, lives: timedelta, path: str = "/") -> AnyResponse:
    response.set_cookie(name, secret, max_age=lives, path=path, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
