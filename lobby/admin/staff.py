"""Accounts: who works in the offices of the admin who asks; new ones by a one-time link, changed, locked, never deleted."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import frame
from lobby.commands import people
from lobby.domain.errors import N_, Invalid, LobbyError
from lobby.i18n import pick
from lobby.web import staff
from lobby.web.access import holder, office_id, require_recent
from lobby.web.runtime import here

ROLES = {
    "caseworker": N_("Sachbearbeitung"),
    "frontdesk": N_("Servicepunkt"),
    "lead": N_("Leitung"),
    "admin": N_("Verwaltung"),
    "auditor": N_("Revision"),
}
SAID = {
    "changed": N_("Rollen und Ämter sind geändert."),
    "locked": N_("Der Zugang ist gesperrt."),
    "unlocked": N_("Der Zugang ist wieder offen."),
    "signed-out": N_("Alle Sitzungen sind beendet."),
    "reset": N_("Der zweite Schritt ist ausgeschaltet."),
}
ACTS = {
    "lock": (people.lock, "locked"),
    "unlock": (people.unlock, "unlocked"),
    "sign-out": (people.sign_out, "signed-out"),
    "reset": (people.forget_second_step, "reset"),
}

pages = Blueprint("admin-staff", __name__, template_folder="templates")


@pages.get("/admin/staff")
def listed() -> Response:
    return _page()


@pages.post("/admin/staff")
def add() -> AnyResponse:
    """A new account: its one-time link is shown in the answer, and never again."""
    require_recent()
    login = request.form.get("login", "").strip()
    secret = here().do(people.invite, holder().office_ids, login, *_chosen())
    return _page(link=_link(secret), login=login)


@pages.post("/admin/staff/<int(max=2147483647):person>")
def change(person: int) -> AnyResponse:
    """What the pressed button says. Raises Invalid where it says nothing that is known."""
    require_recent()
    act, mine = request.form.get("act", ""), holder().office_ids
    if act == "link":
        secret = here().do(people.new_link, person, mine)
        return _page(link=_link(secret), login=next(each.login for each in people.listed(here().db, mine) if each.id == person))
    if act == "change":
        here().do(people.change, mine, person, *_chosen())
        return _back("changed")
    if act not in ACTS:
        raise Invalid({"act": Invalid.message})
    command, said = ACTS[act]
    here().do(command, person, mine)
    return _back(said)


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, _page)


def _chosen() -> tuple[list[str], set[int]]:
    """The ticked roles and offices; who looks after one office alone is not asked for it."""
    mine, asked = holder().office_ids, set(request.form.getlist("office_id", type=int))
    return sorted(set(request.form.getlist("role"))), asked if len(mine) > 1 else set(mine)


def _link(secret: str) -> str:
    base = here().settings.public_url or request.host_url.rstrip("/")
    return f"{base}{url_for('login.first_form')}?key={secret}"


def _back(said: str) -> AnyResponse:
    return redirect(url_for("admin-staff.listed", office=request.args.get("office"), said=said), 303)


def _page(**context: Any) -> Response:
    runtime, mine = here(), holder().office_ids
    language = staff.language()
    return frame.page(
        "admin/staff.html",
        runtime.office(office_id()),
        people=people.listed(runtime.db, mine),
        my_id=holder().staff_id,
        roles=ROLES,
        offices={each: pick(runtime.office(each).name, language) for each in mine},
        said=SAID.get(request.args.get("said", "")) if request.method == "GET" else None,
        form=request.form if "problem" in context else {},
        **context,
    )
