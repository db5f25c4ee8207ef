"""The form of a what-if: what it shows, and how what was typed becomes an order.

Who sits where is a table of hours and counters. It begins as it was on the days that are chosen; only what is changed in it is
asked for, so that all else stays as measured. What a box was at first comes along hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from lobby.commands import whatiffile
from lobby.domain import calendar
from lobby.domain.office import Office
from lobby.domain.whatif import roster
from lobby.store import pastdays
from lobby.store.database import Database

FIGURES = ("opening", "appointment_share", "express_bound", "demand", "p90")
"""Fields in which one value is typed."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows. `hours`: columns of the table. `was`, `seats`: "counter/hour" as measured, and as wanted.

    `serves`, `speaks`: "counter/service" and "counter/language"; `counts`: "service/hour" of a forecast.
    """

    chosen: Mapping[str, Any]
    days: int
    gone: int
    hours: tuple[int, ...]
    was: frozenset[str]
    seats: frozenset[str]
    serves: frozenset[str]
    serves_now: frozenset[str]
    speaks: frozenset[str]
    express: frozenset[str]
    values: Mapping[str, str] = field(default_factory=dict)
    source: str = "days"
    forecast_date: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)
    is_changed: bool = False


def asked(db: Database, office: Office, chosen: Mapping[str, Any], order: Mapping[str, Any]) -> Form:
    """The form for some days, with what was asked before."""
    days, gone, shares = _staffed(db, office, chosen)
    slugs = {id_: counter.slug for id_, counter in office.counters.items()}
    hours = tuple(sorted({hour for _, hour in shares})) or _usual_hours(office)
    was = frozenset(f"{slugs[id_]}/{hour}" for (id_, hour), share in shares.items() if share >= roster.STAFFED)
    serves_now = frozenset(f"{c.slug}/{office.services[s].slug}" for c in office.counters.values() for s in c.service_ids)
    forecast = order.get("forecast") or {}
    return Form(
        chosen,
        days,
        gone,
        hours,
        was,
        _seats(was, order, forecast),
        _pairs(order.get("serves", {}), serves_now),
        serves_now,
        _pairs(order.get("speaks", {}), frozenset()),
        _express(office, order),
        _values(order),
        "forecast" if forecast else "days",
        forecast.get("date", ""),
        {f"{slug}/{hour}": f"{count:g}" for slug, them in forecast.get("arrivals", {}).items() for hour, count in them.items()},
        bool(order.get("change") or order.get("serves") or order.get("speaks")),
    )


def typed(office: Office, told: "MultiDict[str, str]", known: Form) -> Form:
    """What was typed, once more."""
    return Form(
        {"first": told.get("first", ""), "last": told.get("last", ""), "weekday": told.getlist("weekday")},
        known.days,
        known.gone,
        known.hours,
        frozenset(told.getlist("was")),
        frozenset(told.getlist("seat")),
        frozenset(told.getlist("serves")),
        known.serves_now,
        frozenset(told.getlist("speaks")),
        frozenset(told.getlist("express")),
        {name: told.get(name, "") for name in FIGURES},
        told.get("source", "days"),
        told.get("forecast_date", ""),
        {name.removeprefix("count/"): value for name, value in told.items() if name.startswith("count/") and value},
        True,
    )


def order(office: Office, told: "MultiDict[str, str]") -> dict[str, Any]:
    """What was typed, as whatiffile checks it: an empty field asks for nothing."""
    found: dict[str, Any] = {"change": _change(office, told), "serves": _served(office, told)}
    found["speaks"] = _grouped(told.getlist("speaks"))
    if told.get("p90", "").strip():
        found["search"] = {"p90_minutes": _number(told["p90"])}
    seats = set(told.getlist("seat"))
    if told.get("source") == "forecast":
        found["change"].pop("opening", None)
        return found | {"forecast": _forecast(told, seats)}
    was = set(told.getlist("was"))
    days: dict[str, Any] = {"first": told.get("first", ""), "last": told.get("last", "")}
    days |= {"weekdays": told.getlist("weekday")} if told.getlist("weekday") else {}
    staff = [*_shifts(seats - was, True), *_shifts(was - seats, False)]
    return found | {"days": days, "staff": staff}


def _staffed(db: Database, office: Office, chosen: Mapping[str, Any]) -> tuple[int, int, dict[roster.Cell, float]]:
    """How many days there are, of how many only counts are left, and who sat where; nothing where dates are none."""
    try:
        first, last = date.fromisoformat(chosen["first"]), date.fromisoformat(chosen["last"])
    except ValueError:
        return 0, 0, {}
    if not 0 <= (last - first).days < whatiffile.MOST_SPAN:
        return 0, 0, {}
    weekdays = whatiffile.weekdays(name for name in chosen["weekday"] if name in calendar.WEEKDAYS)
    with db.snapshot() as session:
        dates = pastdays.dates(session, office, first, last, weekdays)
        gone = pastdays.gone(session, office, first, last, weekdays)
        material = [pastdays.seats_of_date(session, office, on) for on in dates]
    return len(dates), gone, roster.staffed(office, material) if material else {}


def _usual_hours(office: Office) -> tuple[int, ...]:
    """Hours in which the office opens on some weekday."""
    spans = [span for some in office.hours.values() for span in some]
    return tuple(sorted({hour for start, end in spans for hour in range(start.hour, (end.hour or 24) + bool(end.minute))}))


def _seats(was: frozenset[str], order: Mapping[str, Any], forecast: Mapping[str, Any]) -> frozenset[str]:
    if forecast:
        return frozenset(cell for slug, spans in forecast.get("staff", {}).items() for cell in _cells(slug, spans))
    found = set(was)
    for each in order.get("staff", ()):
        cells = set(_cells(each["counter"], [each["hours"]]))
        found = found | cells if each.get("present", True) else found - cells
    return frozenset(found)


def _cells(slug: str, spans: list[str]) -> list[str]:
    ends = [[datetime.strptime(end.replace("24:00", "23:59"), "%H:%M") for end in span.split("-")] for span in spans]  # noqa: DTZ007
    return [f"{slug}/{hour}" for start, end in ends for hour in range(start.hour, end.hour + (end.minute > 0))]


def _pairs(told: Mapping[str, list[str]], default: frozenset[str]) -> frozenset[str]:
    kept = {pair for pair in default if pair.partition("/")[0] not in told}
    return frozenset(kept | {f"{slug}/{each}" for slug, them in told.items() for each in them})


def _express(office: Office, order: Mapping[str, Any]) -> frozenset[str]:
    told = order.get("change", {}).get("express")
    return frozenset(each.slug for each in office.services.values() if each.express) if told is None else frozenset(told)


def _values(order: Mapping[str, Any]) -> dict[str, str]:
    change, search = order.get("change") or {}, order.get("search") or {}
    share, demand = change.get("appointment_share"), change.get("demand")
    return {
        "opening": ", ".join(change.get("opening") or (order.get("forecast") or {}).get("opening") or ()),
        "appointment_share": "" if share is None else f"{100 * share:g}",
        "express_bound": str(change.get("express_bound", "")),
        "demand": "" if demand is None else f"{100 * demand:g}",
        "p90": f"{search['p90_minutes']:g}" if search else "",
    }


def _change(office: Office, told: "MultiDict[str, str]") -> dict[str, Any]:
    found: dict[str, Any] = {}
    if opening := told.get("opening", "").strip():
        found["opening"] = [span.strip() for span in opening.split(",")]
    for name, scale in (("appointment_share", 0.01), ("demand", 0.01), ("express_bound", 1)):
        if told.get(name, "").strip():
            number = _number(told[name])
            found[name] = number * scale if isinstance(number, float | int) and scale != 1 else number
    express = told.getlist("express")
    if set(express) != {each.slug for each in office.services.values() if each.express}:
        found["express"] = express
    return found


def _number(text: str) -> float | int | str:
    """A number as people type it; what is none is refused where orders are checked."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _served(office: Office, told: "MultiDict[str, str]") -> dict[str, list[str]]:
    """Counters whose services were changed."""
    wanted = _grouped(told.getlist("serves"))
    now = {c.slug: {office.services[id_].slug for id_ in c.service_ids} for c in office.counters.values()}
    return {slug: sorted(wanted.get(slug, [])) for slug in now if set(wanted.get(slug, [])) != now[slug]}


