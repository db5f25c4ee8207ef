"""Concerns on a few large tiles, and found by everyday words."""

import tomllib
from dataclasses import replace

import pytest
from office import DEMO

from lobby.domain.concerns import MOST_FOUND, MOST_TILES, is_a_slip, level_of, levels, search, words
from lobby.domain.office import Group
from lobby.i18n import LANGUAGES

SAID = {service["slug"]: service["words"] for service in tomllib.loads(DEMO)["services"]}


@pytest.fixture
def office(day):
    return day.runtime.office(day.office_id)


def shown(office):
    return [[tile.service.slug if tile.service else tile.leads_to for tile in level.tiles] for level in levels(office)]


def named(office, count):
    """An office with so many services, in no group."""
    one = next(iter(office.services.values()))
    services = {n: replace(one, id=n, slug=f"s{n}", group=None) for n in range(count)}
    return replace(office, services=services, groups={})


def found(office, typed, language="de"):
    return [service.slug for service in search(office.services.values(), typed, language)]


def test_the_demo_offers_its_common_concerns_at_once_and_the_others_behind_one_tile(office):
    first, more = shown(office)
    assert first == ["pick-up", "service-point", "residence", "fiktion", "duldung", "ukraine", 1, "address"]
    assert more == ["settlement", "verpflichtung", "naturalisation", "benefits"]


@pytest.mark.parametrize("count", [0, 1, 8, 9, 15, 16, 26])
def test_no_level_has_more_than_eight_tiles_and_every_service_stands_on_one(office, count):
    office = named(office, count)
    laid = levels(office)
    assert all(len(level.tiles) <= MOST_TILES for level in laid)
    services = [tile.service.slug for level in laid for tile in level.tiles if tile.service]
    assert sorted(services) == sorted(f"s{n}" for n in range(count))
    for service in office.services.values():
        assert any(tile.service == service for tile in laid[level_of(office, service)].tiles)


def test_every_level_is_reached_from_the_first_and_leads_back(office):
    laid = levels(named(office, 26))
    for number, level in enumerate(laid[1:], 1):
        assert number in [tile.leads_to for tile in laid[level.back].tiles if not tile.service]


def test_a_group_that_is_full_leads_on_within_the_group(office):
    office = named(office, 12)
    group = Group("all", "more", {"de": "Alles"})
    grouped = {n: replace(each, group="all") for n, each in office.services.items()}
    first, inside, rest = levels(replace(office, services=grouped, groups={"all": group}))
    assert [len(level.tiles) for level in (first, inside, rest)] == [1, 8, 5]
    assert rest.group == inside.group == group


@pytest.mark.parametrize(
    ("typed", "language", "first"),
    [
        ("Karte abholen", "de", "pick-up"),
        ("card", "en", "pick-up"),
        ("بطاقة", "ar", "pick-up"),
        ("ukraine", "de", "ukraine"),
        ("Adresse", "ar", "address"),
        ("fiktion", "ti", "fiktion"),
        ("einburgerung", "de", "naturalisation"),
        ("EINBÜRG", "vi", "naturalisation"),
        ("fiktoin", "de", "fiktion"),
        ("niederlasung", "de", "settlement"),
    ],
)
def test_everyday_words_lead_to_their_concern(office, typed, language, first):
    assert found(office, typed, language)[0] == first


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_everyday_word_of_each_language_finds_its_concern(office, code):
    for slug, said in SAID.items():
        for text in said[code]:
            assert slug in found(office, text, code), (slug, text)


def test_nothing_typed_and_nonsense_find_nothing(office):
    assert [found(office, typed) for typed in ("", "   ", "!?", "xqzxqz", "<script>", "\u202e")] == [[]] * 6


def test_a_few_are_found_and_the_own_language_counts_more(office):
    assert len(found(office, "a")) == MOST_FOUND
    one, other = list(office.services.values())[:2]
    one = replace(one, words={"so": ["tirada"]}, name={"de": "x"})
    other = replace(other, words={"tr": ["tirada"]}, name={"de": "y"})
    assert search([one, other], "tirada", "tr") == [other, one]


def test_a_key_without_signs_above_finds_words_that_have_them():
    assert words("Đăng ký") == words("dang ky")
    assert words("Żółć łódź") == words("zolc lodz")
    assert words("أُسْرَة") == words("اسره")
    assert words("ስድራቤት") == words("ሰደረበተ")
    assert words("İstanbul ışık") == words("istanbul isik")


def test_a_slip_is_one_letter():
    for one, other in (("karte", "karten"), ("karte", "kartr"), ("karte", "katre"), ("karte", "arte"), ("karte", "karte")):
        assert is_a_slip(one, other), (one, other)
        assert is_a_slip(other, one), (other, one)
    for one, other in (("karte", "kasse"), ("karte", "kar"), ("abcde", "badce")):
        assert not is_a_slip(one, other), (one, other)
