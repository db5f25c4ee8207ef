"""Dates and hours as each language writes them."""

from dataclasses import replace
from datetime import date, time
from types import MappingProxyType

import pytest

from lobby.i18n import LANGUAGES
from lobby.public import hours


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Donnerstag, 26. November"),
        ("de-simple", "Donnerstag, 26. November"),
        ("en", "Thursday, November 26"),
        ("uk", "четвер, 26 листопада"),
        ("ru", "четверг, 26 ноября"),
        ("ar", "الخميس، 26 نوفمبر"),
        ("tr", "26 Kasım Perşembe"),
    ],
)
def test_a_date_is_written_as_the_language_does(language, said):
    assert hours.day_name(date(2026, 11, 26), language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_names_for_the_week(day, language):
    assert len({row["name"] for row in hours.table(day.office, language)}) == 5


def test_a_saturday_is_listed_only_when_it_opens(day):
    assert len(hours.table(day.office, "de")) == 5
    also = replace(day.office, hours=MappingProxyType(dict(day.office.hours) | {"sat": ((time(9), time(11, 30)),)}))
    assert hours.table(also, "de")[-1] == {"name": "Samstag", "spans": [("09:00", "11:30")]}
