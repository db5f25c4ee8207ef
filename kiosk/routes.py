"""The kiosk's pages, one after the other: language, concern, what to bring, ticket. Each works without scripts."""

import secrets
from typing import Any

from flask import Blueprint, Response, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from kiosk import ears, modes, tongues
from lobby.boards.view import JSON
from lobby.domain import concerns, numbers
from lobby.domain.appointments import LONGEST_CODE
from lobby.domain.errors import N_, AppointmentUnknown, Forbidden, LobbyError, NotFound, Unauthenticated
from lobby.domain.needs import NEEDS
from lobby.domain.office import Office, Service
from lobby.i18n import LANGUAGES, pick
from lobby.store import printers as store
from lobby.store.tables.devices import DeviceKind
from lobby.web import pairing, problems, qr
from lobby.web.access import holder, names_office, office_id
from lobby.web.api import models
from lobby.web.api.tickets import drawn_for
from lobby.web.pages import render
from lobby.web.runtime import here

LOST = N_("Keine Verbindung zum Server. Bitte warten Sie: Es geht von selbst weiter.")
LOST_BRIEFLY = N_("Keine Verbindung. Bitte warten Sie.")
WELCOME = N_("Willkommen")
APPOINTMENT = N_("Ich habe einen Termin")
NEEDED = "needs"  # in the session: what this visitor needs
CHECK_UNTIL = "check_until"  # in the session: the self-check is open
AT_ONCE = "Lobby-At-Once"  # a header: the page's script takes the ticket as the answer, without asking for it once more
BACK = "back"  # the key that takes the last sign away

pages = Blueprint("kiosk", __name__, template_folder="templates", static_folder="static", static_url_path="/kiosk/static")
pages.add_app_template_global(N_, "N_")


@pages.get("/kiosk")
def start() -> Response:
    """Choose a language. Shown in the office's first one, and in all of them at once. A self-check ends here."""
    session.pop(CHECK_UNTIL, None)
    session.pop(NEEDED, None)
    office = here().office(office_id())
    language = office.languages[0]
    board = board_of(office, language)
    if not board["accepts_walk_ins"]:
        return _closed(office, board, language, is_start=True)
    offered = here().languages(office)
    spoken = [LANGUAGES[code] for code in offered]
    return page("kiosk/start.html", office, language, board, spoken=spoken, welcome=tongues.said(WELCOME, offered))


@pages.get("/kiosk/<language>")
def services(language: str) -> Response:
    """Choose a concern, on the `level` asked for; an office that changed may have fewer of them now."""
    office = office_in(language)
    board = board_of(office, language)
    if not board["accepts_walk_ins"]:
        return _closed(office, board, language)
    level = request.args.get("level", 0, type=int)
    level = level if 0 <= level < len(board["levels"]) else 0
    return page("kiosk/services.html", office, language, board, level=level, key=new_key())


@pages.get("/kiosk/appointment")
def tongue() -> Response:
    """Choose a language before a code is typed."""
    return _tongue(here().office(office_id()))


@pages.get("/kiosk/appointment/<language>")
def appointment(language: str) -> Response:
    """Type or scan the code of an appointment."""
    return _code(office_in(language), language)


@pages.post("/kiosk/appointment")
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
    return _drawn(office, language, service=service.slug, appointment=code)


@pages.get("/kiosk/<language>/<service>")
def bring(language: str, service: str) -> Response:
    """What to bring, how many wait, and draw. The key is made here, once per choice: a double tap draws one ticket."""
    office = office_in(language)
    known, offered, board = chosen(office, language, service)
    papers = pick(known.bring, language) if known.bring else []
    told = {"service": offered, "papers": papers, "level": concerns.level_of(office, known), "advice": advice_of(office, board)}
    return page("kiosk/bring.html", office, language, board, **told, key=new_key())


