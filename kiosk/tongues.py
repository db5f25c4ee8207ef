"""What is said in several languages at once, where nobody has chosen one yet, and when the office opens in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lobby.domain.errors import N_
from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, Language, texts
from lobby.i18n.dates import day_name

CLOSED = N_("Geschlossen")
OPENS = N_("Wir öffnen wieder:")
NO_NUMBERS = N_("Im Moment gibt es keine Nummern.")
NUMBERS = N_("Nummern gibt es wieder:")


class Said(NamedTuple):
    """A sentence as one language says it."""

    language: Language
    text: str


class Closed(NamedTuple):
    """The closed picture in one language; `day` and `time` are empty where no next opening is known."""

    language: Language
    title: str
    again: str
    day: str
    time: str


def said(message: str, languages: Iterable[str]) -> list[Said]:
    """The sentence in each language; languages that say the same, word for word, count once."""
    by_text: dict[str, Language] = {}
    for code in languages:
        by_text.setdefault(texts(code).gettext(message), LANGUAGES[code])
    return [Said(language, text) for text, language in by_text.items()]


def closed(office: Office, is_open: bool, opening: datetime | None, first: str) -> list[Closed]:
    """That there are no numbers, and when there will be, in all languages of the office, `first` before the others.

    `is_open`: the office still serves, and only takes nobody on.
    """
    codes = sorted(office.languages, key=lambda code: code != first)
    local = opening and opening.astimezone(ZoneInfo(office.time_zone))
    title, again = (NO_NUMBERS, NUMBERS) if is_open else (CLOSED, OPENS)
    found = [_closed(code, title, again, local) for code in codes]
    by_text = {each[1:]: each for each in reversed(found)}
    return [each for each in found if by_text[each[1:]] is each]


def _closed(code: str, title: str, again: str, local: datetime | None) -> Closed:
    words = texts(code)
    day = day_name(local, code) if local else ""
    return Closed(LANGUAGES[code], words.gettext(title), words.gettext(again), day, f"{local:%H:%M}" if local else "")
