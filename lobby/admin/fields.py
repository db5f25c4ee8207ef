"""The fields of set-up forms: described once, and then read, shown and complained about by the same description."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from lobby.domain.calendar import WEEKDAYS
from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES
from lobby.i18n.dates import weekdays
from lobby.web import staff

Told = dict[str, Any]
Kind = Literal[
    "line",
    "number",
    "number-or-none",
    "decimal",
    "check",
    "choice",
    "checks",
    "hours",
    "own-hours",
    "icon",
    "ranked",
    "dated",
    "texts",
    "lists",
]
Options = Callable[[Office, str], dict[str, str]]  # office, language → value → words, translated or the office's own

ICONS = {
    "residence": N_("Aufenthaltstitel"),
    "stay": N_("Kalender"),
    "id-card": N_("Ausweis"),
    "paper": N_("Papier"),
    "ticket": N_("Wartemarke"),
    "note": N_("Stift"),
    "invitation": N_("Brief"),
    "citizen": N_("Person mit Haken"),
    "person": N_("Person"),
    "people": N_("Personen"),
    "helper": N_("Begleitung"),
    "child": N_("Kind"),
    "home": N_("Haus"),
    "address": N_("Ort"),
    "door": N_("Tür"),
    "benefits": N_("Geld"),
    "ukraine": N_("Schild"),
    "language": N_("Sprache"),
    "clock": N_("Uhr"),
    "phone": N_("Handy"),
    "info": N_("Auskunft"),
    "more": N_("Kacheln"),
}
"""The icons of the house that suit concerns, each in a word."""
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|\bbis\b)\s*(\d{1,2})(?:[:.](\d{2}))?")
LIMITS = {"ge": "min", "le": "max", "max_length": "maxlength"}
LONGEST = 4000  # characters read of one field; the office file's own limits are narrower


@dataclass(frozen=True)
class Field:
    """One field. `name`: its path in the part of the office file. `options`: what can be chosen; "" where nothing may be."""

    name: str
    kind: Kind
    label: str
    options: Options | None = None
    hint: str = ""


def read(fields: Iterable[Field], form: Any, languages: Sequence[str], before: Told) -> Told:
    """What was typed, laid over what the part said before: what the form does not show stays. Bad values stay as typed."""
    told = before
    for field in fields:
        old = at(before, field.name)
        told = _with(told, field.name.split("."), _READ[field.kind](form, field.name, languages, old))
    return told


def shown(fields: Iterable[Field], office: Office, model: type[BaseModel], values: Told, problem: Told | None) -> dict[str, Any]:
    """What `admin/_fields.html` needs to show a form with these values, and what is wrong with them."""
    language = staff.language()
    return {
        "values": values,
        "model": model,
        "problem": problem,
        "errors": beside(problem["errors"] if problem else {}),
        "options": {field.name: field.options(office, language) for field in fields if field.options},
        "spoken": [LANGUAGES[code] for code in office.languages],
        "weekdays": dict(zip(WEEKDAYS, weekdays(language), strict=True)),
        "icons": ICONS,
        "at": at,
        "bounds": bounds,
    }


def at(told: Any, path: str) -> Any:
    """The value at a path of names; None where there is none."""
    for name in path.split("."):
        told = told.get(name) if isinstance(told, Mapping) else None
    return told


def only(fields: Iterable[Field], told: Told) -> Told:
    """Of an office file as JSON what these fields show: whole lists, and of tables the keys that are named."""
    found: Told = {}
    for first, *rest in (field.name.split(".") for field in fields):
        if rest:
            found.setdefault(first, {})[rest[0]] = told[first][rest[0]]
        else:
            found[first] = told[first]
    return found


def bounds(model: type[BaseModel], path: str) -> dict[str, Any]:
    """What the office file allows of a value, as attributes of an input: min, max, maxlength, required."""
    *outer, name = path.split(".")
    for each in outer:
        model = model.model_fields[each].annotation  # type: ignore[assignment]
    info = model.model_fields[name]
    told = {html: getattr(rule, attr) for rule in info.metadata for attr, html in LIMITS.items() if hasattr(rule, attr)}
    may_lack = "None" in str(info.annotation) or info.default == ""
    return told if may_lack else told | {"required": True}


def beside(errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the place in the form: `bring.ar.3` stands beside `bring.ar`, `services.2` beside `services`."""
    return {re.sub(r"\.\d+$", "", place): message for place, message in reversed(list(errors.items()))}


