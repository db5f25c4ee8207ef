"""The kiosk's pages, one after the other: language, service, what to bring, ticket. Each works without scripts."""

import secrets
from typing import Any

from flask import Blueprint, Response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from kiosk import ears, modes, tongues
from lobby.boards.view import JSON
from lobby.domain import numbers
from lobby.domain.appointments import LONGEST_CODE
from lobby.domain.errors import N_, AppointmentUnknown, Forbidden, LobbyError, NotFound, Unauthenticated
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, pick
from lobby.store import printers as store
from lobby.store.tables.devices import DeviceKind
from lobby.web import pairing, problems, qr
from lobby.web.access import allow, holder, office_id
from lobby.web.api import models
from lobby.web.api.tickets import drawn_for
from lobby.web.pages import render
from lobby.web.runtime import here

LOST = N_("Keine Verbindung zum Server. Bitte warten Sie: Es geht von selbst weiter.")
LOST_BRIEFLY = N_("Keine Verbindung. Bitte warten Sie.")
WELCOME = N_("Willkommen")
APPOINTMENT = N_("Ich habe einen Termin")
CHECK_UNTIL = "check_until"  # in the session: the self-check is open
BACK = "back"  # the key that takes the last sign away

pages = Blueprint("kiosk", __name__, template_folder="templates", static_folder="static", static_url_path="/kiosk/static")
pages.add_app_template_global(N_, "N_")


@pages.get("/kiosk")
@allow("kiosk")
def start() -> Response:
    """Choose a language. Shown in the office's first one, and in all of them at once. A self-check ends here."""
    session.pop(CHECK_UNTIL, None)
    office = here().office(office_id())
    language = office.languages[0]
    board = _board(office, language)
    if not board["accepts_walk_ins"]:
        return _closed(office, board, language, is_start=True)
    offered = here().languages(office)
    spoken = [LANGUAGES[code] for code in offered]
    return page("kiosk/start.html", office, language, board, spoken=spoken, welcome=tongues.said(WELCOME, offered))


@pages.get("/kiosk/<language>")
@allow("kiosk")
def services(language: str) -> Response:
    """Choose a service."""
    office = _office(language)
    board = _board(office, language)
    if not board["accepts_walk_ins"]:
        return _closed(office, board, language)
    return page("kiosk/services.html", office, language, board, key=secrets.token_urlsafe(24))


@pages.get("/kiosk/appointment")
@allow("kiosk")
def tongue() -> Response:
    """Choose a language before a code is typed."""
    return _tongue(here().office(office_id()))


@pages.get("/kiosk/appointment/<language>")
@allow("kiosk")
def appointment(language: str) -> Response:
    """Type or scan the code of an appointment."""
    return _code(_office(language), language)


@pages.post("/kiosk/appointment")
@allow("kiosk")
def check_in() -> AnyResponse:
    """Draw for the appointment whose code was typed or scanned, in the language chosen, which is asked for where it is not.

    A key of the screen adds its sign, where no script does. Raises what `commands.tickets.draw` raises.
    """
    office = here().office(office_id())
    code, language, press = (request.form.get(name, "") for name in ("code", "language", "press"))
    if language not in office.languages:
        return _tongue(office, code)
    if press:
        return _code(office, language, code[:-1] if press == BACK else code + press)
    service = here().booked_service(office, code)
    if service is None:
        raise AppointmentUnknown()
    return _drawn(language, service=service.slug, appointment=code)


@pages.get("/kiosk/<language>/<service>")
@allow("kiosk")
def bring(language: str, service: str) -> Response:
    """See what to bring, then draw. The key is made here: once per choice, so that a double tap draws one ticket."""
    office = _office(language)
    board = _board(office, language)
    offered = next((each for each in board["services"] if each["slug"] == service), None)
    known = office.service(service)
    if offered is None or known is None:
        raise NotFound()
    papers = pick(known.bring, language) if known.bring else []
    return page("kiosk/bring.html", office, language, board, service=offered, papers=papers, key=secrets.token_urlsafe(24))


@pages.post("/kiosk/<language>/draw")
@allow("kiosk")
def draw(language: str) -> AnyResponse:
    """Draw, and show the ticket. Raises what `commands.tickets.draw` raises."""
    _office(language)
    return _drawn(language, service=request.form.get("service", ""))


