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
        ("ku", {1: 0, 0: 1, 2: 1}),
        ("ps", {1: 0, 0: 1, 2: 1}),
        ("vi", {1: 0, 0: 0, 2: 0}),
        ("fr", {0: 0, 1: 0, 2: 1}),
        ("pl", {1: 0, 2: 1, 5: 2, 12: 2, 21: 2, 22: 1, 112: 2, 0: 2}),
        ("ro", {1: 0, 0: 1, 2: 1, 19: 1, 20: 2, 100: 2, 101: 1, 119: 1, 120: 2}),
        ("ti", {1: 0, 0: 1, 2: 1}),
        ("so", {1: 0, 0: 1, 2: 1}),
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


WAITING = {
    "de": ["Gerade wartet 1 Person.", "Gerade warten 2 Personen.", "Gerade warten 5 Personen.", "Gerade warten 21 Personen."],
    "de-simple": ["Jetzt wartet 1 Person.", "Jetzt warten 2 Personen.", "Jetzt warten 5 Personen.", "Jetzt warten 21 Personen."],
    "uk": ["Зараз чекає 1 особа.", "Зараз чекають 2 особи.", "Зараз чекають 5 осіб.", "Зараз чекає 21 особа."],
    "ar": ["ينتظر الآن شخص واحد.", "ينتظر الآن شخصان.", "ينتظر الآن 5 أشخاص.", "ينتظر الآن 21 شخصاً."],
    "ru": ["Сейчас ждёт 1 человек.", "Сейчас ждут 2 человека.", "Сейчас ждут 5 человек.", "Сейчас ждёт 21 человек."],
    "en": ["1 person is waiting now.", "2 people are waiting now.", "5 people are waiting now.", "21 people are waiting now."],
    "fa": ["الان 1 نفر منتظر است.", "الان 2 نفر منتظر هستند.", "الان 5 نفر منتظر هستند.", "الان 21 نفر منتظر هستند."],
    "tr": ["Şu anda 1 kişi bekliyor.", "Şu anda 2 kişi bekliyor.", "Şu anda 5 kişi bekliyor.", "Şu anda 21 kişi bekliyor."],
    "ku": ["Niha 1 kes li bendê ye.", "Niha 2 kes li bendê ne.", "Niha 5 kes li bendê ne.", "Niha 21 kes li bendê ne."],
    "ps": ["اوس 1 کس انتظار کوي.", "اوس 2 کسان انتظار کوي.", "اوس 5 کسان انتظار کوي.", "اوس 21 کسان انتظار کوي."],
    "vi": ["Hiện có 1 người đang chờ.", "Hiện có 2 người đang chờ.", "Hiện có 5 người đang chờ.", "Hiện có 21 người đang chờ."],
    "fr": [
        "1 personne attend en ce moment.",
        "2 personnes attendent en ce moment.",
        "5 personnes attendent en ce moment.",
        "21 personnes attendent en ce moment.",
    ],
    "pl": ["Teraz czeka 1 osoba.", "Teraz czekają 2 osoby.", "Teraz czeka 5 osób.", "Teraz czeka 21 osób."],
    "ro": ["Acum așteaptă 1 persoană.", "Acum așteaptă 2 persoane.", "Acum așteaptă 5 persoane.", "Acum așteaptă 21 de persoane."],
    "ti": ["ሕጂ 1 ሰብ ይጽበ ኣሎ።", "ሕጂ 2 ሰባት ይጽበዩ ኣለዉ።", "ሕጂ 5 ሰባት ይጽበዩ ኣለዉ።", "ሕጂ 21 ሰባት ይጽበዩ ኣለዉ።"],
    "so": ["Hadda 1 qof ayaa sugaya.", "Hadda 2 qof ayaa sugaya.", "Hadda 5 qof ayaa sugaya.", "Hadda 21 qof ayaa sugaya."],
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_people_are_counted_as_the_language_counts(code):
    """One, two, five and twenty-one: where the forms of all sixteen languages part."""
    one, many = "Gerade wartet {count} Person.", "Gerade warten {count} Personen."
    assert [texts(code).ngettext(one, many, n) for n in (1, 2, 5, 21)] == WAITING[code]
