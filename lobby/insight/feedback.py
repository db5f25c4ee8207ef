"""The page of what visitors say: the last whole weeks or months, then one of them by service, language and face."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, request

from lobby.domain import calendar
from lobby.domain.errors import N_
from lobby.domain.feedback import FACES
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, dates, language_name, pick, texts
from lobby.insight import frame
from lobby.reports import feedback
from lobby.reports.feedback import Row
from lobby.web import staff
from lobby.web.access import office_id
from lobby.web.runtime import Runtime, here

BACK = {"week": 84, "month": 365}  # days: twelve periods
AT_EXIT = N_("am Ausgang")

pages = Blueprint("insight-feedback", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table. `share`, `low`, `high`: per cent; None where too few answered so, or otherwise."""

    name: str
    answers: int | None
    share: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the page shows: the periods (first day, line), the one that is chosen, its lines by part, its faces, and words."""

    periods: list[tuple[date, Line]]
    chosen: date | None
    whole: Line | None
    lines: dict[str, list[Line]]
    faces: list[tuple[int, int | None]]
    too_soon: int
    words: list[tuple[date, str, str]]


@pages.get("/insight/feedback")
def shown() -> Response:
    """`?by=week` or `month`; `?first=` chooses one of the periods, else the newest."""
    office, by = here().office(office_id()), request.args.get("by", "week")
    by = by if by in BACK else "week"
    found = here().work.compute(_found, here(), office, by, request.args.get("first", ""), staff.language())
    return frame.page("insight/feedback.html", office, by=by, found=found, face_words=FACES, asks=office.feedback, name_of=_name_of)


def _found(runtime: Runtime, office: Office, by: str, first: str, language: str) -> Found:
    today = calendar.local_date(office, runtime.clock.now())
    since = today - timedelta(days=BACK[by])
    with runtime.db.snapshot() as session:
        rows = [row for row in feedback.feedback(session, office, since, today, today) if row.period == by]
        words = feedback.words(session, office.id, since, today)
    whole = {row.first: _line(row, "") for row in rows if row.part == "all"}
    chosen = first if first in whole else max(whole, default="")
    mine = [row for row in rows if row.first == chosen]
    return Found(
        [(date.fromisoformat(start), line) for start, line in sorted(whole.items(), reverse=True)],
        date.fromisoformat(chosen) if chosen else None,
        whole.get(chosen),
        {"services": _services(office, mine, language), "languages": _languages(mine, language)},
        [(int(row.name), row.answers) for row in mine if row.part == "score"],
        sum(row.answers or 0 for row in mine if row.part == "too-soon"),
        words,
    )


def _services(office: Office, rows: Iterable[Row], language: str) -> list[Line]:
    names = {service.slug: str(pick(service.name, language)) for service in office.services.values()}
    gettext = texts(language).gettext
    named, others = {"exit": gettext(AT_EXIT)}, gettext(frame.OTHERS)
    return [_line(row, named.get(row.part) or names.get(row.name, others)) for row in rows if row.part in ("service", "exit")]


def _languages(rows: Iterable[Row], language: str) -> list[Line]:
    lines = [_line(row, language_name(row.name, language)) for row in rows if row.part == "language" and row.name in LANGUAGES]
    return sorted(lines, key=lambda line: (-(line.answers or 0), line.name))


def _line(row: Row, name: str) -> Line:
    share, low, high = (None if value is None else round(100 * value) for value in (row.share, row.low, row.high))
    return Line(name, row.answers, share, low, high)


def _name_of(by: str, first: date, language: str) -> str:
    """ "16.11.–22.11.2026", "November 2026"."""
    return dates.month_name(first, language) if by == "month" else dates.week_name(first)
