"""Dates as a visitor says them, in her language."""

import re
from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, match_skeleton

from lobby.i18n import COMMON, LANGUAGES

_EUROPEAN = {"en": "en-GB"}  # the day before the month, as on the screens that count by themselves


def day_name(day: date, language: str) -> str:
    """Weekday, day and month, nothing shortened: "Donnerstag, 26. November"."""
    locale = locale_of(language)
    known = locale.datetime_skeletons
    short = known[match_skeleton("MMMMEd", known) or "MMMEd"].pattern
    return format_date(day, re.sub("[Ec]+", "EEEE", re.sub("MMM+", "MMMM", short)), locale)


def short_day(day: date, language: str) -> str:
    """Weekday, day and month where there is little room: "Do., 26.11."."""
    return format_skeleton("MEd", day, locale=locale_of(language))


def day_and_time(local: datetime, language: str) -> str:
    """A local instant: "Donnerstag, 26. November · 09:00"."""
    return f"{day_name(local.date(), language)} · {local:%H:%M}"


def locale_of(language: str) -> Locale:
    """The language's own way with dates; English where Babel knows it not."""
    tag = LANGUAGES[language].tag
    try:
        return Locale.parse(_EUROPEAN.get(tag, tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(COMMON)
