"""Whose turn it is: the rules, what they mean in words, and what they would do to those who wait now."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import fields, frame, policywords
from lobby.admin.fields import Field
from lobby.boards import why
from lobby.commands import reasons, setup
from lobby.commands.officefile import CallsPart, OfficeFile, TurnPart
from lobby.domain import turn
from lobby.domain.errors import N_, Invalid, LobbyError
from lobby.domain.office import Office
from lobby.i18n import texts
from lobby.store.reading import policy
from lobby.web import staff
from lobby.web.access import holder, office_id
from lobby.web.runtime import here

MOST_SHOWN = 30
MODELS: dict[str, type[BaseModel]] = {"turn": TurnPart, "calls": CallsPart}
PICKERS = {"caseworker": N_("Sachbearbeitung"), "frontdesk": N_("Servicepunkt"), "lead": N_("Leitung")}
Told = dict[str, Any]


def _pickers(office: Office, language: str) -> dict[str, str]:
    return {role: texts(language).gettext(words) for role, words in PICKERS.items()}


def _earning(name: str) -> tuple[Field, Field]:
    return (
        Field(f"turn.{name}.weight", "decimal", N_("Punkte je Minute")),
        Field(f"turn.{name}.head_start", "decimal", N_("Punkte von Anfang an")),
    )


SECTIONS = {
    N_("Für alle"): (
        Field("turn.limit_minutes", "number", N_("Wer länger wartet als so viele Minuten, ist als Nächstes dran")),
        Field("turn.express_bound", "number", N_("So oft darf ein kurzes Anliegen dieselbe Person überholen")),
        Field("turn.own_language", "decimal", N_("Punkte, wenn am Schalter die Sprache gesprochen wird")),
    ),
    **{policywords.CLASSES[name]: _earning(name) for name in policywords.CLASSES},
    N_("Termine"): (
        Field("turn.early_minutes", "number", N_("Anmelden: frühestens so viele Minuten vorher")),
        Field("turn.late_minutes", "number", N_("Gilt als Termin bis so viele Minuten danach")),
    ),
    N_("Aufrufe"): (
        Field("calls.repeat_gap_seconds", "number", N_("Sekunden zwischen zwei Aufrufen")),
        Field("calls.most_calls", "number", N_("So oft wird aufgerufen")),
        Field("calls.grace_minutes", "number", N_("Wer nicht kam, kann so viele Minuten lang zurück")),
        Field("calls.desk_lost_minutes", "number", N_("Platz wird frei, wenn so viele Minuten kein Bildschirm da ist")),
        Field("calls.pickers", "checks", N_("Wer aus der Liste aufrufen darf"), _pickers),
    ),
    N_("Mehr Zeit am Handy"): (
        Field("calls.postpones", "number", N_("So oft darf man um Zeit bitten")),
        Field("calls.postpone_minutes", "number", N_("So viele Minuten jedes Mal")),
    ),
}
FIELDS = tuple(field for section in SECTIONS.values() for field in section)

pages = Blueprint("admin-policy", __name__, template_folder="templates")


@pages.get("/admin/policy")
def shown() -> Response:
    return _page(setup.told(here().db, office_id()))


@pages.post("/admin/policy")
def change() -> AnyResponse:
    here().do(setup.change, office_id(), holder().name, _parts(_typed()))
    return frame.back("admin-policy.shown")


@pages.post("/admin/policy/preview")
def preview() -> Response:
    """The order now beside the order by what was typed; nothing is saved."""
    typed = _typed()
    return _page(typed, is_preview=True, **_orders(_checked(typed)))


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, lambda **problem: _page(_typed(), **problem))


def _typed() -> Told:
    told = setup.told(here().db, office_id())
    return fields.read(FIELDS, request.form, here().office(office_id()).languages, told)


def _parts(typed: Told) -> Told:
    return {name: typed[name] for name in MODELS}


def _checked(typed: Told) -> Told:
    """The rules as typed, tidied up. Raises Invalid for all of them at once."""
    found: Told = {}
    wrong: dict[str, str] = {}
    for name, model in MODELS.items():
        try:
            found[name] = reasons.checked(model, typed[name])
        except Invalid as error:
            wrong |= {f"{name}.{place}": message for place, message in error.errors.items()}
    if wrong:
        raise Invalid(wrong)
    return found


def _orders(rules: Told) -> dict[str, Any]:
    """Those who wait, as they will be called now, and as they would be; with how many places each would win."""
    view = here().view(office_id(), "", staff.language())
    then = replace(view.office, policy=policy(rules["turn"], rules["calls"], view.office.policy.outcomes))
    before = turn.everybody(view.office, view.day, view.as_of)
    after = turn.everybody(then, replace(view.day, memory={}), view.as_of)
    places = {pick.ticket.id: place for place, pick in enumerate(before)}
    rows = [
        {
            "before": was.ticket.number,
            "after": pick.ticket.number,
            "gains": places[pick.ticket.id] - place,
            "why": why.words(replace(view, office=then), pick.reasons),
        }
        for place, (was, pick) in enumerate(zip(before, after, strict=True))
    ]
    return {"rows": rows[:MOST_SHOWN], "is_same": all(row["gains"] == 0 for row in rows)}


def _page(values: Told, problem: Told | None = None, **context: Any) -> Response:
    office = here().office(office_id())
    words = [] if problem else policywords.told(_checked(values), staff.language())
    return frame.page(
        "admin/policy.html",
        office,
        sections=SECTIONS,
        words=words,
        **fields.shown(FIELDS, office, OfficeFile, values, problem),
        **{"rows": None, "is_preview": False, "is_same": False} | context,
    )
