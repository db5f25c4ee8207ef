"""From the assistant's forms to an office file. Each function reads one form; what is wrong is Invalid, by field."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import tomlkit

from lobby.domain.calendar import STATES as STATES  # the templates ask the plan for them
from lobby.domain.calendar import WEEKDAYS
from lobby.domain.errors import N_, Invalid
from lobby.i18n import COMMON, GERMAN, LANGUAGES
from lobby.setup.draft import Form

KINDS = {"room": N_("Zimmer"), "service-point": N_("Servicepunkt"), "counter": N_("Schalter")}
SPANS, OWN_SERVICES, ROWS_OF_COUNTERS = (1, 2), (1, 2, 3), (1, 2, 3, 4)
MOST_IN_A_ROW, LONGEST_NUMBER = 40, 10
USUAL_HOURS = {"mon": "09:00-12:00", "tue": "09:00-12:00 14:00-18:00", "thu": "09:00-12:00 14:00-16:00", "fri": "09:00-12:00"}
TEXT = N_("1 bis 200 Zeichen, in einer Zeile")
NUMBERS = N_("Kurze Nummern mit Komma dazwischen, jede nur einmal: 101, 102, 103")
OF_THE_DEMO = " (SG 30.2)"  # stands in a service's name, and is no other office's
MARKS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@cache
def catalogue() -> dict[str, Any]:
    """The demo office's file: usual services of such an office, with their texts in all languages, and without their own hours."""
    text = resources.files("lobby.demo").joinpath("bernburg.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text.replace(OF_THE_DEMO, ""))
    for service in found["services"]:
        service.pop("hours", None)
    return found


def office(form: Form) -> dict[str, Any]:
    """`[office]`: in German always, and in the languages that were ticked."""
    errors: dict[str, str] = {}
    name = {code: _text(form, f"name-{code}", errors) for code in (GERMAN, COMMON)}
    address, slug = _text(form, "address", errors), form.get("slug", "").strip() or _slug(name[GERMAN])
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug):
        errors["slug"] = N_("Kleine Buchstaben ohne Umlaute, Ziffern und Bindestriche, höchstens 40")
    state = form.get("state") or None
    if errors or (state and state not in STATES):
        raise Invalid(errors)
    ticked = {GERMAN, *form.getlist("languages")}
    languages = [code for code in LANGUAGES if code in ticked]
    return {"slug": slug, "name": name, "address": address, "languages": languages} | ({"state": state} if state else {})


def hours(form: Form) -> dict[str, Any]:
    """`hours`: weekday → spans; `stop`: minutes before closing after which no number is drawn."""
    errors: dict[str, str] = {}
    found = {weekday: spans for weekday in WEEKDAYS if (spans := _spans(form, weekday, errors))}
    stop = form.get("stop", "")
    if not (stop.isdecimal() and int(stop) <= 600):
        errors["stop"] = N_("0 bis 600 Minuten")
    if not errors and not found:
        errors["mon"] = N_("Mindestens an einem Tag ist geöffnet.")
    if errors:
        raise Invalid(errors)
    return {"hours": found, "stop": int(stop)}


def services(form: Form) -> list[dict[str, Any]]:
    """`[[services]]`: those ticked in the catalogue, then own ones, each with a letter of its own."""
    errors: dict[str, str] = {}
    ticked = set(form.getlist("services"))
    found = [each for each in catalogue()["services"] if each["slug"] in ticked]
    for number in OWN_SERVICES:
        if form.get(f"own-{number}-de", "").strip() or form.get(f"own-{number}-en", "").strip():
            found.append(_own(form, number, found, errors))
    if not errors and not found:
        errors["services"] = N_("Bitte wählen Sie mindestens ein Anliegen.")
    if errors:
        raise Invalid(errors)
    return found


def counters(form: Form) -> list[dict[str, Any]]:
    """`[[counters]]`, without their services."""
    errors: dict[str, str] = {}
    found = [counter for row in ROWS_OF_COUNTERS for counter in _counters(form, row, errors)]
    slugs = [counter["slug"] for counter in found]
    if not errors and (not found or len(slugs) != len(set(slugs))):
        errors["numbers-1"] = NUMBERS
    if errors:
        raise Invalid(errors)
    return found


