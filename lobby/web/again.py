"""The page that asks for the password once more before something dangerous (`access.require_recent`), and then goes on with it."""

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.domain.errors import Forbidden
from lobby.store.tables.staff import KeyKind
from lobby.web import access, problems, staff
from lobby.web.access import PROOF, ProofNeeded
from lobby.web.limits import limiter
from lobby.web.runtime import here

pages = Blueprint("again", __name__)


def ask(needed: ProofNeeded) -> AnyResponse:
    """What was sent stands in the page, and is sent anew with the password; a page that was asked for is opened afterwards."""
    if request.path.startswith("/api/"):
        return problems.answer(Forbidden())
    if needed.second_step:
        return redirect("/account/second-step", 303)
    sent = (
        [] if request.method == "GET" else [each for each in request.form.items(multi=True) if each[0] not in ("csrf_token", PROOF)]
    )
    way_on = request.full_path.rstrip("?")
    if request.method == "GET":
        sent, action = [("next", way_on)], "/login/again"
    else:
        action = way_on
    by_provider = not access.holder().has_password and "provider" in current_app.extensions
    page = request.full_path.rstrip("?") if request.method == "GET" else "/".join(request.path.split("/")[:3])
    wrong = problems.problem(needed.wrong, staff.language()) if needed.wrong else None
    return staff.page("again.html", None, 401 if wrong else 403, action=action, sent=sent, wrong=wrong, page=by_provider and page)


@pages.post("/login/again")
@limiter.limit(lambda: f"{here().settings.login_failures_per_minute}/minute", deduct_when=lambda answer: answer.status_code == 401)
def prove() -> AnyResponse:
    if access.holder().kind is KeyKind.SESSION:
        access.prove_again(request.form.get(PROOF, ""))
    return redirect(access.own_page(request.form.get("next", "")) or "/account", 303)
