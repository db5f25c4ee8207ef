"""Logging in and out, and the first password by a one-time link."""

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response as AnyResponse

from lobby.clock import real
from lobby.commands import seats, secondstep
from lobby.commands import staff as accounts
from lobby.domain.errors import CounterBusy, Invalid, LobbyError, TooMany, WrongPassword
from lobby.web import access, problems, staff
from lobby.web.limits import limiter
from lobby.web.runtime import here

HALF, HALF_MINUTES = "half", 5  # what the signed cookie remembers between the password and the code
DESK = frozenset({"caseworker", "frontdesk"})

pages = Blueprint("login", __name__, template_folder="templates")


def _failures() -> str:
    return f"{here().settings.login_failures_per_minute}/minute"


def _has_failed(response: Response) -> bool:
    return response.status_code in (401, 404)


@pages.get("/login")
def form() -> Response:
    """The log-in; for those who are logged in already, the way on."""
    who = access.viewer().staff
    way_on = _next() if who and (who.roles & DESK or "next" in request.args) else None
    is_new, is_over = request.args.get("new") == "1", request.args.get("ended") == "1"
    return staff.page("desk/login.html", next=_next(), way_on=way_on, login="", is_new=is_new, is_over=is_over)


@pages.post("/login")
@limiter.limit(_failures, deduct_when=_has_failed)
def log_in() -> AnyResponse:
    access.csrf.protect()
    login = request.form.get("login", "")
    if not here().settings.takes_password_of(login):
        raise WrongPassword()
    found = access.prove(login, request.form.get("password", ""))
    if not secondstep.is_on(here().db, found):
        return access.enter(redirect(_next(), 303), found)
    session[HALF] = [found, login, here().clock.now().timestamp()]
    return redirect(url_for("login.code_form", next=_next()), 303)


@pages.get("/login/code")
def code_form() -> AnyResponse:
    """The second step, for those who have one, just after the password."""
    return staff.page("desk/code.html", next=_next()) if _half() else redirect(url_for("login.form"), 303)


@pages.post("/login/code")
@limiter.limit(_failures, deduct_when=_has_failed)
def code() -> AnyResponse:
    access.csrf.protect()
    half = _half()
    if half is None:
        return redirect(url_for("login.form"), 303)
    access.prove_code(*half, request.form.get("code", ""))
    session.pop(HALF)
    return access.enter(redirect(_next(), 303), half[0])


@pages.get("/login/on")
def on() -> AnyResponse:
    """Where work begins for whoever has just logged in."""
    who = access.viewer().staff
    if who and who.roles & DESK == {"frontdesk"}:
        return redirect("/frontdesk", 303)
    if who and who.roles == {"auditor"}:
        return redirect("/admin/audit", 303)
    return redirect(url_for("desk.desk" if who and who.roles & DESK else "login.form"), 303)


@pages.post("/logout")
def log_out() -> AnyResponse:
    """End the session and free the counter. Raises CounterBusy while somebody is being served there."""
    access.csrf.protect()
    who = access.viewer().staff
    if who is not None and who.staff_id is not None:
        for office_id in who.office_ids:
            here().do(seats.sign_off, office_id, who.staff_id)
    after = "provider.go_out" if "provider" in current_app.extensions else "login.form"
    return access.log_out(redirect(url_for(after), 303))


@pages.get("/login/first")
def first_form() -> Response:
    """Where a one-time link leads: choose the first password."""
    return staff.page("desk/first.html", key=request.args.get("key", ""))


@pages.post("/login/first")
@limiter.limit(_failures, deduct_when=_has_failed)
def first() -> AnyResponse:
    access.csrf.protect()
    here().do(accounts.accept, request.form.get("key", ""), request.form.get("password", ""))
    return redirect(url_for("login.form", new=1), 303)


@pages.errorhandler(WrongPassword)
def again(error: LobbyError) -> Response:
    """The same page, with the sentence above it and the name kept."""
    if request.endpoint == "login.code":
        return staff.page("desk/code.html", None, error.status, next=_next(), problem=problems.problem(error, staff.language()))
    return _login_page(error)


@pages.errorhandler(RateLimitExceeded)
def later(_: RateLimitExceeded) -> AnyResponse:
    response = _login_page(TooMany()) if request.endpoint == "login.log_in" else problems.answer(TooMany())
    response.headers["Retry-After"] = str(TooMany.retry_after)
    return response


@pages.errorhandler(Invalid)
def other_password(error: Invalid) -> Response:
    told = problems.problem(error, staff.language())
    return staff.page("desk/first.html", None, error.status, key=request.form.get("key", ""), problem=told)


@pages.errorhandler(CounterBusy)
def first_finish(error: CounterBusy) -> Response:
    """Nobody leaves a visitor behind by logging out."""
    return staff.page("desk/busy.html", None, error.status, problem=problems.problem(error, staff.language()))


def _login_page(error: LobbyError) -> Response:
    told = problems.problem(error, staff.language())
    return staff.page("desk/login.html", None, error.status, next=_next(), login=request.form.get("login", ""), problem=told)


def _next() -> str:
    """Where to go on: a page of ours, else the desk."""
    return access.own_page(request.values.get("next", "")) or url_for("login.on")


def _half() -> tuple[int, str] | None:
    """(account, log-in) of whoever has typed the right password in this browser within the last minutes."""
    staff_id, login, at = session.get(HALF) or (0, "", 0.0)
    patience = real(here().clock, minutes=HALF_MINUTES).total_seconds()
    return (staff_id, login) if 0 <= here().clock.now().timestamp() - at <= patience else None
