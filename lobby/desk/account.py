"""One's own account: password, second step at log-in, sessions, API tokens."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.commands import secondstep, sessions, tokens
from lobby.commands import staff as accounts
from lobby.commands.tokens import Wanted
from lobby.domain.errors import N_, Invalid, LobbyError, WrongPassword
from lobby.i18n.dates import day_and_time
from lobby.web import access, problems, qr, rights, staff
from lobby.web.access import holder, staff_id
from lobby.web.limits import limiter
from lobby.web.runtime import here

SAID = {
    "password": N_("Das neue Passwort gilt. Andere Sitzungen sind beendet."),
    "ended": N_("Die Sitzung ist beendet."),
    "others": N_("Alle anderen Sitzungen sind beendet."),
    "off": N_("Der zweite Schritt ist ausgeschaltet."),
    "revoked": N_("Der Zugang ist gesperrt."),
}


pages = Blueprint("account", __name__, template_folder="templates")
few_failures = limiter.limit(
    lambda: f"{here().settings.login_failures_per_minute}/minute", deduct_when=lambda answer: answer.status_code == 422
)


@pages.app_template_global()
def moment(instant: datetime, time_zone: str) -> str:
    """An instant as the office's clock and calendar say it, in the page's language."""
    return day_and_time(instant.astimezone(ZoneInfo(time_zone)), staff.language())


@pages.get("/account")
def shown() -> Response:
    return _page()


@pages.post("/account/stay")
def stay() -> AnyResponse:
    """Somebody is there: being let in has begun the time anew."""
    return Response(status=204)


@pages.post("/account/password")
@few_failures
def change_password() -> AnyResponse:
    try:
        access.prove(holder().login, request.form.get("old", ""))
    except WrongPassword as error:
        raise Invalid({"old": error.message}) from None
    here().do(accounts.set_password, staff_id(), request.form.get("password", ""), holder().key_id)
    return _back("password")


@pages.post("/account/sessions/<int(max=2147483647):session>/end")
def end_session(session: int) -> AnyResponse:
    here().do(sessions.end, staff_id(), session)
    return _back("ended")


@pages.post("/account/sessions/end-others")
def end_others() -> AnyResponse:
    here().do(sessions.end_all, staff_id(), holder().key_id)
    return _back("others")


@pages.get("/account/second-step")
def second_step() -> AnyResponse:
    return _second_step_page()


@pages.post("/account/second-step")
def begin_second_step() -> AnyResponse:
    """Make the secret that the page then shows."""
    access.require_recent()
    here().do(secondstep.begin, staff_id())
    return redirect(url_for("account.second_step"), 303)


@pages.post("/account/second-step/confirm")
@few_failures
def confirm_second_step() -> AnyResponse:
    try:
        codes = here().do(secondstep.confirm, staff_id(), request.form.get("code", ""))
    except WrongPassword as error:
        return _second_step_page(422, wrong=error.message)
    return staff.page("desk/recovery.html", codes=codes)


@pages.post("/account/second-step/off")
def end_second_step() -> AnyResponse:
    access.require_recent()
    here().do(secondstep.reset, holder().login)
    return _back("off")


@pages.post("/account/tokens")
def add_token() -> AnyResponse:
    """A new token, shown in the answer and never again."""
    access.require_recent()
    form = request.form
    days = form.get("days", type=int) if form.get("days") else None
    wanted = Wanted(form.get("name", "").strip(), tuple(form.getlist("scope")), days)
    if unknown := set(wanted.scopes) - set(rights.SCOPES):
        raise Invalid({"scope": ", ".join(sorted(unknown))[:80]})
    if not wanted.name:
        raise Invalid({"name": N_("Diese Angabe fehlt.")})
    return staff.page("desk/token.html", secret=here().do(accounts.token, holder().login, wanted), name=wanted.name)


@pages.post("/account/tokens/<int(max=2147483647):token>/revoke")
def revoke_token(token: int) -> AnyResponse:
    here().do(tokens.revoke, staff_id(), token)
    return _back("revoked")


@pages.errorhandler(Invalid)
def said_beside_it(error: LobbyError) -> Response:
    response = _page(problem=problems.problem(error, staff.language()))
    response.status_code = error.status
    return response


def _back(said: str) -> AnyResponse:
    return redirect(url_for("account.shown", said=said), 303)


def _page(**context: Any) -> Response:
    me, db = holder(), here().db
    office = here().office(me.office_ids[0]) if me.office_ids else None
    return staff.page(
        "desk/account.html",
        office,
        this=me.key_id,
        sessions=sessions.listed(db, staff_id()),
        tokens=tokens.listed(db, staff_id()),
        scopes=rights.scopes_for(me.roles),
        time_zone=office.time_zone if office else "UTC",
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        form=request.form,
        **context,
    )


def _second_step_page(status: int = 200, **context: Any) -> Response:
    offered = secondstep.offered(here().db, staff_id())
    code = qr.code(offered[1]) if offered else None
    secret = " ".join(offered[0][at : at + 4] for at in range(0, len(offered[0]), 4)) if offered else ""
    is_wanted = access.needs_second_step(holder())
    return staff.page("desk/second_step.html", None, status, code=code, secret=secret, is_wanted=is_wanted, **context)
