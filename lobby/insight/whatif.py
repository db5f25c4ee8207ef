"""The page of what-ifs: choose days, change who sits where and some rules, and see what it would have changed."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lobby.boards.view import counter_name
from lobby.commands import simulations, whatiffile
from lobby.commands.simulations import RUNNING, Simulation
from lobby.domain import calendar
from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.i18n import dates, language_name, pick, texts
from lobby.insight import frame, whatifform
from lobby.insight.whatifform import Form
from lobby.insight.whatifresult import Shown, shown_of
from lobby.web import problems, simulating, staff
from lobby.web.access import office_id
from lobby.web.runtime import here

BACK = timedelta(days=28)
STATES = {
    "stopped": N_("Die Berechnung wurde abgebrochen."),
    "lost": N_("Die Berechnung ist abgebrochen: Ihr Prozess lebt nicht mehr. Bitte noch einmal beginnen."),
    "failed": N_("Die Berechnung ist gescheitert. Die Technik findet den Grund im Protokoll."),
}
"""How a what-if can end without a result."""

pages = Blueprint("insight-whatif", __name__)


@pages.get("/insight/what-if")
def shown() -> Response:
    """The form as it was last asked, or for other days (`?first=`, `?last=`, `?weekday=` again and again); and the last result."""
    office = here().office(office_id())
    last = simulations.last(here().db, office.id)
    asked = last.asked if last is not None and not request.args.get("first") else {}
    return _page(office, _form(office, asked), last)


@pages.post("/insight/what-if")
def begin() -> AnyResponse:
    """Begin what was typed. What is wrong is said beside its field, and all stays as typed."""
    office = here().office(office_id())
    try:
        simulating.start(here(), office.id, whatiffile.checked(whatifform.order(office, request.form)))
    except LobbyError as error:
        told = problems.problem(error, staff.language())
        form = whatifform.typed(office, request.form, _known(office, request.form))
        response = _page(office, form, simulations.last(here().db, office.id), told)
        response.status_code = error.status
        return response
    return redirect(url_for(".shown", office=office.slug) + "#result", 303)


@pages.post("/insight/what-if/stop")
def stop() -> AnyResponse:
    """End the one that runs."""
    office = here().office(office_id())
    last = simulations.last(here().db, office.id)
    if last is not None:
        here().do(simulations.stop, office.id, last.id)
    return redirect(url_for(".shown", office=office.slug) + "#result", 303)


@pages.get("/insight/what-if/progress")
def progress() -> dict[str, Any]:
    """How far the last one is, for a page that looks now and then."""
    last = simulations.last(here().db, office_id())
    return {"running": last is not None and last.state == RUNNING, "percent": last.percent if last is not None else 0}


def _form(office: Office, asked: dict[str, Any]) -> Form:
    today = calendar.local_date(office, here().clock.now())
    days = asked.get("days") or {}
    first = request.args.get("first") or days.get("first") or str(today - BACK)
    last = request.args.get("last") or days.get("last") or str(today - timedelta(days=1))
    weekdays = request.args.getlist("weekday") or days.get("weekdays") or list(calendar.WEEKDAYS)
    chosen = {"first": first, "last": last, "weekday": weekdays}
    return here().work.compute(whatifform.asked, here().db, office, chosen, asked)


def _known(office: Office, typed: Any) -> Form:
    """The same days as typed, as they were."""
    chosen = {"first": typed.get("first", ""), "last": typed.get("last", ""), "weekday": typed.getlist("weekday")}
    return here().work.compute(whatifform.asked, here().db, office, chosen, {})


def _page(office: Office, form: Form, last: Simulation | None, problem: dict[str, Any] | None = None) -> Response:
    result = _result(office, last)
    state = _ended(last) if last is not None else None
    about = {"form": form, "last": last, "result": result, "state": state, "problem": problem}
    return frame.page("insight/whatif.html", office, **about, **_words(office))


def _words(office: Office) -> dict[str, Any]:
    """What the form's rows and columns are called."""
    language = staff.language()
    return {
        "counters": _counters(office),
        "services": {each.slug: pick(each.name, language) for each in office.services.values()},
        "spoken": {code: language_name(code, language) for code in office.languages},
        "weekdays": dict(zip(calendar.WEEKDAYS, dates.weekdays(language), strict=True)),
        "error_of": error_of,
    }


def error_of(problem: dict[str, Any] | None, *places: str) -> str | None:
    """What is wrong at one of these places, or below them."""
    errors = (problem or {}).get("errors", {}).items()
    return next((said for place, said in errors if any(place == each or place.startswith(f"{each}.") for each in places)), None)


def _result(office: Office, last: Simulation | None) -> Shown | None:
    if last is None or not last.result:
        return None
    return shown_of(office, last.result, _counters(office), staff.language())


def _counters(office: Office) -> dict[str, str]:
    """What each counter is called here, in the office's order."""
    view = here().view(office.id, "", staff.language())
    return {counter.slug: counter_name(view, counter) for counter in office.counters.values()}


def _ended(last: Simulation) -> str | None:
    """What is said of one that has no result."""
    gettext = texts(staff.language()).gettext
    if last.problem:
        return gettext(last.problem["message"], **last.problem["params"])
    return gettext(STATES[last.state]) if last.state in STATES else None
