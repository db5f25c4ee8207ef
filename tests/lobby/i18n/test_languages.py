"""Which texts a visitor gets."""

import pytest

from lobby.i18n import LANGUAGES, catalogue, negotiate, pick, texts
from lobby.i18n.extract import PLURALS

KIOSK_ORDER = "de de-simple uk ar ru en fa tr ku ps vi fr pl ro ti so"
ROOM = "Zimmer {number}"


def test_the_languages_stand_in_the_kiosks_order():
    assert list(LANGUAGES) == KIOSK_ORDER.split()


def test_arabic_farsi_and_pashto_run_right_to_left():
    assert [code for code, language in LANGUAGES.items() if language.direction == "rtl"] == ["ar", "fa", "ps"]


def test_german_is_its_own_message_id():
    assert texts("de").gettext(ROOM, number="104") == "Zimmer 104"
    assert texts("de").ngettext("{count} Minute", "{count} Minuten", 1) == "1 Minute"
    assert texts("de").ngettext("{count} Minute", "{count} Minuten", 0) == "0 Minuten"


def test_a_text_without_values_keeps_its_braces():
    assert texts("de").gettext("{nicht gefüllt}") == "{nicht gefüllt}"


def test_what_a_catalogue_lacks_is_said_in_english():
    for_staff = "Sie haben Hilfe gerufen."
    assert for_staff not in catalogue("so").one
    assert texts("so").gettext(for_staff) == texts("en").gettext(for_staff) != for_staff


def test_what_no_catalogue_knows_stays_german():
    assert texts("so").gettext("Diesen Satz kennt niemand.") == "Diesen Satz kennt niemand."
    assert texts("ar").ngettext("{count} Igel", "{count} Igel gar", 7) == "7 Igel gar"


def test_simple_german_falls_back_to_german_and_never_to_english():
    assert texts("de-simple").gettext("Diesen Satz kennt niemand.") == "Diesen Satz kennt niemand."
    assert texts("de-simple").gettext("Name oder Passwort ist falsch.") != texts("en").gettext("Name oder Passwort ist falsch.")


def test_leichte_sprache_is_german_to_a_browser():
    assert LANGUAGES["de-simple"].tag == "de"


def test_texts_are_read_once():
    assert texts("uk") is texts("uk")


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("uk", {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 111: 2, 0: 2}),
        ("ru", {1: 0, 3: 1, 7: 2, 14: 2, 31: 0, 104: 1, 0: 2}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 103: 3, 11: 4, 99: 4, 111: 4, 100: 5, 101: 5, 102: 5, 200: 5}),
        ("en", {1: 0, 0: 1, 2: 1}),
        ("fa", {1: 0, 0: 1, 2: 1}),
        ("tr", {1: 0, 0: 1, 2: 1}),
        ("de-simple", {1: 0, 0: 1, 2: 1}),
    ],
)
def test_every_count_takes_its_plural_form(code, counts):
    found = catalogue(code)
    assert found is not None
    assert {n: found.form(n) for n in counts} == counts


def test_a_russian_wait_is_told_in_its_three_forms():
    one, many = "wartet seit {count} Minute", "wartet seit {count} Minuten"
    waits = [texts("ru").ngettext(one, many, n) for n in (1, 2, 5, 21)]
    assert waits == ["ждёт 1 минуту", "ждёт 2 минуты", "ждёт 5 минут", "ждёт 21 минуту"]


def test_an_arabic_wait_is_told_in_the_form_that_its_count_asks_for():
    one, many = "wartet seit {count} Minute", "wartet seit {count} Minuten"
    assert texts("ar").ngettext(one, many, 2) == "ينتظر منذ دقيقتين"
    assert texts("ar").ngettext(one, many, 7) == "ينتظر منذ 7 دقائق"
    assert texts("ar").ngettext(one, many, 13) == "ينتظر منذ 13 دقيقة"


def test_every_written_catalogue_has_its_plural_rule():
    assert set(PLURALS) <= set(LANGUAGES) - {"de"}


@pytest.mark.parametrize(
    ("by_language", "language", "found"),
    [
        ({"de": "Zimmer", "uk": "Кабінет"}, "uk", "Кабінет"),
        ({"de": "Zimmer", "en": "Room"}, "de-simple", "Zimmer"),
        ({"de": "Zimmer", "en": "Room"}, "ti", "Room"),
        ({"de": "Zimmer", "fr": "Bureau"}, "ti", "Zimmer"),
        ({"fr": "Bureau"}, "ti", "Bureau"),
    ],
)
def test_an_offices_text_comes_in_the_nearest_language(by_language, language, found):
    assert pick(by_language, language) == found


def test_no_text_at_all_is_an_error():
    with pytest.raises(KeyError):
        pick({}, "de")


DEMO = ["de", "de-simple", "uk", "ar", "ru", "en", "fa", "tr"]


@pytest.mark.parametrize(
    ("accept_language", "offered", "found"),
    [
        ("uk-UA,uk;q=0.9", DEMO, "uk"),
        ("uk-UA,uk;q=.9", DEMO, "uk"),
        ("de-AT", DEMO, "de"),
        ("de-simple", DEMO, "de-simple"),
        ("DE-SIMPLE", DEMO, "de-simple"),
        ("bg, ru;q=0.8, de;q=0.9", DEMO, "de"),
        ("prs", DEMO, "fa"),
        ("kmr-Latn", [*DEMO, "ku"], "ku"),
        ("ckb", DEMO, "en"),
        ("de;q=0, tr;q=0.1", DEMO, "tr"),
        ("*", DEMO, "en"),
        ("", DEMO, "en"),
        (None, DEMO, "en"),
        (None, ["de", "fr"], "de"),
        ("ja", ["de", "fr"], "de"),
        (";;;q=x,,=,tr ; q = 0.5", DEMO, "tr"),
        ("tr;q=nonsense, ar;q=0.2", DEMO, "ar"),
    ],
)
def test_a_browser_gets_the_offered_language_that_it_asks_for_most(accept_language, offered, found):
    assert negotiate(accept_language, offered) == found


def test_a_sentence_with_a_plural_can_also_be_said_plainly():
    assert texts("ru").gettext("wartet seit {count} Minute", count=1) == "ждёт 1 минуту"
