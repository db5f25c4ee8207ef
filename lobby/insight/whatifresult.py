"""The result of a what-if in words first, then as a table and a picture: whole minutes, and no more certain than it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import pick, texts

BAR, GAP, HEIGHT = 14, 18, 160  # of the picture, in its own units
FIGURES = {
    "median": (N_("Hälfte wartet höchstens (Minuten)"), 0),
    "p90": (N_("9 von 10 warten höchstens (Minuten)"), 0),
    "mean": (N_("Wartezeit im Mittel (Minuten)"), 0),
    "left": (N_("gehen, ohne aufgerufen zu werden (Personen)"), 1),
    "uncalled": (N_("bleiben am Ende übrig (Personen)"), 1),
    "overtime": (N_("Überstunden aller Plätze (Minuten)"), 0),
    "idle": (N_("Plätze frei ohne Wartende (Stunden)"), 1),
}
"""Name → what it says, and how many decimals."""
SAME = N_("Für die Wartezeit macht die Änderung keinen sicheren Unterschied.")
MEDIAN = N_("Mit der Änderung wartet die Hälfte der Personen höchstens {after} statt {before} Minuten.")
NINE = N_("9 von 10 Personen warten höchstens {after} statt {before} Minuten.")
UNCHANGED = N_("Ohne Änderung wartet die Hälfte der Personen höchstens {median} Minuten, 9 von 10 höchstens {p90} Minuten.")
NEW = N_("Ein Platz mehr: {counter} von {start} bis {end} Uhr.")
KEPT = N_("{counter} von {start} bis {end} Uhr.")
WITHOUT = N_("Ohne ihn würden 9 von 10 Personen bis zu {minutes} Minuten warten, am meisten länger bei: {service}.")
WITHOUT_ANY = N_("Ohne ihn würden 9 von 10 Personen bis zu {minutes} Minuten warten.")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: both sides and the difference, each as mean, low and high. `is_sure`: the difference is no chance."""

    name: str
    before: tuple[str, str, str]
    after: tuple[str, str, str]
    difference: tuple[str, str, str]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour or a service: both sides' median and P90 in whole minutes, visitors a day. The rest is the picture's geometry."""

    name: str
    visits: str
    before: tuple[int, int]
    after: tuple[int, int]
    x: int = 0
    tops: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What was measured beside what the simulation gives, in minutes: median and P90 of each."""

    visits: int
    measured: tuple[str, str]
    replayed: tuple[str, str]
    simulated: tuple[str, str]
    off: tuple[str, str]
    is_near: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """What the search found, as sentences: which hours are needed and why, and which are not."""

    is_enough: bool
    limit: int
    p90: int
    hours: int
    hours_before: int
    needs: tuple[tuple[str, str, bool], ...]
    spared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows. `sentences`: the first is the headline. `promises`: per cent kept, before and after."""

    sentences: tuple[str, ...]
    days: int
    taken: int
    gone: int
    lines: tuple[Line, ...]
    promises: tuple[int, int] | None
    hours: tuple[Bar, ...]
    most: int
    width: int
    services: tuple[Bar, ...]
    check: Check | None
    roster: Roster | None


def shown_of(office: Office, result: Mapping[str, Any], counters: Mapping[str, str], language: str) -> Shown:
    """`counters`: slug → what each is called."""
    gettext, found = texts(language).gettext, result["comparison"]
    before, after = found["unchanged"], found["changed"]
    names = {service.slug: str(pick(service.name, language)) for service in office.services.values()}
    by_hour = before["by_hour"], after["by_hour"]
    hours = _bars({hour: f"{int(hour):02}" for hour in {**by_hour[0], **by_hour[1]}}, *by_hour)
    most = max([1, *(minutes for bar in hours for minutes in (*bar.before, *bar.after))])
    kept = (before["promises"], after["promises"])
    return Shown(
        sentences=_sentences(gettext, found),
        days=found["days"],
        taken=len(result["taken"]),
        gone=result["gone"],
        lines=tuple(_line(gettext, found, name) for name in FIGURES),
        promises=None if None in kept else (int(100 * kept[0]), int(100 * kept[1])),
        hours=tuple(_placed(bar, place, most) for place, bar in enumerate(hours)),
        most=most,
        width=len(hours) * (2 * BAR + GAP) + GAP,
        services=_bars(names, before["by_service"], after["by_service"]),
        check=_check(found["check"]),
        roster=_roster(result["roster"], counters, names, gettext),
    )


def _sentences(gettext: Any, found: Mapping[str, Any]) -> tuple[str, ...]:
    before, after = found["unchanged"], found["changed"]
    if before == after:
        return (gettext(UNCHANGED, median=round(before["median"]), p90=round(before["p90"])),)
    minutes = {name: (round(before[name]), round(after[name])) for name in ("median", "p90")}
    words = sorted(((MEDIAN, "median"), (NINE, "p90")), key=lambda each: minutes[each[1]][0] == minutes[each[1]][1])
    told = [gettext(text, before=minutes[name][0], after=minutes[name][1]) for text, name in words]
    is_sure = any(_is_sure(found["differences"][name]) for name in ("mean", "median", "p90"))
    is_seen = any(early != late for early, late in minutes.values())
    return (*told,) if is_sure and is_seen else (gettext(SAME), *told)


def _line(gettext: Any, found: Mapping[str, Any], name: str) -> Line:
    words, decimals = FIGURES[name]
    sides = (found["unchanged"]["of_day"][name], found["changed"]["of_day"][name])
    difference = found["differences"][name]
    before, after = (tuple(f"{side[end]:.{decimals}f}" for end in ("mean", "low", "high")) for side in sides)
    change = tuple(f"{difference[end]:+.{decimals}f}".replace("-", "−") for end in ("mean", "low", "high"))
    return Line(gettext(words), before, after, change, _is_sure(difference))  # type: ignore[arg-type]


def _is_sure(difference: Mapping[str, float]) -> bool:
    """Whether no difference at all lies outside the range of its mean."""
    return difference["low"] > 0 or difference["high"] < 0


def _bars(names: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Bar, ...]:
    none = (0.0, 0.0, 0.0)
    keys = [key for key in names if key in before or key in after]
    keys.sort(key=lambda key: int(key) if key.isdigit() else 0)
    return tuple(
        Bar(names[key], f"{early[0]:.0f}", (round(early[1]), round(early[2])), (round(late[1]), round(late[2])))
        for key, early, late in ((key, before.get(key, none), after.get(key, none)) for key in keys)
    )


def _placed(bar: Bar, place: int, most: int) -> Bar:
    """Where it stands in the picture, and how high: both medians, both P90."""
    tops = tuple(round(HEIGHT * (1 - minutes / most), 1) for minutes in (bar.before[0], bar.after[0], bar.before[1], bar.after[1]))
    return Bar(bar.name, bar.visits, bar.before, bar.after, GAP + place * (2 * BAR + GAP), tops)


def _check(told: Mapping[str, Any] | None) -> Check | None:
    if told is None:
        return None
    pairs = {name: (f"{told[name][0]:.1f}", f"{told[name][1]:.1f}") for name in ("measured", "replayed", "simulated")}
    off = tuple(f"{abs(ours - theirs):.1f}" for ours, theirs in zip(told["simulated"], told["measured"], strict=True))
    return Check(told["visits"], **pairs, off=off, is_near=told["is_near"])  # type: ignore[arg-type]


def _roster(told: Mapping[str, Any] | None, counters: Mapping[str, str], names: Mapping[str, str], gettext: Any) -> Roster | None:
    if told is None:
        return None

    def span(each: Mapping[str, Any], words: str = KEPT) -> str:
        return str(gettext(words, counter=counters.get(each["counter"], each["counter"]), start=each["start"], end=each["end"]))

    def why(need: Mapping[str, Any]) -> str:
        service, minutes = names.get(need["service"] or ""), round(need["without"])
        return str(gettext(WITHOUT, minutes=minutes, service=service) if service else gettext(WITHOUT_ANY, minutes=minutes))

    needs = sorted(told["needs"], key=lambda need: not need["is_new"])
    return Roster(
        told["is_enough"],
        round(told["limit"]),
        round(told["p90"]),
        told["hours"],
        told["hours_before"],
        tuple((span(need, NEW if need["is_new"] else KEPT), why(need), need["is_new"]) for need in needs),
        tuple(span(each) for each in told["spared"]),
    )
