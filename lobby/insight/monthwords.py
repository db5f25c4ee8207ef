"""The month on one page, in German: key figures beside last month's, what stands out in plain words, and what two pictures show.

For the head of the office and the project's funder, who read German; nothing here names a person or a counter.
"""

from collections.abc import Callable
from typing import Any

from lobby.domain import findings, quantiles
from lobby.domain.feedback import wilson
from lobby.domain.findings import Share, differs
from lobby.domain.office import Office
from lobby.domain.suppression import SMALLEST, hidden_parts, is_small
from lobby.i18n import GERMAN, dates, pick
from lobby.insight.captions import HIDDEN
from lobby.reports.month import Month

DAYS = ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags")
FEW, NONE = "unter 5", "–"
Told = dict[str, Any]
Values = dict[tuple[int, int], float | None]


def told(office: Office, now: Month, then: Month) -> Told:
    """All that stands on the page."""
    name = dates.month_name(now.first, GERMAN)
    return {
        "title": f"Monatsbericht {name}",
        "office": str(pick(office.name, "de")),
        "month": name,
        "date": now.first.isoformat(),
        "head": ["", name, dates.month_name(then.first, GERMAN), ""],
        "rows": rows(now, then),
        "findings": sentences(office, now, then),
        "pictures": [
            _heat("Nummern je Stunde, an einem solchen Tag", _load(now)),
            _heat("Wartezeiten über 30 Minuten", _long(now)),
        ],
        "about": (
            "Gezählt aus dem Journal, ohne Angaben zu Personen und Schaltern. Was weniger als 5 Fälle betrifft, steht hier nicht. "
            "„Deutlich“ heißt: mit 99 % Sicherheit kein Zufall."
        ),
    }


def rows(now: Month, then: Month) -> list[list[str]]:
    """Name, this month, last month, and in a word whether a share differs by more than chance explains."""
    found = [
        ["Besuche (gezogene Nummern)", _count(now.all.drawn), _count(then.all.drawn), ""],
        ["Tage mit Besuchen", str(now.days), str(then.days), ""],
        ["Besuche je Tag", *(_mean(month.all.drawn, month.days) for month in (now, then)), ""],
        ["Die Hälfte wartet höchstens", *(_quantile(month, 0.5) for month in (now, then)), ""],
        ["9 von 10 warten höchstens", *(_quantile(month, 0.9) for month in (now, then)), ""],
        ["Zeit am Platz im Mittel", *(_minutes(month.all.served_s, month.all.finished) for month in (now, then)), ""],
    ]
    for name, share in SHARES.items():
        pair = share(now), share(then)
        found.append([name, *map(_percent, pair), _trend(*pair)])
    return found


SHARES: dict[str, Callable[[Month], Share]] = {
    "Warten länger als 30 Minuten": lambda month: Share(month.all.long, month.all.called),
    "Zusagen gehalten": lambda month: Share(month.all.kept, month.all.promised),
    "Aufgerufen und nicht erschienen": lambda month: Share(month.all.missed, month.all.called),
    "Besuch war gut oder sehr gut": lambda month: (
        Share(month.satisfied or 0, month.answers if month.satisfied is not None else 0) if month.answers else Share(0, 0)
    ),
}


def sentences(office: Office, now: Month, then: Month) -> list[str]:
    """What stands out, in plain words; one sentence where nothing does."""
    if now.all.drawn < SMALLEST:
        return ["In diesem Monat gab es weniger als 5 Besuche."]
    found = [_busiest(now), _long_hour(now), _long_service(office, now), *_changes(now, then), _said(now)]
    told = [sentence for sentence in found if sentence]
    return told if len(told) > 1 else [*told, "Sonst weicht nichts deutlich ab."]


def _busiest(now: Month) -> str | None:
    loads = {place: slot.drawn / now.dates[place[0]] for place, slot in now.at.items() if slot.drawn >= SMALLEST}
    if not loads:
        return None
    place = max(loads, key=lambda each: (loads[each], each))
    return f"Am meisten los ist {_when(place)}: {round(loads[place])} Nummern an einem solchen Tag."


