"""Dates as each language writes them."""

from datetime import UTC, date, datetime

import pytest
from babel import Locale

from lobby.i18n import LANGUAGES
from lobby.i18n.dates import day_and_time, day_name, hour_name, month_name, short_day, week_name, weekdays

THURSDAY, MONDAY = date(2026, 11, 26), date(2027, 3, 1)

SAID = {
    "de": ("Donnerstag, 26. November", "Montag, 1. März", "Do., 26.11."),
    "de-simple": ("Donnerstag, 26. November", "Montag, 1. März", "Do., 26.11."),
    "uk": ("четвер, 26 листопада", "понеділок, 1 березня", "чт, 26.11"),
    "ar": ("الخميس، 26 نوفمبر", "الاثنين، 1 مارس", "الخميس، 26.11"),
    "ru": ("четверг, 26 ноября", "понедельник, 1 марта", "чт, 26.11"),
    "en": ("Thursday 26 November", "Monday 1 March", "Thu 26/11"),
    "fa": ("پنجشنبه 26 نوامبر", "دوشنبه 1 مارس", "پنجشنبه 26.11"),
    "tr": ("26 Kasım Perşembe", "1 Mart Pazartesi", "26/11 Per"),
    "ku": ("pêncşem, 26ê mijdarê", "duşem, 1ê adarê", "pşm, 26.11"),
    "ps": ("پينځنۍ، د نومبر 26", "دونۍ، د مارچ 1", "پينځنۍ، 26.11"),
    "vi": ("Thứ Năm, 26 tháng 11", "Thứ Hai, 1 tháng 3", "Th 5, 26/11"),
    "fr": ("jeudi 26 novembre", "lundi 1er mars", "jeu. 26/11"),
    "pl": ("czwartek, 26 listopada", "poniedziałek, 1 marca", "czw., 26.11"),
    "ro": ("joi, 26 noiembrie", "luni, 1 martie", "joi, 26.11"),
    "ti": ("ሓሙስ፣ 26 ሕዳር", "ሰኑይ፣ 1 መጋቢት", "ሓሙ፣ 26/11"),
    "so": ("Khamiis, 26 Noofeembar", "Isniin, 1 Maarso", "Khms, 26/11"),
}
MONTHS = {
    **dict.fromkeys(("de", "de-simple", "en"), "November 2026"),
    "uk": "листопад 2026",
    "ar": "نوفمبر 2026",
    "ru": "ноябрь 2026",
    "fa": "نوامبر 2026",
    "tr": "Kasım 2026",
    "pl": "listopad 2026",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_written_as_the_language_does(language):
    assert (day_name(THURSDAY, language), day_name(MONDAY, language), short_day(THURSDAY, language)) == SAID[language]


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"de", "de-simple", "en"}))
def test_no_language_has_its_dates_in_german_or_english(language):
    """The twelve months and the seven weekdays are its own; a few are the same by chance: "August" is Romanian too."""
    months = [day_name(date(2026, month, 2), language) for month in range(1, 13)]
    for other in ("de", "en"):
        assert len(set(months) & {day_name(date(2026, month, 2), other) for month in range(1, 13)}) == 0
        assert not set(weekdays(language)) & set(weekdays(other))
    assert len(set(months)) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_those_of_the_gregorian_calendar_in_the_digits_of_the_signs(language):
    for month in range(1, 13):
        said, short = day_name(date(2026, month, 25), language), short_day(date(2026, month, 25), language)
        assert "25" in said
        assert [int(number) for number in "".join(c if c.isdecimal() and c.isascii() else " " for c in short).split()][-2:] == [
            25,
            month,
        ]
        assert all(c.isascii() for c in said + short if c.isdecimal())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_has_twenty_four_hours(language):
    assert day_and_time(datetime(2026, 11, 26, 14, 5, tzinfo=UTC), language) == f"{SAID[language][0]} · 14:05"


@pytest.mark.parametrize("first", LANGUAGES)
def test_the_weekdays_of_one_language_never_stand_on_the_page_of_another(first):
    """Babel keeps what it found for one language where it looks for the next one (python-babel/babel#1234)."""
    weekdays(first), short_day(THURSDAY, first), Locale.parse(LANGUAGES[first].tag).days["stand-alone"]["wide"]
    for language in LANGUAGES:
        assert day_name(THURSDAY, language) == SAID[language][0]
        assert day_name(THURSDAY, language).startswith(weekdays(language)[3]) or language == "tr"


@pytest.mark.parametrize("first", LANGUAGES)
def test_the_months_of_one_language_never_stand_on_the_page_of_another(first):
    month_name(THURSDAY, first), Locale.parse(LANGUAGES[first].tag).months["stand-alone"]["wide"]
    for language, said in MONTHS.items():
        assert month_name(THURSDAY, language) == said


def test_weeks_and_hours_run_from_left_to_right_in_every_script():
    assert week_name(date(2026, 12, 28)) == "\u206628.12.–03.01.2027\u2069"
    assert hour_name(9) == "\u206609–10\u2069"
