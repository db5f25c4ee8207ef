"""Which fields the parts of an office have, and how each is told in a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lobby.admin.fields import Field, Options
from lobby.boards.view import KINDS as COUNTERS
from lobby.domain.errors import N_
from lobby.domain.office import PAUSE_REASONS, Office
from lobby.i18n import pick, texts

Told = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of part. `blank`: what a new one begins with. `comes_back`: a retired one is kept, and can be had again."""

    title: str
    new: str
    fields: tuple[Field, ...]
    blank: Told = field(default_factory=dict)
    comes_back: bool = False


@dataclass(frozen=True)
class Row:
    """A part in a list: its letter or number, its name, what else is said, and what is amiss."""

    slug: str
    mark: str
    name: str
    details: tuple[str, ...] = ()
    amiss: tuple[str, ...] = ()


def row(kind: Kind, office: Office, part: Told, language: str) -> Row:
    """A part in words."""
    name = part.get("name") or part.get("text") or {}
    words = str(pick(name, language)) if name else texts(language).gettext(COUNTERS[part["kind"]], number=part["number"])
    if "letter" in part:
        return Row(part["slug"], part["letter"], words, *_service(office, part, language))
    return Row(part["slug"], part.get("number", ""), words, _letters(office, part) if "number" in part else ())


def _service(office: Office, part: Told, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gettext = texts(language).gettext
    serving = [each.number for each in office.counters.values() if part["slug"] in _services(office, each.service_ids)]
    amiss = [gettext(N_("Pause"))] if part.get("paused") else []
    return (
        (texts(language).ngettext(N_("{count} Minute"), N_("{count} Minuten"), part["mean_minutes"]), ", ".join(serving)),
        (*amiss, *(() if serving else (gettext(N_("kein Schalter")),))),
    )


def _letters(office: Office, part: Told) -> tuple[str, ...]:
    return (" ".join(each.letter for each in office.services.values() if each.slug in part["services"]),)


def _services(office: Office, ids: frozenset[int]) -> set[str]:
    return {office.services[id_].slug for id_ in ids if id_ in office.services}


def _areas(office: Office, language: str) -> dict[str, str]:
    return {slug: str(pick(area.name, language)) for slug, area in office.areas.items()}


def _places(office: Office, language: str) -> dict[str, str]:
    """Where a counter can be: the office's areas, and what counters say so far where it names none."""
    return _areas(office, language) or {area: area for area in ("hall", *(each.area for each in office.counters.values()))}


def _groups(office: Office, language: str) -> dict[str, str]:
    return {slug: str(pick(group.name, language)) for slug, group in office.groups.items()}


def _all_services(office: Office, language: str) -> dict[str, str]:
    return {each.slug: f"{each.letter} {pick(each.name, language)}" for each in office.services.values()}


def _fixed(words: Mapping[str, str]) -> Options:
    return lambda _, language: {value: texts(language).gettext(each) for value, each in words.items()}


def _or_none(options: Options) -> Options:
    return lambda office, language: {"": "–"} | options(office, language)


NAME = Field("name", "texts", N_("Name"))
FLOOR = Field("floor", "number", N_("Stockwerk (0: Erdgeschoss)"))
ICON = Field("icon", "icon", N_("Zeichen"))
PLACES = {"room": N_("Zimmer"), "service-point": N_("Servicepunkt"), "counter": N_("Schalter")}
WAYS = {
    "left": N_("nach links"),
    "right": N_("nach rechts"),
    "straight": N_("geradeaus"),
    "back": N_("zurück"),
    "up": N_("nach oben"),
    "down": N_("nach unten"),
}
SERVICE = (
    NAME,
    Field("bring", "lists", N_("Was man mitbringt: eine Sache je Zeile")),
    Field("words", "lists", N_("Suchwörter: eines je Zeile")),
    Field("letter", "line", N_("Buchstabe der Nummern")),
    Field("mean_minutes", "number", N_("Dauer, in Minuten")),
    Field("daily_quota", "number-or-none", N_("Höchstens so viele Nummern am Tag"), hint=N_("Leer: so viele, wie kommen")),
    Field("area", "choice", N_("Wartebereich"), _or_none(_areas)),
    Field("group", "choice", N_("Gruppe am Kiosk"), _or_none(_groups)),
    Field("express", "check", N_("Kurzes Anliegen: darf überholen")),
    Field("icon", "icon", N_("Zeichen")),
    Field("paused", "check", N_("Pause: zurzeit keine Nummern")),
    Field("pause_reason", "choice", N_("Grund der Pause"), _or_none(_fixed(PAUSE_REASONS))),
    Field("hours", "own-hours", N_("Eigene Öffnungszeiten")),
)
PARTNER = (
    NAME,
    Field("about", "texts", N_("Wofür")),
    Field("hours", "texts", N_("Öffnungszeiten")),
    Field("bring", "lists", N_("Was man mitbringt: eine Sache je Zeile")),
    Field("place", "line", N_("Anschrift")),
)
COUNTER = (
    Field("number", "line", N_("Nummer")),
    Field("kind", "choice", N_("Art"), _fixed(PLACES)),
    FLOOR,
    Field("area", "choice", N_("Wartebereich"), _places),
    Field("direction", "choice", N_("Weg von der Anzeige aus"), _or_none(_fixed(WAYS))),
    Field("services", "checks", N_("Anliegen"), _all_services),
    Field("name", "texts", N_("Anderer Name, statt „Zimmer 104“")),
    Field("hint", "texts", N_("Anderer Weg, statt „1. Stock“")),
)
NEW_COUNTER = {"kind": "counter", "floor": 0, "area": "hall", "services": []}
KINDS = {
    "services": Kind(N_("Alle Anliegen"), N_("Neues Anliegen"), SERVICE, {"icon": "info", "mean_minutes": 15}, comes_back=True),
    "counters": Kind(N_("Alle Schalter"), N_("Neuer Schalter"), COUNTER, NEW_COUNTER, comes_back=True),
    "areas": Kind(N_("Wartebereiche"), N_("Neuer Wartebereich"), (NAME, FLOOR), {"floor": 0}),
    "groups": Kind(N_("Gruppen am Kiosk"), N_("Neue Gruppe"), (NAME, ICON), {"icon": "more"}),
    "outcomes": Kind(N_("Ergebnisse"), N_("Neues Ergebnis"), (NAME,)),
    "partners": Kind(N_("Partner"), N_("Neuer Partner"), PARTNER),
    "tips": Kind(N_("Tipps"), N_("Neuer Tipp"), (Field("text", "texts", N_("Text")), ICON), {"icon": "info"}),
}
