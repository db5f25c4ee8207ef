"""The assistant, a page a step. The first one needs the one-time link; the others the account that it made."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.commands import beginning, offices, pairing
from lobby.domain import calendar
from lobby.domain.calendar import WEEKDAYS
from lobby.domain.errors import N_, Invalid, LobbyError, NotFound
from lobby.i18n.dates import day_and_time, weekdays
from lobby.setup import draft, plan
from lobby.store.acting import Actor, act_as
from lobby.store.tables.devices import DeviceKind
from lobby.web import access, problems, staff
from lobby.web.access import office_id
from lobby.web.limits import limiter
from lobby.web.runtime import here

STEPS = {
    "admin": N_("Anmeldung"),
    "office": N_("Behörde"),
    "hours": N_("Öffnungszeiten"),
    "services": N_("Anliegen"),
    "counters": N_("Plätze"),
    "overview": N_("Übersicht"),
    "kiosk": N_("Kiosk"),
    "ticket": N_("Erste Nummer"),
}
FORMS: dict[str, Callable[[draft.Form], Any]] = {
    "office": plan.office,
    "hours": plan.hours,
    "services": plan.services,
    "counters": plan.counters,
}
KEY = "setup-key"
GUESSES = "10/minute"
NOT_THE_SAME = N_("Die beiden Passwörter sind nicht gleich.")

pages = Blueprint("setup", __name__, template_folder="templates", static_folder="static", static_url_path="/setup/static")


@pages.get("/setup")
def begin() -> AnyResponse:
    """The link's page; for the first admin, the step at which she is."""
    if key := request.args.get("key"):
        session[KEY] = key
        return redirect(url_for("setup.begin"), 303)
    if access.viewer().staff is not None:
        return redirect(_where(), 303)
    if beginning.is_invited(here().db, session.get(KEY, "")):
        return _page("admin", login="")
    if not beginning.is_empty(here().db):
        return redirect(url_for("login.form"), 303)
    return _page("closed")


@pages.post("/setup")
@limiter.limit(GUESSES, deduct_when=lambda response: response.status_code == 404)
def make_admin() -> AnyResponse:
    access.csrf.protect()
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            raise Invalid({"again": NOT_THE_SAME})
        act_as(Actor("setup", request.remote_addr))
        here().do(beginning.first_admin, session.get(KEY, ""), login, password)
    except (Invalid, NotFound) as error:
        return _wrong("admin" if isinstance(error, Invalid) else "closed", error, login=login)
    session.pop(KEY, None)
    return access.enter(redirect("/setup/office", 303), access.prove(login, password))


@pages.get("/setup/<any(office, hours, services, counters):step>")
def form(step: str) -> AnyResponse:
    _only_at_the_beginning()
    return _page(step, form=draft.read(here().settings.data_dir).get(step))


@pages.post("/setup/<any(office, hours, services, counters):step>")
def keep(step: str) -> AnyResponse:
    _only_at_the_beginning()
    try:
        FORMS[step](request.form)
    except Invalid as error:
        return _wrong(step, error, form=request.form)
    draft.keep(here().settings.data_dir, step, request.form)
    return redirect(f"/setup/{_next(step)}", 303)


@pages.get("/setup/overview")
def overview() -> AnyResponse:
    """All that has been filled in; back to what is missing."""
    _only_at_the_beginning()
    forms = draft.read(here().settings.data_dir)
    if missing := next((step for step in FORMS if step not in forms), None):
        return redirect(f"/setup/{missing}", 303)
    return _page("overview", told={step: FORMS[step](forms[step]) for step in FORMS})


@pages.post("/setup/overview")
def create() -> AnyResponse:
    """Make the office as it was told, in one go; it is this admin's."""
    _only_at_the_beginning()
    forms = draft.read(here().settings.data_dir)
    if not set(FORMS) <= set(forms):
        return redirect("/setup/overview", 303)
    here().do(offices.load, plan.file(forms), f"staff:{access.staff_id()}")
    here().do(beginning.settle, access.staff_id(), plan.office(forms["office"])["slug"])
    draft.forget(here().settings.data_dir)
    return redirect("/setup/kiosk", 303)


@pages.get("/setup/kiosk")
def kiosk() -> AnyResponse:
    return _page("kiosk", address=f"{request.host_url}kiosk", code="", name="", office_id=office_id())


@pages.post("/setup/kiosk")
@limiter.limit(GUESSES, deduct_when=lambda response: response.status_code == 422)
def pair() -> AnyResponse:
    """Make the screen that shows this code the office's first kiosk."""
    code, name = request.form.get("code", ""), request.form.get("name", "").strip()
    try:
        here().do(pairing.add, office_id(), code, DeviceKind.KIOSK, name)
    except Invalid as error:
        return _wrong("kiosk", error, address=f"{request.host_url}kiosk", code=code, name=name)
    return redirect("/setup/ticket", 303)


@pages.get("/setup/ticket")
def ticket() -> AnyResponse:
    """Waits for the kiosk, then for the first number."""
    office, day = here().day(office_id())
    kiosks = [device for device in here().devices(office.id) if device.kind is DeviceKind.KIOSK]
    first = min(day.tickets.values(), key=lambda drawn: drawn.id, default=None)
    opens = calendar.next_opening(office, here().clock.now())
    closed = not calendar.accepts_walk_ins(office, here().clock.now())
    return _page(
        "ticket",
        number=first.number if first else None,
        is_here=any(kiosk.is_here for kiosk in kiosks),
        is_closed=closed,
        opens=day_and_time(calendar.local(office, opens), staff.language()) if closed and opens else None,
    )


def _only_at_the_beginning() -> None:
    if beginning.is_begun(here().db):
        abort(redirect(_where(), 303))


def _where() -> str:
    if beginning.is_begun(here().db):
        return "/admin/devices"
    forms = draft.read(here().settings.data_dir)
    return f"/setup/{next((step for step in FORMS if step not in forms), 'overview')}"


def _next(step: str) -> str:
    """The step behind this one; back to the overview for whoever came from there."""
    steps = list(STEPS)
    return "overview" if request.args.get("then") == "overview" else steps[steps.index(step) + 1]


def _page(step: str, **context: Any) -> Response:
    return staff.page(
        f"setup/{step}.html",
        steps=STEPS,
        step=step,
        plan=plan,
        weekdays=dict(zip(WEEKDAYS, weekdays(staff.language()), strict=True)),
        **({"form": None} | context),
    )


def _wrong(step: str, error: LobbyError, **context: Any) -> Response:
    """The page again, with what was typed, and beside each field what is wrong with it."""
    response = _page(step, problem=problems.problem(error, staff.language()), **context)
    response.status_code = error.status
    return response