def spans(text: str) -> list[str]:
    """Times as people write them ("9-12, 14–18.30") as the office file has them; what is no time stays for the check to refuse."""
    return [_span(each) for each in map(str.strip, re.split("[,;\n]", text)) if each]


def _span(typed: str) -> str:
    if not (found := SPAN.fullmatch(typed)):
        return typed
    start, starts, end, ends = found.groups(default="00")
    return f"{int(start):02}:{starts}-{int(end):02}:{ends}"


def _with(told: Told, path: list[str], value: Any) -> Told:
    first, *rest = path
    if rest:
        value = _with(told.get(first) or {}, rest, value)
    return {**told, first: value}


def text(form: Any, name: str) -> str:
    return str(form.get(name, ""))[:LONGEST].strip()


def _number(form: Any, name: str, _: object, __: object) -> Any:
    typed = text(form, name)
    return int(typed) if re.fullmatch(r"-?\d{1,9}", typed) else typed


def _number_or_none(form: Any, name: str, _: object, __: object) -> Any:
    typed = _number(form, name, None, None)
    return None if typed == "" else typed


def _decimal(form: Any, name: str, _: object, __: object) -> Any:
    typed = text(form, name).replace(",", ".")
    return float(typed) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", typed) else typed


def _texts(form: Any, name: str, languages: Sequence[str], old: Any) -> Any:
    kept = {code: each for code, each in (old or {}).items() if code not in languages}
    return {code: typed for code in languages if (typed := text(form, f"{name}.{code}"))} | kept


def _lists(form: Any, name: str, languages: Sequence[str], old: Any) -> Any:
    found = _texts(form, name, languages, {})
    kept = {code: each for code, each in (old or {}).items() if code not in languages}
    return {code: [line.strip() for line in typed.splitlines() if line.strip()] for code, typed in found.items()} | kept


def _hours(form: Any, name: str, _: object, __: object) -> Any:
    return {day: found for day in WEEKDAYS if (found := spans(text(form, f"{name}.{day}")))}


def _own_hours(form: Any, name: str, _: object, __: object) -> Any:
    return _hours(form, name, (), None) if f"{name}.own" in form else None


def _line(form: Any, name: str, _: object, __: object) -> Any:
    return text(form, name) or None


def _ranked(form: Any, name: str, languages: object, old: Any) -> list[str]:
    """What is ticked, in the order of the numbers beside it."""
    ranks = {code: _number(form, f"{name}.{code}", None, None) for code in _checks(form, name, None, None)}
    return sorted(ranks, key=lambda code: ranks[code] if isinstance(ranks[code], int) else len(LANGUAGES))


def _dated(form: Any, name: str, languages: object, old: Any) -> list[Told]:
    """Rows of a date and what is said of it; a row without a date is none."""
    said = zip(form.getlist(f"{name}.date"), form.getlist(f"{name}.said"), strict=False)
    rows = [(str(date)[:LONGEST].strip(), str(words)[:LONGEST].strip()) for date, words in said]
    if name == "exceptions":
        return [{"date": date, "hours": spans(words)} for date, words in rows if date]
    return [{"date": date, "name": words} for date, words in rows if date]


def _check(form: Any, name: str, _: object, __: object) -> bool:
    return name in form


def _checks(form: Any, name: str, _: object, __: object) -> list[str]:
    return [str(each)[:40] for each in form.getlist(name)]


_READ: dict[Kind, Callable[..., Any]] = {
    "line": _line,
    "number": _number,
    "number-or-none": _number_or_none,
    "decimal": _decimal,
    "check": _check,
    "choice": _line,
    "checks": _checks,
    "hours": _hours,
    "own-hours": _own_hours,
    "icon": _line,
    "ranked": _ranked,
    "dated": _dated,
    "texts": _texts,
    "lists": _lists,
}
