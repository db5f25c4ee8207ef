"""Appointments as files and lists: CSV, iCalendar and JSON, checked row by row. Names and whatever else they hold are dropped."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar, Component, vCategory, vDDDTypes

from lobby.domain import calendar
from lobby.domain.appointments import LONGEST_CODE, Booking, code_of
from lobby.domain.errors import N_, Invalid, TooLarge, UnknownService
from lobby.domain.office import Office

LARGEST_FILE = 1024 * 1024
MOST_ROWS = 5000
MOST_ERRORS = 50
COLUMNS = ("code", "service", "at")
CANCELLED = "cancelled"  # a column that need not be there; anything in it means yes
FORMATS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")  # beside ISO 8601
YEARS = range(2000, 2200)

NOT_UTF8 = N_("Die Datei ist nicht in UTF-8 gespeichert.")
UNREADABLE = N_("Diese Datei ist nicht lesbar.")
TOO_MANY = N_("Das sind zu viele Termine auf einmal.")
NO_COLUMNS = N_("Hier müssen die Spalten code, service und at stehen.")
BAD_CODE = N_("Der Code fehlt oder ist zu lang.")
BAD_TIME = N_("Diese Zeit ist nicht lesbar. So geht es: 2026-11-24 10:15")
NO_SUCH_TIME = N_("Diese Uhrzeit gibt es an diesem Tag nicht: Die Uhren werden umgestellt.")
TWICE = N_("Diesen Code gibt es hier schon einmal.")
REPEATED = N_("Wiederkehrende Termine gehen nicht. Bitte jeden einzeln eintragen.")


@dataclass(frozen=True, slots=True)
class Row:
    """What one place of a file or list says: `services` are the words that may name the service. `flaw`: why it is no good."""

    place: str
    code: str
    services: tuple[str, ...]
    at: str | date | None
    is_cancelled: bool = False
    flaw: str | None = None


def parse(office: Office, content: bytes) -> list[Booking]:
    """The bookings of a CSV or iCalendar file. Raises TooLarge, and Invalid, which names each bad place."""
    if len(content) > LARGEST_FILE:
        raise TooLarge()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid({"file": NOT_UTF8}) from None
    if "\0" in text:
        raise Invalid({"file": UNREADABLE})
    rows = _events(text) if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR" else _lines(text)
    return bookings(office, rows)


def bookings(office: Office, rows: Iterable[Row]) -> list[Booking]:
    """These rows as bookings, all or none. Raises Invalid, which names the bad ones."""
    found: dict[str, Booking] = {}
    errors: dict[str, str] = {}
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise Invalid({"file": TOO_MANY})
        booking = _booking(office, row)
        if isinstance(booking, Booking) and found.setdefault(booking.code, booking) != booking:
            booking = TWICE
        if not isinstance(booking, Booking) and len(errors) < MOST_ERRORS:
            errors[row.place] = booking
    if errors:
        raise Invalid(errors)
    return list(found.values())


def _booking(office: Office, row: Row) -> Booking | str:
    """The row as a booking, or what is wrong with it."""
    if row.flaw:
        return row.flaw
    code = code_of(row.code)
    if not 0 < len(code) <= LONGEST_CODE:
        return BAD_CODE
    named = (office.service(word.strip().lower()) for word in row.services)
    service = next((each for each in named if each is not None), None)
    if service is None:
        return UnknownService.message
    at = _instant(office, row.at)
    return at if isinstance(at, str) else Booking(code, service.id, at, row.is_cancelled)


def _instant(office: Office, told: str | date | None) -> datetime | str:
    """A time as it was told, or what is wrong with it. Without a zone it is the office's."""
    at = _read_time(told.strip()) if isinstance(told, str) else told
    if not isinstance(at, datetime) or at.year not in YEARS:
        return BAD_TIME
    at = at.replace(second=0, microsecond=0)
    return at.astimezone(UTC) if at.tzinfo else calendar.instant_of(office, at) or NO_SUCH_TIME


def _read_time(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, *(_reader(form) for form in FORMATS)):
        try:
            found = read(text)
        except ValueError:
            continue
        return found if ":" in text or "T" in text else None  # a day alone is no appointment
    return None


def _reader(form: str) -> Any:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the office's


def _lines(text: str) -> Iterator[Row]:
    """The rows of a CSV file, with the separator that its first line uses."""
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if not set(COLUMNS) <= set(names):
            raise Invalid({"line 1": NO_COLUMNS})
        for fields in reader:
            told = dict(zip(names, (field.strip() for field in fields), strict=False))
            if any(told.values()):
                code, service, at = (told.get(name, "") for name in COLUMNS)
                yield Row(f"line {reader.line_num}", code, (service,), at, is_cancelled=bool(told.get(CANCELLED)))
    except csv.Error:
        raise Invalid({f"line {reader.line_num}": UNREADABLE}) from None


def _events(text: str) -> Iterator[Row]:
    """The events of an iCalendar file. Their UID is the code; a category, or the summary, names the service."""
    if text.upper().count("BEGIN:VEVENT") > MOST_ROWS:
        raise Invalid({"file": TOO_MANY})
    try:
        read = Calendar.from_ical(text)
        is_cancelling = str(read.get("METHOD", "")).upper() == "CANCEL"
        yield from (_event(n, each, is_cancelling) for n, each in enumerate(read.walk("VEVENT"), start=1))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        # The library has no error of its own for what is no calendar.
        raise Invalid({"file": UNREADABLE}) from None


def _event(number: int, event: Component, is_cancelling: bool) -> Row:
    start = event.get("DTSTART")
    at = start.dt if isinstance(start, vDDDTypes) else None  # what is broken has another type, and raises when it is looked at
    words = tuple(str(word) for group in _listed(event.get("CATEGORIES")) if isinstance(group, vCategory) for word in group.cats)
    return Row(
        place=f"event {number}",
        code=str(event.get("UID", "")),
        services=(*words, str(event.get("SUMMARY", ""))),
        at=at if isinstance(at, date) else None,
        is_cancelled=is_cancelling or str(event.get("STATUS", "")).upper() == "CANCELLED",
        flaw=REPEATED if "RRULE" in event or "RDATE" in event else None,
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
