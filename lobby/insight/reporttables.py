"""A report as tables that read well: what all came to first, then by row, then by column, and each cell last."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, dates, language_name, pick, texts
from lobby.insight.reportwords import CHANNELS, COLUMNS, PLACES, is_share

ALL, NOTHING = N_("alle"), N_("ohne Angabe")


@dataclass(frozen=True, slots=True)
class Line:
    """`names`: what it is of; `figures`: as they are written, None where nothing is told. `is_sum`: of all."""

    names: list[str]
    figures: list[str | None]
    is_sum: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A table. `heads`: of its names; `is_open`: shown at once, the others on demand."""

    heads: list[str]
    lines: list[Line]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A report in one language: the titles of its figures, and its tables."""

    titles: list[str]
    parts: list[Part]


def shown(office: Office, columns: Iterable[str], rows: Iterable[Any], per: str | None, language: str) -> Shown:
    """`rows` as the report gives them, `per` as it was asked."""
    told = [asdict(row) for row in rows]
    places = [name for name in columns if name in PLACES and any(row[name] is not None for row in told)]
    figures = [name for name in columns if name in COLUMNS]
    names, gettext = _names(office, per, language), texts(language).gettext
    groups: dict[tuple[str, ...], list[Line]] = {}
    for row in told:
        of = tuple(name for name in places if row[name] is not None)
        written = [_written(name, row[name], language) for name in figures]
        line = Line([names[name](row[name]) for name in of] or [gettext(ALL)], written, not of)
        groups.setdefault(of, []).append(line)
    whole = groups.pop((), [])
    in_order = sorted(groups.items(), key=lambda each: (len(each[0]), places.index(each[0][0])))
    parts = [Part([gettext(PLACES[name]) for name in of], lines, len(of) == 1 or len(groups) == 1) for of, lines in in_order]
    first = [Part(parts[0].heads, whole + parts[0].lines, is_open=True)] if parts else [Part([""], whole, is_open=True)]
    return Shown([gettext(COLUMNS[name]) for name in figures], (first if parts or whole else []) + parts[1:])


def _names(office: Office, per: str | None, language: str) -> Mapping[str, Callable[[Any], str]]:
    gettext, services = texts(language).gettext, {each.slug: str(pick(each.name, language)) for each in office.services.values()}
    outcomes = {slug: str(pick(words, language)) for slug, words in office.policy.outcomes.items()}
    areas = {slug: str(pick(area.name, language)) for slug, area in office.areas.items()}
    nothing = gettext(NOTHING)
    return {
        "service": lambda slug: services.get(slug, slug),
        "to_service": lambda slug: services.get(slug, slug),
        "channel": lambda name: gettext(CHANNELS[name]),
        "language": lambda code: language_name(code, language) if code in LANGUAGES else code,
        "outcome": lambda slug: outcomes.get(slug, slug) or nothing,
        "area": lambda slug: areas.get(slug, slug) or nothing,
        "weekday": lambda number: dates.weekdays(language)[number],
        "hour": dates.hour_name,
        "period": lambda name: _period(name, per, language),
    }


def _period(name: str, per: str | None, language: str) -> str:
    if per == "day":
        return dates.short_day(date.fromisoformat(name), language)
    if per == "month":
        return dates.month_name(date.fromisoformat(f"{name}-01"), language)
    year, _, week = name.partition("-W")
    return dates.week_name(date.fromisocalendar(int(year), int(week), 1))


def _written(column: str, value: float | None, language: str) -> str | None:
    if value is None:
        return None
    if is_share(column):
        return f"\u2066{format_decimal(round(100 * value, 1), '0.#', dates.locale_of(language))} %\u2069"
    return str(format_decimal(value, "#,##0.#", dates.locale_of(language)))
