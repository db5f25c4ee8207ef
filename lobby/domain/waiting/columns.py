"""A log of visits as CSV: which columns it has, and what stands in them. `docs/waits.md` describes the format."""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lobby.domain.waiting.log import Visit

COLUMNS = ("arrival_s", "service_start_s", "service_end_s", "abandon_s", "service_type", "priority", "outcome", "server", "date")
NEEDED = ("arrival_s", "service_start_s")
SECONDS = COLUMNS[:4]
NOTHING = frozenset({"", "-", "na", "n/a", "nan", "none", "null"})
GAVE_UP = frozenset(
    {"abandon", "abandoned", "hang", "hangup", "hung up", "left", "lwbs", "reneged", "withdrawn", "no-show", "expired"}
)
"""Outcomes that say that nobody was served, whatever stands in service_start_s (some systems write 0 there)."""
DATES = ("%Y-%m-%d", "%Y%m%d", "%y%m%d", "%d.%m.%Y", "%d.%m.%y", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y")


class BadLog(Exception):
    """A file that is no log, with the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log's visits. `unknown`: rows of people who were neither called nor gave up; nobody knows how long they waited."""

    visits: list[Visit]
    unknown: int = 0


def read(lines: Iterable[str], services: frozenset[str] = frozenset()) -> Log:
    """The log in these lines; with `services` only the rows of these types, as if there were no others. Raises BadLog."""
    try:
        rows = list(_rows(iter(lines)))
    except csv.Error as error:
        raise BadLog(f"this is not CSV: {error}") from error
    visits = [visit for row in rows if (visit := _visit(*row)) is not None and (not services or visit.service in services)]
    if services and (missing := services - {visit.service for visit in visits}):
        raise BadLog(f"no row has the service_type {', '.join(sorted(missing))}")
    known = [visit for visit in visits if visit.start is not None or visit.left is not None]
    if not known:
        raise BadLog("nobody in this file was called or gave up: there is nothing to judge")
    return Log(_in_order_of_days(known), len(visits) - len(known))


def _rows(lines: Iterator[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's line number, and its values by the names of the columns that are known here."""
    head = next(lines, "").lstrip("\ufeff")
    separator = max(",;\t", key=head.count)
    names = [name.strip().strip('"').lower() for name in head.strip().split(separator)]
    if missing := [name for name in NEEDED if name not in names]:
        raise BadLog(f"the first line must name the columns; missing: {', '.join(missing)}")
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise BadLog(f"line 1 names a column twice: {twice[0]}")
    wanted = {name: names.index(name) for name in COLUMNS if name in names}
    for number, row in enumerate(csv.reader(lines, delimiter=separator), 2):
        if not any(value.strip() for value in row):
            continue
        if len(row) < len(names):
            raise BadLog(f"line {number} has {len(row)} values, and the first line has {len(names)}")
        yield number, {name: row[place].strip() for name, place in wanted.items()}


def _visit(number: int, row: dict[str, str]) -> Visit | None:
    arrival, start, end, left = (_seconds(number, name, row.get(name, "")) for name in SECONDS)
    if arrival is None:
        raise BadLog(f"line {number}: arrival_s is empty")
    if row.get("outcome", "").lower() in GAVE_UP:
        left, start = start if left is None and start else left, None
    if start is not None and left is not None and start < arrival:
        start = None  # a nought where there was none
    return Visit(
        arrival=arrival,
        start=start,
        end=end if start is not None and end is not None and end >= start else None,
        left=None if start is not None else left,
        service=row.get("service_type", ""),
        priority=row.get("priority", ""),
        server=row.get("server", ""),
        day=row.get("date", ""),
    )


def _seconds(number: int, name: str, text: str) -> float | None:
    if text.lower() in NOTHING:
        return None
    try:
        found = float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        found = math.inf
    if not math.isfinite(found):
        raise BadLog(f"line {number}: {name} is not a number of seconds: {text[:40]!r}")
    return found


def _in_order_of_days(visits: list[Visit]) -> list[Visit]:
    """The visits by day. Dates of an unknown form count in the order in which they first appear."""
    names = list(dict.fromkeys(visit.day for visit in visits))
    form = next((form for form in DATES if all(_is_date(name, form) for name in names)), None)
    if form is not None:
        names.sort(key=lambda name: _moment(name, form))
    place = {name: index for index, name in enumerate(names)}
    return sorted(visits, key=lambda visit: (place[visit.day], visit.arrival))


def _is_date(text: str, form: str) -> bool:
    try:
        _moment(text, form)
    except ValueError:
        return False
    return True


def _moment(text: str, form: str) -> datetime:
    """Of no time zone: only the order of days is wanted."""
    return datetime.strptime(text, form).replace(tzinfo=UTC)
