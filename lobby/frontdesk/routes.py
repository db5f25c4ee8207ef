"""The front desk's page, and all that is done there as plain forms; scripts send the same forms without leaving the page."""

import re
import secrets
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from lobby.boards import frontdesk as boards
from lobby.boards.view import JSON
from lobby.commands import frontdesk, printers, seats, slips
from lobby.domain import numbers
from lobby.domain.errors import N_, Invalid, KeyReused, LobbyError, NoSuchNumber, NotFound
from lobby.domain.needs import NEEDS
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, pick, texts
from lobby.web import problems, qr, staff
from lobby.web.access import holder, names_office, office_id
from lobby.web.api import models
from lobby.web.api.tickets import drawn_for, printer_id
from lobby.web.runtime import here
from lobby.web.verbs import VERBS, from_form

SAID = {
    "drawn": N_("Nummer {number} ist gezogen."),
    "settled": N_("Erledigt: {service}. Heute: {count}."),
    "paused": N_("Angehalten: {service}"),
    "all-clear": N_("Die Räumung ist beendet. Die Warteschlange geht weiter, wo sie stand."),
    "roll": N_("Die neue Rolle zählt ab jetzt."),
    "resumed": N_("Es gibt wieder Nummern: {service}"),
}
VERBS_HERE = ("transfer", "note", "withdraw", "reinstate")
NUMBER = re.compile(r"([A-Z])[ -]*0*([0-9]{1,3})")

pages = Blueprint("frontdesk", __name__, template_folder="templates", static_folder="static", static_url_path="/frontdesk/static")


@pages.app_template_global()
def need_words() -> dict[str, str]:
    """Need → its sentence, to be translated where it is shown."""
    return NEEDS


@pages.app_template_global()
def printer_states() -> dict[str, str]:
    """A printer's state → its words, to be translated where they are shown."""
    return boards.PRINTER_STATES


@pages.get("/frontdesk")
def page() -> Response:
    """The house at a glance; `?number=` or `?ticket=` shows a ticket, `?said=` what has just been done."""
    asked = request.args.get("number", "").strip()
    if not asked:
        return _shown(request.args.get("ticket", type=int))
    return _shown(_ticket_id(asked))


@pages.get("/frontdesk/tickets/<int(max=2147483647):ticket_id>")
def ticket(ticket_id: int) -> Response:
    """The part of the page that shows one ticket, as it is now."""
    office = here().office(office_id())
    return staff.page("frontdesk/found.html", office, **_common(office), found=_found(office, ticket_id))


@pages.post("/frontdesk/tickets")
def draw() -> AnyResponse:
    """Draw for somebody. The key is made with the form: a double click draws one ticket."""
    return _draw(request.form.get("appointment", "").strip() or None, request.form.get("service", ""))


@pages.post("/frontdesk/appointments/<service>/<path:code>")
def check_in(service: str, code: str) -> AnyResponse:
    """Somebody with an appointment is here: she gets her number."""
    return _draw(code, service)


@pages.post("/frontdesk/tickets/<int(max=2147483647):ticket_id>/slip")
def reprint(ticket_id: int) -> AnyResponse:
    where = printer_id(request.form.get("printer") or None)
    here().do(slips.reprint, office_id(), _by(), ticket_id, where)
    return _back(ticket=ticket_id)


@pages.post("/frontdesk/tickets/<int(max=2147483647):ticket_id>/<verb>")
def go_on(ticket_id: int, verb: str) -> AnyResponse:
    if verb not in VERBS_HERE:
        raise NotFound()
    command, told = VERBS[verb]
    try:
        said = from_form(told, request.form.to_dict())
    except ValidationError as error:
        raise problems.invalid(error) from None
    here().do(command, office_id(), holder().staff_id, ticket_id, **said)
    return _back(ticket=ticket_id)


@pages.post("/frontdesk/services/<service>/settled")
def settle(service: str) -> AnyResponse:
    count = here().do(frontdesk.settle, office_id(), holder().staff_id or 0, service)
    return _back(said="settled", service=service, count=count)


@pages.post("/frontdesk/pause")
def pause() -> AnyResponse:
    service, reason = request.form.get("service", ""), request.form.get("reason") or None
    here().do(frontdesk.pause_service, office_id(), holder().staff_id or 0, service, reason)
    return _back(said="paused", service=service)


@pages.post("/frontdesk/services/<service>/resume")
def resume(service: str) -> AnyResponse:
    here().do(frontdesk.resume_service, office_id(), holder().staff_id or 0, service)
    return _back(said="resumed", service=service)


