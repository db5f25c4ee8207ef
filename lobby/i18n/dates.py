"""Dates as a visitor says them, in her language: days of the Gregorian calendar, in the digits that signs and letters here have.

Names come from Babel's "format" lists alone: what it tells of its "stand-alone" ones is another language's as soon as one was
asked that has lists of its own (Babel issue 1234), so that a Pashto page would leave Pashto weekdays on German ones.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, match_skeleton

from lobby.i18n import COMMON, LANGUAGES

_EUROPEAN = {"en": "en-GB"}  # the day before the month, as on the screens that count by themselves
_LONG = {"fa": "EEEE d MMMM", "ps": "EEEE، 'د' MMMM d", "so": "EEEE, d MMMM"}
_SHORT = {"ar": "E، d.M", "fa": "E d.M", "ps": "E، d.M", "so": "E, d/M"}
"""Where Babel's order is month before day, or runs against that of the sign beside it: "11/26" for 26 November."""
_MONTHS = {"fa": ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"]}
"""Where Babel's names are made for a year behind them: "ژانویهٔ 2026"."""

_STANDS_ALONE = frozenset(("uk", "ru", "pl"))
"""Which say a month otherwise without a day: "ноябрь 2026". They have such lists of their own, so the fault above is none there."""


def day_name(day: date, language: str) -> str:
    """Weekday, day and month, nothing shortened: "Donnerstag, 26. November"."""
    return _said(day, _long(LANGUAGES[language].tag), language)


def short_day(day: date, language: str) -> str:
    """Weekday, day and month where there is little room: "Do., 26.11."."""
    return _said(day, _short(LANGUAGES[language].tag), language)


def day_and_time(local: datetime, language: str) -> str:
    """A local instant: "Donnerstag, 26. November · 09:00"."""
    return f"{day_name(local.date(), language)} · {local:%H:%M}"


def month_name(day: date, language: str) -> str:
    """The month of a date: "November 2026"."""
    return _said(day, "LLLL y" if language in _STANDS_ALONE else "MMMM y", language)


def week_name(monday: date) -> str:
    """A week by its ends, the same way round in every script: "23.11.–29.11.2026"."""
    return f"\u2066{monday:%d.%m.}–{monday + timedelta(days=6):%d.%m.%Y}\u2069"


def hour_name(hour: int) -> str:
    """An hour of the day, the same way round in every script: "09–10"."""
    return f"\u2066{hour:02}–{hour + 1:02}\u2069"


def weekdays(language: str) -> list[str]:
    """The names of the weekdays, Monday first."""
    names = locale_of(language).days["format"]["wide"]
    return [str(names[number]) for number in range(7)]


def locale_of(language: str) -> Locale:
    """The language's own way with dates; English where Babel knows it not."""
    tag = LANGUAGES[language].tag
    try:
        return Locale.parse(_EUROPEAN.get(tag, tag), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(COMMON)


@cache
def _long(tag: str) -> str:
    known = locale_of(tag).datetime_skeletons
    short = _LONG.get(tag) or known[match_skeleton("MMMMEd", known) or "MMMEd"].pattern
    return re.sub("[Ec]+", "EEEE", re.sub("[ML]{3,}", "MMMM", short))


@cache
def _short(tag: str) -> str:
    return str(_SHORT.get(tag) or locale_of(tag).datetime_skeletons["MEd"].pattern).replace("ccc", "E")


def _said(day: date, pattern: str, language: str) -> str:
    if language in _MONTHS:
        pattern = pattern.replace("MMMM", f"'{_MONTHS[language][day.month - 1]}'")
    if language == "fr" and day.day == 1 and "MMMM" in pattern:
        pattern = pattern.replace("d", "d'er'")
    return format_date(day, pattern, locale_of(language))