@pages.post("/kiosk/<language>/draw")
def draw(language: str) -> AnyResponse:
    """Draw, and show the ticket; where it takes long, only for who wants to wait. Raises what `commands.tickets.draw` raises."""
    office = office_in(language)
    asked, needs = request.form.get("service", ""), request.form.getlist("needs")
    if office.service(asked) and not request.form.get("wait"):
        _, offered, board = chosen(office, language, asked)
        if offered["is_long"]:
            return page("kiosk/wait.html", office, language, board, service=offered, key=request.form.get("key", ""))
    return _drawn(office, language, service=asked, needs=needs)


@pages.get("/kiosk/<language>/ticket/<token>")
def ticket(language: str, token: str) -> Response:
    """The number, large; whether paper comes; and the QR code for the phone."""
    return _ticket(office_in(language), language, token)


def _ticket(office: Office, language: str, token: str) -> Response:
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
    if not names_office():
        return problems.answer(error)
    office = here().office(office_id())
    chosen = _chosen()
    language = chosen if chosen in office.languages else office.languages[0]
    problem = problems.problem(error, language)
    response = page("kiosk/refused.html", office, language, board_of(office, language), problem=problem)
    response.status_code = error.status
    return response


@pages.errorhandler(CSRFError)
def stale(_: CSRFError) -> AnyResponse:
    """The form is older than the browser's session: begin anew."""
    return redirect(url_for("kiosk.start"), 303)


def _drawn(office: Office, language: str, **choice: Any) -> AnyResponse:
    try:
        body = models.DrawBody(language=language, **choice)
    except ValidationError as error:
        raise problems.invalid(error) from None
    drawn = drawn_for(body, request.form.get("key", ""))
    where = url_for("kiosk.ticket", language=language, token=drawn.token)
    if AT_ONCE not in request.headers:
        return redirect(where, 303)
    response = _ticket(office, language, drawn.token)
    response.headers["Content-Location"] = where
    return response


def _chosen() -> str:
    """The language that the visitor chose, in the address or in the form."""
    return str((request.view_args or {}).get("language", "") or request.form.get("language", ""))


def _tongue(office: Office, code: str = "") -> Response:
    language, spoken = office.languages[0], [LANGUAGES[each] for each in here().languages(office)]
    words = {"spoken": spoken, "welcome": tongues.said(APPOINTMENT, office.languages)}
    return page("kiosk/tongue.html", office, language, board_of(office, language), **words, code=code, key=new_key())


def _code(office: Office, language: str, code: str = "") -> Response:
    board = board_of(office, language)
    return page("kiosk/appointment.html", office, language, board, code=code[:LONGEST_CODE], key=new_key())


def new_key() -> str:
    """A key for one choice."""
    return secrets.token_urlsafe(24)


def chosen(office: Office, language: str, slug: str) -> tuple[Service, JSON, JSON]:
    """A service, what the kiosk's board says of it, and the board. Raises NotFound."""
    board, service = board_of(office, language), office.service(slug)
    offered = next((each for each in board["services"] if each["slug"] == slug), None)
    if service is None or offered is None:
        raise NotFound()
    return service, offered, board


def advice_of(office: Office, board: JSON) -> JSON | None:
    """The service for questions, as long as its tickets can be drawn."""
    return next((each for each in board["services"] if each["slug"] == office.kiosk.advice and each["state"] == "open"), None)


def office_in(language: str) -> Office:
    """The kiosk's office. Raises NotFound for a language that it does not offer."""
    office = here().office(office_id())
    if language not in office.languages:
        raise NotFound()
    return office


def board_of(office: Office, language: str) -> JSON:
    """What the kiosk offers now."""
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
    needed = [(need, NEEDS[need]) for need in session.get(NEEDED, [])]
    told = {"is_demo": office.is_demo, "time_zone": office.time_zone, "lost": lost, "needed": needed}
    told |= {"ears": heard, "on": on, "modes": modes.bar(on)}
    return modes.keep(request, render(template, language, board=board, **told, **context))
