"""The demo office's file: an office that can be shown to anyone in sixteen languages."""

from collections import Counter
from pathlib import Path

import pytest

import lobby
import lobby.i18n
from lobby.commands.officefile import parse

LANGUAGES = list(lobby.i18n.LANGUAGES)
LETTERS = {
    "pick-up": "P", "service-point": "S", "residence": "A", "fiktion": "F", "duldung": "D", "ukraine": "U",
    "settlement": "N", "verpflichtung": "V", "naturalisation": "E", "address": "C", "benefits": "B",
}  # fmt: skip
ICONS = ["id-card", "info", "residence", "paper", "stay", "ukraine", "home", "invitation", "citizen", "address", "benefits"]


@pytest.fixture(scope="module")
def bernburg():
    return parse((Path(lobby.__file__).parent / "demo" / "bernburg.toml").read_text("utf-8"))


def test_it_is_marked_as_a_demo(bernburg):
    assert bernburg.office.slug == "bernburg"
    assert bernburg.office.demo


def test_it_speaks_the_sixteen_languages(bernburg):
    assert bernburg.office.languages == LANGUAGES
    assert set(bernburg.office.name) == set(LANGUAGES)


def test_it_has_the_services_of_the_authority(bernburg):
    assert {service.slug: service.letter for service in bernburg.services} == LETTERS
    assert [service.icon for service in bernburg.services] == ICONS
    assert [service.slug for service in bernburg.services if service.express] == ["pick-up"]


def test_every_service_has_a_name_and_what_to_bring_in_every_language(bernburg):
    for service in bernburg.services:
        assert list(service.name) == LANGUAGES, service.slug
        assert list(service.bring) == LANGUAGES, service.slug
        assert len({len(bring) for bring in service.bring.values()}) == 1, f"{service.slug}: a list lacks something"


def test_no_two_services_have_the_same_name(bernburg):
    for language in LANGUAGES:
        assert len({service.name[language] for service in bernburg.services}) == len(bernburg.services)


def test_every_service_is_served_at_two_counters_at_least(bernburg):
    served = Counter(slug for counter in bernburg.counters for slug in counter.services)
    assert set(served) == set(LETTERS)
    assert min(served.values()) >= 2


def test_its_counters_and_its_display_are_those_of_the_contract(bernburg):
    assert [counter.slug for counter in bernburg.counters] == ["sp-1", "sp-2", *map(str, range(101, 109))]
    assert [display.slug for display in bernburg.displays] == ["hall", "upstairs", "door-104", "wall"]


def test_it_opens_on_tuesdays_and_thursdays_and_stops_walk_ins_half_an_hour_before(bernburg):
    assert bernburg.hours == {"tue": ["09:00-12:00", "14:00-18:00"], "thu": ["09:00-12:00", "14:00-16:00"]}
    assert bernburg.office.walk_in_stop_minutes == 30


def test_leichte_sprache_spells_long_words_with_a_hyphen(bernburg):
    """Words of 15 letters and more are hard to read: they are split."""
    for service in bernburg.services:
        words = " ".join([service.name["de-simple"], *service.bring["de-simple"]]).replace("-", " ").split()
        assert [word for word in words if len(word.strip(".,:()")) >= 15] == [], service.slug