def _grouped(pairs: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        slug, _, name = pair.partition("/")
        found.setdefault(slug, []).append(name)
    return found


def _forecast(told: "MultiDict[str, str]", seats: set[str]) -> dict[str, Any]:
    arrivals: dict[str, dict[str, Any]] = {}
    for name, value in told.items():
        if name.startswith("count/") and value.strip():
            _, slug, hour = name.split("/")
            arrivals.setdefault(slug, {})[hour] = _number(value)
    staff: dict[str, list[str]] = {}
    for each in _shifts(seats, True):
        staff.setdefault(each["counter"], []).append(each["hours"])
    found = {"date": told.get("forecast_date", ""), "arrivals": arrivals, "staff": staff}
    opening = told.get("opening", "").strip()
    return found | ({"opening": [span.strip() for span in opening.split(",")]} if opening else {})


def _shifts(cells: set[str], present: bool) -> list[dict[str, Any]]:
    """Hours that follow each other at one counter as one."""
    pairs = sorted((slug, int(hour)) for slug, _, hour in (cell.rpartition("/") for cell in cells) if hour.isdigit())
    found: list[list[Any]] = []
    for slug, hour in pairs:
        if found and found[-1][0] == slug and found[-1][2] == hour:
            found[-1][2] = hour + 1
        else:
            found.append([slug, hour, hour + 1])
    return [{"counter": slug, "hours": f"{start:02}:00-{end:02}:00", "present": present} for slug, start, end in found]
