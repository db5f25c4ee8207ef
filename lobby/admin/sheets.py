"""The set-up that an office has once: itself and its languages, its hours, its alerts. One form each, in sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from lobby.admin import fields, frame
from lobby.admin.fields import Field
from lobby.commands import setup
from lobby.commands.officefile import OfficeFile
from lobby.domain import calendar
from lobby.domain.errors import N_, LobbyError
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, pick, texts
from lobby.i18n.dates import day_name
from lobby.store.reading import holidays_named
from lobby.web import staff
from lobby.web.access import holder, office_id, require_recent
from lobby.web.runtime import here

ORDERS = {"used": N_("die meistbenutzten zuerst"), "fixed": N_("wie hier")}
HOLIDAYS_SHOWN = 6
Told = dict[str, Any]


def _states(office: Office, language: str) -> dict[str, str]:
    return {"": "–"} | calendar.STATES


def _orders(office: Office, language: str) -> dict[str, str]:
    return {value: texts(language).gettext(words) for value, words in ORDERS.items()}


def _advice(office: Office, language: str) -> dict[str, str]:
    return {"": "–"} | {each.slug: f"{each.letter} {pick(each.name, language)}" for each in office.services.values()}


def _rule(name: str, when: str, hint: str = "") -> tuple[Field, Field]:
    return Field(f"alerts.{name}.on", "check", N_("Melden")), Field(f"alerts.{name}.minutes", "number", when, hint=hint)


@dataclass(frozen=True)
class Sheet:
    """A page: its title, and what is in its sections."""

    title: str
    sections: Mapping[str, tuple[Field, ...]]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections.values() for field in section)


OFFICE = Sheet(
    N_("Amt und Sprachen"),
    {
        N_("Amt"): (
            Field("office.name", "texts", N_("Name")),
            Field("office.address", "line", N_("Anschrift")),
            Field("office.time_zone", "line", N_("Zeitzone")),
        ),
        N_("Sprachen"): (
            Field("office.languages", "ranked", N_("Welche, und in welcher Reihenfolge")),
            Field("office.order_languages", "choice", N_("Reihenfolge am Kiosk"), _orders),
        ),
        N_("Kiosk"): (
            Field("kiosk.long_wait_minutes", "number", N_("Ab so vielen Minuten Wartezeit nachfragen"), hint=N_("0: nie")),
            Field("kiosk.advice", "choice", N_("Wohin, wenn Papiere fehlen"), _advice),
        ),
        N_("Rückmeldung"): (
            Field("feedback.asks", "check", N_("Am Handy und am Ausgang fragen, wie der Besuch war")),
            Field("feedback.words", "check", N_("Am Handy darf man dazu etwas schreiben"), hint=N_("Nur die Leitung liest es.")),
        ),
        N_("Löschen"): (Field("office.retention_days", "number", N_("So viele Tage bleiben Nummern gespeichert")),),
    },
)
HOURS = Sheet(
    N_("Öffnungszeiten"),
    {
        N_("Woche"): (
            Field("hours", "hours", N_("Öffnungszeiten")),
            Field("office.walk_in_stop_minutes", "number", N_("Letzte Nummer so viele Minuten vor Schluss")),
        ),
        N_("Feiertage"): (Field("office.state", "choice", N_("Feiertage von"), _states),),
        N_("Schließtage"): (Field("closures", "dated", N_("Warum")),),
        N_("Tage mit anderen Zeiten"): (Field("exceptions", "dated", N_("Zeiten")),),
    },
)
ALERTS = Sheet(
    N_("Meldungen"),
    {
        N_("Lange Wartezeit"): _rule("wait", N_("Wenn jemand so viele Minuten wartet")),
        N_("Niemand bedient"): _rule(
            "unserved", N_("Wenn so viele Minuten lang Menschen warten, und kein Schalter ihr Anliegen bedient")
        ),
        N_("Drucker"): _rule("printer", N_("Wenn ein Drucker so viele Minuten lang nicht druckt")),
        N_("Freier Schalter"): _rule(
            "idle",
            N_("Wenn ein Schalter so viele Minuten frei ist, obwohl jemand für ihn wartet"),
            N_("Betrifft oft eine einzelne Person: am besten erst mit dem Personalrat besprechen."),
        ),
    },
)
SHEETS = {"admin-sheets.office": OFFICE, "admin-sheets.hours": HOURS, "admin-sheets.alerts": ALERTS}

pages = Blueprint("admin-sheets", __name__, template_folder="templates")


@pages.get("/admin/office", endpoint="office")
@pages.get("/admin/hours", endpoint="hours")
@pages.get("/admin/alerts", endpoint="alerts")
def shown() -> Response:
    return _page(_sheet(), setup.told(here().db, office_id()))


@pages.post("/admin/office", endpoint="change_office")
@pages.post("/admin/hours", endpoint="change_hours")
@pages.post("/admin/alerts", endpoint="change_alerts")
def change() -> AnyResponse:
    sheet, is_sure = _sheet(), "sure" in request.form
    if is_sure:
        require_recent()
    here().do(setup.change, office_id(), holder().name, fields.only(sheet.fields, _typed(sheet)), is_sure)
    return frame.back(_endpoint())


@pages.errorhandler(LobbyError)
def stay(error: LobbyError) -> AnyResponse:
    return frame.stay(error, lambda **problem: _page(_sheet(), _typed(_sheet()), **problem))


def _endpoint() -> str:
    return (request.endpoint or "").replace("change_", "")


def _sheet() -> Sheet:
    return SHEETS[_endpoint()]


def _typed(sheet: Sheet) -> Told:
    told = setup.told(here().db, office_id())
    return fields.read(sheet.fields, request.form, here().office(office_id()).languages, told)


def _page(sheet: Sheet, values: Told, problem: Told | None = None) -> Response:
    office = here().office(office_id())
    return frame.page(
        "admin/sheet.html",
        office,
        sheet=sheet,
        action=request.path,
        every=LANGUAGES,
        holidays=_holidays(office, values) if sheet is HOURS else [],
        is_asked=problem is not None and "office.retention_days" in problem["errors"],
        **fields.shown(sheet.fields, office, OfficeFile, values, problem),
    )


def _holidays(office: Office, values: Told) -> list[tuple[str, str]]:
    """The next public holidays of the state: day and name."""
    today = calendar.local_date(office, here().clock.now())
    found: list[tuple[date, str]] = holidays_named(values["office"].get("state"), today, today + timedelta(days=365))
    return [(day_name(on, staff.language()), name) for on, name in found[:HOLIDAYS_SHOWN]]