@pages.post("/frontdesk/evacuation")
def evacuate() -> AnyResponse:
    if request.form.get("confirm") != "true":
        raise Invalid({"confirm": N_("Bitte bestätigen Sie.")})
    here().do(frontdesk.evacuate, office_id(), holder().staff_id or 0)
    return _back()


@pages.post("/frontdesk/all-clear")
def all_clear() -> AnyResponse:
    here().do(frontdesk.all_clear, office_id(), holder().staff_id or 0)
    return _back(said="all-clear")


@pages.post("/frontdesk/panics/<counter>/coming")
def coming(counter: str) -> AnyResponse:
    here().do(seats.coming, office_id(), holder().staff_id or 0, counter)
    return _back()


@pages.post("/frontdesk/printers/<int(max=2147483647):printer>/roll")
def new_roll(printer: int) -> AnyResponse:
    here().do(printers.new_roll, office_id(), printer)
    return _back(said="roll")


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    """What is refused leaves everything where it is, with the reason beside it."""
    if "holder" not in g or not names_office():
        return problems.answer(error)
    about = (request.view_args or {}).get("ticket_id")
    return _shown(None if isinstance(error, NotFound) else about, error)


def _draw(appointment: str | None, service: str) -> AnyResponse:
    form = request.form
    told: JSON = {
        "service": service,
        "language": form.get("language", ""),
        "needs": form.getlist("needs"),
        "appointment": appointment,
    }
    told |= {"party_size": form.get("party_size") or 1, "printer": form.get("printer") or None}
    try:
        body = models.DrawBody.model_validate(told, strict=False)
    except ValidationError as error:
        raise problems.invalid(error) from None
    return _back(ticket=drawn_for(body, form.get("key", "")).ticket_id, said="drawn")


def _back(**told: Any) -> AnyResponse:
    return redirect(url_for("frontdesk.page", office=request.args.get("office"), **told), 303)


def _by() -> str:
    return holder().name


def _ticket_id(asked: str) -> int:
    """Today's ticket of a number as people type it: `A012`, `a12`. Raises NoSuchNumber."""
    typed = NUMBER.fullmatch(asked.upper())
    wanted = numbers.number(typed[1], int(typed[2])) if typed else asked
    _, day = here().day(office_id())
    found = next((each.id for each in day.tickets.values() if each.number == wanted), None)
    if found is None:
        raise NoSuchNumber(number=wanted[:12])
    return found


def _shown(ticket_id: int | None, error: LobbyError | None = None) -> Response:
    office = here().office(office_id())
    board = here().board("frontdesk", office.id, "", staff.language(), inside=True)
    known = ticket_id is not None and ticket_id in here().day(office.id)[1].tickets
    problem = problems.problem(error, staff.language()) if error else None
    status = error.status if error else 200
    key = (request.form.get("key") if error and not isinstance(error, KeyReused) else None) or secrets.token_urlsafe(24)
    found = _found(office, ticket_id or 0) if known else None
    said = _said(office, found["number"] if found else "")
    shown = {"board": board, "found": found, "key": key, "problem": problem, "said": said}
    return staff.page("frontdesk/page.html", office, status, **_common(office), **shown)


def _said(office: Office, number: str) -> str:
    """What has just been done, in words; nothing where the address does not say it, or says nonsense."""
    words, service = texts(staff.language()), office.service(request.args.get("service", ""))
    sentence = SAID.get(request.args.get("said", "")) if request.method == "GET" else None
    if sentence is None or ("{service}" in sentence and service is None):
        return ""
    name = pick(service.name, staff.language()) if service else ""
    return words.gettext(sentence, service=name, number=number, count=request.args.get("count", 1, type=int))


def _common(office: Office) -> JSON:
    """What the page and the part of it that shows a ticket need."""
    form, words = request.form, staff.language()
    return {
        "may_act": "frontdesk" in holder().roles,
        "spoken": [LANGUAGES[code] for code in office.languages],
        "services": [{"slug": each.slug, "name": pick(each.name, words)} for each in office.services.values()],
        "printers": [each.name for each in here().printers(office.id)],
        "chosen": {name: form.get(name, usual) for name, usual in (("language", office.languages[0]), ("party_size", "1"))},
        "needed": form.getlist("needs"),
    }


def _found(office: Office, ticket_id: int) -> JSON:
    """One ticket as staff see it, and its code for the phone. Raises NotFound."""
    view = here().view(office.id, str(ticket_id), staff.language(), inside=True)
    token, address = here().token(ticket_id), here().public_url(office)
    code = qr.code(f"{address}/t/{token}") if token and address else None
    topic = f"{office.slug}/ticket/{token}" if token else None
    return boards.ticket(view) | {"code": code, "topic": topic}