def file(forms: Mapping[str, Form]) -> str:
    """The office as the text of an office file. Raises KeyError where a step is missing, Invalid."""
    told, times, offered = office(forms["office"]), hours(forms["hours"]), services(forms["services"])
    usual, slugs = catalogue(), [service["slug"] for service in offered]
    groups = {service["group"] for service in offered if "group" in service}
    wanted = {
        "office": told | {"walk_in_stop_minutes": times["stop"]},
        "hours": times["hours"],
        "kiosk": {"advice": usual["kiosk"]["advice"]} if usual["kiosk"]["advice"] in slugs else {},
        "areas": [area for area in usual["areas"] if area["slug"] == "hall"],
        "outcomes": usual["outcomes"],
        "groups": [group for group in usual["groups"] if group["slug"] in groups],
        "services": offered,
        "counters": [counter | {"services": slugs} for counter in counters(forms["counters"])],
        "displays": [{"slug": "hall", "name": usual["areas"][0]["name"][GERMAN]}],
    }
    return tomlkit.dumps({name: part for name, part in wanted.items() if part})


def _text(form: Form, name: str, errors: dict[str, str]) -> str:
    text = " ".join(form.get(name, "").split())
    if not 1 <= len(text) <= 200 or any(unicodedata.category(letter) == "Cc" for letter in text):
        errors[name] = TEXT
    return text


def _spans(form: Form, weekday: str, errors: dict[str, str]) -> list[str]:
    """A day's spans in order; an end at 00:00 is midnight."""
    times = [[form.get(f"{weekday}-{n}-{end}", "").strip() for end in ("from", "to")] for n in SPANS]
    told = [(start, "24:00" if end == "00:00" else end) for start, end in times if start or end]
    flat = [time for span in told for time in span]
    if not all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", time) for time in flat) or flat != sorted(set(flat)):
        errors[weekday] = N_("Bitte Anfang und Ende angeben, der Reihe nach.")
    return [f"{start}-{end}" for start, end in told]


def _own(form: Form, number: int, others: list[dict[str, Any]], errors: dict[str, str]) -> dict[str, Any]:
    german = _text(form, f"own-{number}-de", errors)
    english = _text(form, f"own-{number}-en", errors) if form.get(f"own-{number}-en", "").strip() else german
    minutes = form.get(f"own-{number}-minutes", "")
    if not (minutes.isdecimal() and 1 <= int(minutes) <= 600):
        errors[f"own-{number}-minutes"] = N_("1 bis 600 Minuten")
        minutes = "1"
    slugs, letters = {each["slug"] for each in others}, {each["letter"] for each in others}
    slug = next(each for each in (_slug(german) or "service", f"service-{number}", f"own-{number}") if each not in slugs)
    wished = [letter for letter in _slug(german).upper() if letter.isalpha()]
    letter = next(each for each in (*wished, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ") if each not in letters)
    return {"slug": slug, "letter": letter, "mean_minutes": int(minutes), "name": {GERMAN: german, COMMON: english}}


def _counters(form: Form, row: int, errors: dict[str, str]) -> Iterator[dict[str, Any]]:
    kind, floor = form.get(f"kind-{row}", ""), form.get(f"floor-{row}", "")
    numbers = [number for part in form.get(f"numbers-{row}", "").split(",") if (number := " ".join(part.split()))]
    if not numbers:
        return
    if not re.fullmatch(r"-?[1-9]|[1-9]\d|0", floor):
        errors[f"floor-{row}"] = N_("-9 bis 99")
    slugs = [_slug(number) if kind == "room" else f"{kind}-{_slug(number)}" for number in numbers]
    is_right = kind in KINDS and len(numbers) <= MOST_IN_A_ROW and all(len(number) <= LONGEST_NUMBER for number in numbers)
    if not is_right or not all(_slug(number) for number in numbers) or len(set(slugs)) != len(slugs):
        errors[f"numbers-{row}"] = NUMBERS
    if not errors:
        for slug, number in zip(slugs, numbers, strict=True):
            yield {"slug": slug, "kind": kind, "number": number, "floor": int(floor)}


def _slug(text: str) -> str:
    """Small letters, digits and hyphens of a text: "Bürgerbüro Süd" is buergerbuero-sued."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(MARKS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
