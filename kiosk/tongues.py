"""What is said in several languages at once, where nobody has chosen one yet, and when the office opens in words."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from lobby.domain import calendar
from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.domain.office import Texts as Names
from lobby.i18n import LANGUAGES, Language, pick, texts
from lobby.i18n.dates import day_name, short_day

CLOSED = N_("Geschlossen")
OPENS = N_("Wir öffnen wieder:")
NO_NUMBERS = N_("Im Moment gibt es keine Nummern.")
NUMBERS = N_("Nummern gibt es wieder:")
SOON = N_("Wir öffnen bald.")
NUMBERS_FROM = N_("Nummern gibt es ab:")
SOON_BEFORE = timedelta(minutes=60)
MANY = 11
"""With more languages than these, all but the first write days in short: all is in sight at once."""


class Said(NamedTuple):
    """A sentence as one language says it."""

    language: Language
    text: str


class Sooner(NamedTuple):
    """A service that opens before the office does."""

    name: str
    day: str
    time: str


class Closed(NamedTuple):
    """The closed picture in one language; `day` and `time` are empty where no next opening is known."""

    language: Language
    title: str
    again: str
    day: str
    time: str
    sooner: tuple[Sooner, ...]


def said(message: str, languages: Iterable[str]) -> list[Said]:
    """The sentence in each language; languages that say the same, word for word, count once."""
    by_text: dict[str, Language] = {}
    for code in languages:
        by_text.setdefault(texts(code).gettext(message), LANGUAGES[code])
    return [Said(language, text) for text, language in by_text.items()]


def closed(office: Office, is_open: bool, now: datetime, first: str) -> list[Closed]:
    """That there are no numbers, and when there will be, in all languages of the office, `first` before the others.

    `is_open`: the office still serves, and only takes nobody on.
    """
    codes = sorted(office.languages, key=lambda code: code != first)
    opening = calendar.next_opening(office, now)
    title, again = _heading(is_open, opening is not None and opening - now <= SOON_BEFORE)
    sooner = [(name, at) for name, at in _by_service(office, now) if opening is None or at < opening]
    day_in = {code: short_day if len(codes) > MANY and code != first else day_name for code in codes}
    found = [_closed(office, code, title, again, opening, sooner, day_in[code]) for code in codes]
    by_text = {each[1:]: each for each in reversed(found)}
    return [each for each in found if by_text[each[1:]] is each]


def again(office: Office, now: datetime, language: str) -> str:
    """When the office opens on another day, in words; empty where nobody knows, or where it never closes."""
    today_ends = calendar.day_end(office, calendar.local_date(office, now))
    opening = None if office.always_open else calendar.next_opening(office, max(now, today_ends))
    local = opening and calendar.local(office, opening)
    return f"{day_name(local, language)} · {local:%H:%M}" if local else ""


def _heading(is_open: bool, is_soon: bool) -> tuple[str, str]:
    if is_open:
        return NO_NUMBERS, NUMBERS
    return (SOON, NUMBERS_FROM) if is_soon else (CLOSED, OPENS)


def _by_service(office: Office, now: datetime) -> Iterator[tuple[Names, datetime]]:
    """The services with hours of their own, and when each of them opens."""
    for service in office.services.values():
        at = calendar.next_opening(office, now, service) if service.hours is not None else None
        if at is not None:
            yield service.name, at


def _closed(
    office: Office,
    code: str,
    title: str,
    again: str,
    opening: datetime | None,
    sooner: list[tuple[Names, datetime]],
    day_in: Callable[[datetime, str], str],
) -> Closed:
    words = texts(code)
    local = opening and calendar.local(office, opening)
    day, time = (day_in(local, code), f"{local:%H:%M}") if local else ("", "")
    times = [(pick(name, code), calendar.local(office, at)) for name, at in sooner]
    others = tuple(Sooner(name, short_day(at, code), f"{at:%H:%M}") for name, at in times)
    return Closed(LANGUAGES[code], words.gettext(title), words.gettext(again), day, time, others)