def _long_hour(now: Month) -> str | None:
    found = findings.concentrated({place: slot.long for place, slot in now.at.items()})
    if found is None:
        return None
    place, share = found
    when = _when(place)
    return f"{when[0].upper()}{when[1:]}: {_percent(share)} der Wartezeiten über 30 Minuten im Monat ({share.some} von {share.of})."


def _long_service(office: Office, now: Month) -> str | None:
    found = findings.outstanding({slug: Share(slot.long, slot.called) for slug, slot in now.services.items() if slug})
    if found is None:
        return None
    slug, share = found
    service = office.service(slug)
    name = str(pick(service.name, "de")) if service else slug
    return f"{name}: Hier warten {_percent(share)} länger als 30 Minuten, so viele wie bei keinem anderen Anliegen."


def _changes(now: Month, then: Month) -> list[str]:
    found = []
    for name, share in SHARES.items():
        pair = share(now), share(then)
        if all(each.is_told for each in pair) and differs(*pair):
            found.append(f"{name}: {_percent(pair[0])}, {_trend(*pair)} als im Vormonat ({_percent(pair[1])}).")
    return found


def _said(now: Month) -> str | None:
    share = SHARES["Besuch war gut oder sehr gut"](now)
    if not share.is_told:
        return None
    low, high = wilson(share.some, share.of)
    certain = f"sicher: {round(100 * low)} bis {round(100 * high)} %"
    return f"{_percent(share)} von {share.of} Antworten: Der Besuch war gut oder sehr gut ({certain})."


def _when(place: tuple[int, int]) -> str:
    return f"{DAYS[place[0]]} {place[1]}–{place[1] + 1} Uhr"


def _trend(now: Share, then: Share) -> str:
    if not (now.is_told and then.is_told and differs(now, then)):
        return ""
    return "deutlich mehr" if now.value > then.value else "deutlich weniger"


def _count(number: int) -> str:
    return FEW if is_small(number) else f"{number:,}".replace(",", ".")


def _mean(whole: int, parts: int) -> str:
    return NONE if whole < SMALLEST or not parts else str(round(whole / parts))


def _quantile(month: Month, share: float) -> str:
    seconds = quantiles.quantile(month.waits, share) if sum(month.waits.values()) >= SMALLEST else None
    return NONE if seconds is None else f"{round(seconds / 60)} min"


def _minutes(seconds: int, cases: int) -> str:
    return NONE if cases < SMALLEST else f"{round(seconds / cases / 60)} min"


def _percent(share: Share) -> str:
    if share.of < SMALLEST:
        return NONE
    return f"{round(100 * share.value)} %" if share.is_told else FEW if share.some < share.of / 2 else "fast alle"


def _load(now: Month) -> Values:
    out = hidden_parts({place: slot.drawn for place, slot in now.at.items()})
    return {place: None if place in out else slot.drawn / now.dates[place[0]] for place, slot in now.at.items()}


def _long(now: Month) -> Values:
    out = hidden_parts({place: slot.long for place, slot in now.at.items()})
    return {place: None if place in out else slot.long for place, slot in now.at.items()}


def _number(values: Values, place: tuple[int, int]) -> str:
    value = values.get(place)
    return "" if place not in values else HIDDEN if value is None else str(round(value))


def _heat(title: str, values: Values) -> Told:
    """A heat map of weekdays and hours. The sum is told elsewhere on the page, so that a hidden cell hides another one, too."""
    hours = range(min((place[1] for place in values), default=8), max((place[1] for place in values), default=16) + 1)
    days = sorted({place[0] for place in values}) or [0, 1, 2, 3, 4]
    cells = [[values.get((day, each)) for each in hours] for day in days]
    numbers = [[_number(values, (day, each)) for each in hours] for day in days]
    shown = {"hours": [dates.hour_name(each) for each in hours], "weekdays": [dates.weekdays(GERMAN)[day] for day in days]}
    return {"title": title, "cells": cells, "numbers": numbers, "size": [7.2, 0.7 + 0.55 * len(days)]} | shown