@pages.get("/kiosk/<language>/ticket/<token>")
@allow("kiosk")
def ticket(language: str, token: str) -> Response:
    """The number, large; whether paper comes; and the QR code for the phone."""
    office = _office(language)
    found_office, ticket_id = here().ticket_id(token)
    if found_office != office.id:
        raise NotFound()
    topic = f"{office.slug}/ticket/{token}"
    board = here().board("ticket", office.id, str(ticket_id), language, inside=True, topic=topic)
    address = here().public_url(office)
    code = qr.code(f"{address}/t/{token}") if address else None
    is_late = board["slip"] == "queued" and _is_printer_down(office)
    said = numbers.spoken(board["number"])
    return page("kiosk/ticket.html", office, language, board, code=code, is_late=is_late, spoken=said)


def _is_printer_down(office: Office) -> bool:
    """Whether this kiosk's printer has said that it cannot print, and no other one stands in."""
    runtime = here()
    with runtime.db.snapshot() as session:
        kiosk = next((each for each in store.kiosks(session, office.id) if each.id == holder().device_id), None)
    known = {printer.id: printer for printer in runtime.printers(office.id)}
    own, other = (known.get(id_ or 0) for id_ in (kiosk.printer_id, kiosk.fallback_id)) if kiosk else (None, None)
    return own is not None and own.is_down and own.said_at is not None and (other is None or other.is_down)


@pages.errorhandler(LobbyError)
def refused(error: LobbyError) -> AnyResponse:
    """What went wrong, in the visitor's language; a machine without its key shows a code, by which staff add it."""
    if pairing.is_wanted(error):
        return pairing.shown(DeviceKind.KIOSK)
    if isinstance(error, (Unauthenticated, Forbidden)):
        response = render("kiosk/unknown.html", problems.language())
        response.status_code = 401
        return response
    office = here().office(office_id())
    chosen = _chosen()
    language = chosen if chosen in office.languages else office.languages[0]
    problem = problems.problem(error, language)
    response = page("kiosk/refused.html", office, language, _board(office, language), problem=problem)
    response.status_code = error.status
    return response


@pages.errorhandler(CSRFError)
def stale(_: CSRFError) -> AnyResponse:
    """The form is older than the browser's session: begin anew."""
    return redirect(url_for("kiosk.start"), 303)


def _drawn(language: str, **choice: str) -> AnyResponse:
    try:
        body = models.DrawBody(language=language, **choice)  # type: ignore[arg-type]
    except ValidationError as error:
        raise problems.invalid(error) from None
    drawn = drawn_for(body, request.form.get("key", ""))
    return redirect(url_for("kiosk.ticket", language=language, token=drawn.token), 303)


def _chosen() -> str:
    """The language that the visitor chose, in the address or in the form."""
    return str((request.view_args or {}).get("language", "") or request.form.get("language", ""))


def _tongue(office: Office, code: str = "") -> Response:
    language, spoken = office.languages[0], [LANGUAGES[each] for each in here().languages(office)]
    words = {"spoken": spoken, "welcome": tongues.said(APPOINTMENT, office.languages)}
    return page("kiosk/tongue.html", office, language, _board(office, language), **words, code=code, key=secrets.token_urlsafe(24))


def _code(office: Office, language: str, code: str = "") -> Response:
    board = _board(office, language)
    return page("kiosk/appointment.html", office, language, board, code=code[:LONGEST_CODE], key=secrets.token_urlsafe(24))


def _office(language: str) -> Office:
    """The kiosk's office. Raises NotFound for a language that it does not offer."""
    office = here().office(office_id())
    if language not in office.languages:
        raise NotFound()
    return office


def _board(office: Office, language: str) -> JSON:
    return here().board("kiosk", office.id, "", language, inside=True)


def _closed(office: Office, board: JSON, language: str, is_start: bool = False) -> Response:
    """No numbers now: said in all languages, with the next opening."""
    said = tongues.closed(office, board["open"], here().clock.now(), first=language)
    appointment = tongues.said(APPOINTMENT, office.languages if is_start else [language])
    return page("kiosk/closed.html", office, language, board, closed=said, is_start=is_start, appointment=appointment)


def page(template: str, office: Office, language: str, board: JSON, **context: Any) -> Response:
    """A page with its board. Nobody has chosen a language on the first page, so it tells a lost server in all of them."""
    if board["evacuation"]:
        template = "kiosk/evacuation.html"
    lost = tongues.said(LOST, [language]) if _chosen() else tongues.said(LOST_BRIEFLY, office.languages)
    heard, on = ears.of(office, language, here().voice.languages, here().settings.speech_keys), modes.of(request)
    told = {"is_demo": office.is_demo, "time_zone": office.time_zone, "lost": lost, "ears": heard, "on": on, "modes": modes.bar(on)}
    return modes.keep(request, render(template, language, board=board, **told, **context))
