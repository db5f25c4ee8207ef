"""Logging in and out through an OpenID provider. There and back only by links: a form may lead nowhere but to our own pages."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.commands import oidc as accounts
from lobby.commands.oidc import Person
from lobby.domain.errors import LobbyError, NotFound
from lobby.store.acting import Actor, act_as
from lobby.web import access, problems, staff
from lobby.web.limits import limiter
from lobby.web.oidc import Errand, NotVouched, Provider, ProviderAway, Vouched
from lobby.web.runtime import here

ERRAND = "oidc"
HINT_COOKIE = "lobby_provider"  # the ID token, kept by the browser alone: it names her, and we keep no names
LARGEST_HINT = 3800
FAILURES = "60/minute"

pages = Blueprint("provider", __name__, template_folder="templates")


def _has_failed(response: Response) -> bool:
    return 400 <= response.status_code < 500


@pages.app_template_global()
def may_log_in_by() -> tuple[bool, bool]:
    """Whether one may log in through a provider, and with a password of ours."""
    return "provider" in current_app.extensions, here().settings.local_login != "0"


@pages.get("/oidc/login")
@limiter.limit(FAILURES, deduct_when=_has_failed)
def leave() -> AnyResponse:
    """Off to the provider, with a question that only this browser may bring an answer to."""
    public = here().settings.public_url
    if public and f"{public}/" != request.host_url:  # its cookies are there
        told: dict[str, Any] = {name: request.args.get(name) for name in ("next", "again")}
        return redirect(f"{public}{url_for('provider.leave', **told)}", 303)
    way, errand = _provider().way_there(_back(), anew="again" in request.args)
    session[ERRAND] = asdict(errand) | {"next": request.args.get("next", "")}
    return redirect(way, 303)


@pages.get("/oidc/callback")
@limiter.limit(FAILURES, deduct_when=_has_failed)
def come_back() -> AnyResponse:
    """The provider's answer, which counts once."""
    kept = session.pop(ERRAND, None) or {}
    onward = access.own_page(kept.pop("next", "")) or url_for("login.on")
    vouched = _provider().vouched(Errand(**kept) if kept else None, request.args, _back())
    return _open(redirect(onward, 303), vouched)


@pages.get("/oidc/logout")
def go_out() -> AnyResponse:
    """Logged out here; on to the provider, which may have a session of its own. No redirect: a form has led here."""
    way = _way_out(request.cookies.get(HINT_COOKIE)) if access.viewer().staff is None else None
    if way is None:
        return redirect(url_for("login.form"), 303)
    response = staff.page("desk/logged_out.html", way=way)
    response.headers["Refresh"] = f"0; url={way}"
    response.delete_cookie(HINT_COOKIE, path="/oidc")
    return response


@pages.post("/oidc/ended")
@limiter.limit(FAILURES, deduct_when=_has_failed)
def ended() -> AnyResponse:
    """The provider says that somebody has logged out there (back-channel log-out): it has no cookie, its token is signed."""
    act_as(Actor("provider", request.remote_addr))
    over = _provider().ended(request.form.get("logout_token", ""))
    here().do(accounts.end, _provider().known.issuer, over.subject, over.session)
    return Response(status=200, headers={"Cache-Control": "no-store"})


@pages.errorhandler(LobbyError)
def explain(error: LobbyError) -> AnyResponse:
    """The log-in again, with the reason above it: who has a password here can use that."""
    if request.method == "POST" or isinstance(error, NotFound):
        error.status = 400 if isinstance(error, NotVouched) else error.status
        return problems.answer(error)
    told = problems.problem(error, staff.language())
    response = staff.page("desk/login.html", None, error.status, next="", login="", problem=told)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _open(response: AnyResponse, vouched: Vouched) -> AnyResponse:
    runtime = here()
    act_as(Actor("provider", request.remote_addr))
    hours = runtime.settings.session_hours
    told = vouched.issuer, vouched.subject, vouched.login, vouched.roles, vouched.offices, vouched.session
    person = Person(*told, has_just_proven=vouched.has_just_proven)
    access.keep_session(response, runtime.do(accounts.enter, person, access.terms()))
    hint = vouched.id_token if len(vouched.id_token) <= LARGEST_HINT else ""
    return access.set_cookie(response, HINT_COOKIE, hint, timedelta(hours=hours), path="/oidc")


def _way_out(hint: str | None) -> str | None:
    """Where to log out there, too; None for who has logged in with a password, or where the provider knows no such thing."""
    try:
        return None if hint is None else _provider().way_out(hint, f"{_root()}{url_for('login.form')}")
    except ProviderAway:
        return None


def _provider() -> Provider:
    """Raises NotFound where there is none."""
    if "provider" not in current_app.extensions:
        raise NotFound()
    return cast(Provider, current_app.extensions["provider"])


def _back() -> str:
    return f"{_root()}{url_for('provider.come_back')}"


def _root() -> str:
    return here().settings.public_url or request.host_url.rstrip("/")
