"""Dates as each language writes them."""

from datetime import date

import pytest

from lobby.i18n import LANGUAGES
from lobby.i18n.dates import day_name


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Donnerstag, 26. November"),
        ("de-simple", "Donnerstag, 26. November"),
        ("en", "Thursday 26 November"),
        ("uk", "четвер, 26 листопада"),
        ("ru", "четверг, 26 ноября"),
        ("ar", "الخميس، 26 نوفمبر"),
        ("tr", "26 Kasım Perşembe"),
    ],
)
def test_a_date_is_written_as_the_language_does(language, said):
    assert day_name(date(2026, 11, 26), language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_way_with_dates(language):
    assert "26" in day_name(date(2026, 11, 26), language)
