"""Opening hours as each language writes them."""

from dataclasses import replace
from datetime import time
from types import MappingProxyType

import pytest

from lobby.i18n import LANGUAGES
from lobby.public import hours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_names_for_the_week(day, language):
    assert len({row["name"] for row in hours.table(day.office, language)}) == 5


def test_a_saturday_is_listed_only_when_it_opens(day):
    assert len(hours.table(day.office, "de")) == 5
    also = replace(day.office, hours=MappingProxyType(dict(day.office.hours) | {"sat": ((time(9), time(11, 30)),)}))
    assert hours.table(also, "de")[-1] == {"name": "Samstag", "number": 5, "spans": [("09:00", "11:30")]}
