"""What each picture shows, in words: its title, a sentence, a table, and what the program that draws needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import Texts, pick, texts
from lobby.i18n.dates import hour_name, weekdays
from lobby.insight.frame import OTHERS
from lobby.reports.pictures import BOUNDS, Durations, Pictures, Sent, Waited
from lobby.reports.visits import Load

NOT_TOLD = N_("nicht gezeigt")
HIDDEN = "·"
MOST_WAYS = 12
SIZE = [6.6, 3.3]  # inches of 72 points, as matplotlib counts
Told = dict[str, Any]
Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture in words. `told`: what is drawn, None where there is nothing; `head` and `rows`: the table behind it."""

    name: str
    title: str
    sentence: str
    told: Told | None
    head: list[str]
    rows: Table


def captions(found: Pictures, office: Office, language: str) -> list[Caption]:
    """All pictures, in this language."""
    words = texts(language)
    return [
        _load(found.load, words),
        _waits(found.waits, words),
        _durations(found.durations, words),
        _flow(found.flow, office, words),
    ]


def _load(rows: list[Load], words: Texts) -> Caption:
    _, names = words.gettext, weekdays(words.language.code)
    title = _(N_("Wann die Menschen kommen"))
    told = [row for row in rows if row.a_day is not None]
    if not told:
        return Caption("load", title, _(N_("Dafür sind es zu wenige.")), None, [], [])
    hours = list(range(min(row.hour for row in rows), max(row.hour for row in rows) + 1))
    days = sorted({row.weekday for row in rows})
    cells = {(row.weekday, row.hour): row.a_day for row in rows}
    values = [[cells.get((day, each)) for each in hours] for day in days]
    busiest = max(told, key=lambda row: row.a_day or 0)
    sentence = _(
        N_("Die meisten Menschen kommen am {weekday} von {hour} Uhr: {count} an einem solchen Tag."),
        weekday=names[busiest.weekday],
        hour=hour_name(busiest.hour),
        count=round(busiest.a_day or 0),
    )
    numbers = [[_number(cells, (day, each)) for each in hours] for day in days]
    words_for = {HIDDEN: _(NOT_TOLD), "": "–"}
    table = [[names[day], *(words_for.get(text, text) for text in row)] for day, row in zip(days, numbers, strict=True)]
    size = [SIZE[0], 1 + 0.55 * len(days)]
    shown: Told = {"title": title, "hours": [hour_name(each) for each in hours], "weekdays": [names[day] for day in days]}
    return Caption(
        "load",
        title,
        sentence,
        shown | {"cells": values, "numbers": numbers, "size": size},
        [_(N_("Wochentag")), *shown["hours"]],
        table,
    )


def _number(cells: Mapping[tuple[int, int], float | None], place: tuple[int, int]) -> str:
    """A cell's number; empty where nobody came."""
    value = cells.get(place)
    return "" if place not in cells else HIDDEN if value is None else str(round(value)) if value >= 1 else "<1"


def _waits(rows: list[Waited], words: Texts) -> Caption:
    _ = words.gettext
    title = _(N_("Wie lange man wartet"))
    if not rows:
        return Caption("waits", title, _(N_("Dafür sind es zu wenige.")), None, [], [])
    worst = max(rows, key=lambda row: row.p90)
    sentence = _(
        N_("Am längsten wartet, wer von {hour} Uhr kommt: die Hälfte länger als {half} Minuten, 1 von 10 länger als {most}."),
        hour=hour_name(worst.hour),
        half=round(worst.p50),
        most=round(worst.p90),
    )
    names = {"p50": _(N_("die Hälfte höchstens")), "p80": _(N_("8 von 10 höchstens")), "p90": _(N_("9 von 10 höchstens"))}
    told: Told = {
        "title": title,
        "hours": [hour_name(row.hour) for row in rows],
        "names": {name: _isolated(each, words) for name, each in names.items()},
        "unit": _(N_("Minuten")),
        "size": SIZE,
    }
    told |= {name: [getattr(row, name) for row in rows] for name in names}
    table = [[hour_name(row.hour), str(row.called), *(str(round(getattr(row, name))) for name in names)] for row in rows]
    return Caption("waits", title, sentence, told, [_(N_("Stunde der Ziehung")), _(N_("aufgerufen")), *names.values()], table)


def _isolated(text: str, words: Texts) -> str:
    """A sentence that begins with a number runs the wrong way in a picture that says nothing of directions."""
    return f"\u2067{text}\u2069" if words.language.direction == "rtl" else text


def _durations(found: Durations | None, words: Texts) -> Caption:
    _ = words.gettext
    title = _(N_("Wie lange ein Besuch am Platz dauert"))
    if found is None:
        return Caption("durations", title, _(N_("Dafür sind es zu wenige.")), None, [], [])
    sentence = _(
        N_("Die Hälfte der Besuche dauert höchstens {half} Minuten, 9 von 10 dauern höchstens {most} Minuten."),
        half=round(found.p50),
        most=round(found.p90),
    )
    ends = [f"\u2066{begin}–{end}\u2069" for begin, end in pairwise(BOUNDS)] + [f"\u2066≥ {BOUNDS[-1]}\u2069"]
    counts = [each.visits for each in found.classes]
    told: Told = {"title": title, "classes": ends, "counts": counts, "unit": _(N_("Minuten")), "size": SIZE}
    table = [[end, _(NOT_TOLD) if number is None else str(number)] for end, number in zip(ends, counts, strict=True)]
    return Caption("durations", title, sentence, told, [_(N_("Minuten")), _(N_("Besuche"))], table)


def _flow(sent: list[Sent], office: Office, words: Texts) -> Caption:
    _, language = words.gettext, words.language.code
    names = {service.slug: str(pick(service.name, language)) for service in office.services.values()} | {"": _(OTHERS)}
    title = _(N_("Wer weitergeleitet wird"))
    if not sent:
        return Caption("flow", title, _(N_("Niemand, oder zu wenige.")), None, [], [])
    first = sent[0]
    sentence = _(
        N_("Am häufigsten geht es von „{origin}“ zu „{target}“: {count}-mal."),
        origin=names[first.origin],
        target=names[first.target],
        count=first.times,
    )
    letters = {service.slug: service.letter for service in office.services.values()} | {"": "?"}
    ways = [{"name": f"\u2066{letters[each.origin]} → {letters[each.target]}\u2069", "times": each.times} for each in sent]
    table = [[names[each.origin], names[each.target], str(each.times)] for each in sent]
    head = [_(N_("von")), _(N_("zu")), _(N_("wie oft"))]
    size = [SIZE[0], 0.6 + 0.42 * min(len(ways), MOST_WAYS)]
    return Caption("flow", title, sentence, {"title": title, "ways": ways[:MOST_WAYS], "size": size}, head, table)
