"""What visitors read in sixteen languages, the demo office's own texts included: each in its own language and script."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources

import pytest

from lobby.commands.officefile import parse
from lobby.i18n import COMMON, GERMAN, LANGUAGES, SIMPLE_GERMAN
from lobby.i18n.extract import CATALOGUES, PLURALS, forms, merge, sentences

SCRIPTS = {
    "latin": re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]"),
    "cyrillic": re.compile(r"[Ѐ-ӿ]"),
    "arabic": re.compile(r"[\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff]"),
    "ethiopic": re.compile(r"[ሀ-ፚ]"),
}
FOREIGN_LETTERS = {
    "uk": "ыэёъ",  # Russian alone
    "ru": "іїєґў",  # Ukrainian alone
    "fa": "يكىة",  # the Arabic code points of ye and kaf: another letter to a search, another shape at a word's end
    # Pashto has ي (as in دي) beside ی (as in دی), and three more; kaf is ک
    "ps": "كىہھ",
    "ar": "یکپچژگھہەۀ",
    "ro": "şţŞŢ",  # with a cedilla: Turkish, and missing from many fonts; Romanian has a comma below
}
SAME = {
    "Code": {"en": "the German word is English", "fr": "so it is called in French: “code PIN”, “code d’accès”"},
    "Kontrast": {"tr": "the same word in Turkish"},
}
"""Sentences that a language has in common with German or English, and why."""
AS_IT_IS_CALLED = {
    "QR": "on the thing itself",
    "PIN": "on the letter",
    "B1": "on the certificate",
    "ID": "Ukrainians call their card so: ID-картка",
    "cookie": "as in the settings of every browser",
    "text": "a media type", "csv": "a media type", "calendar": "a media type",
}  # fmt: skip
"""Latin words that stand in sentences of other scripts, outside brackets, though the German sentence has them not, or not so."""
LONGEST_WORD, MOST_WORDS = 13, 10
OTHERS = [code for code in LANGUAGES if code not in (GERMAN, SIMPLE_GERMAN)]


def from_catalogues() -> Iterator[tuple[str, dict[str, str]]]:
    """Each sentence and each plural form, as each language says it."""
    wanted = sentences(for_visitors=True)
    merged = {code: merge((CATALOGUES / f"{code}.po").read_text("utf-8"), wanted) for code in PLURALS}
    for message in wanted:
        german = (message.id,) if isinstance(message.id, str) else message.id
        for number, said in enumerate(german if message.id else ()):
            told = {code: forms(found[message.id]) for code, found in merged.items()}
            yield said, {GERMAN: said} | {code: all_forms[min(number, len(all_forms) - 1)] for code, all_forms in told.items()}


def from_the_office() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each text of the demo office that visitors read."""
    file = parse(resources.files("lobby.demo").joinpath("bernburg.toml").read_text("utf-8"))
    yield "the office's name", file.office.name
    for part in (*file.areas, *file.outcomes, *file.services, *file.counters):
        yield f"{type(part).__name__} {part.slug}", part.name or {}
    for counter in file.counters:
        yield f"hint of {counter.slug}", counter.hint
    for service in file.services:
        for number in range(len(service.bring[GERMAN])):
            yield f"{service.slug} brings {number}", {code: papers[number] for code, papers in service.bring.items()}
    yield "the slip's last line", file.slip.footer


@pytest.fixture(scope="module")
def said():
    """What stands where → language → sentence. An office need not say everything: what it does not say at all is left out."""
    return [*from_catalogues(), *((place, texts) for place, texts in from_the_office() if texts)]


def letters(text: str) -> str:
    """The sentence without its places to fill."""
    return re.sub(r"\{[^}]*\}", " ", text)


def outside(text: str) -> str:
    """The sentence without its places to fill, and without what stands in brackets or in quotation marks."""
    return re.sub(r"\([^)]*\)|[„«“][^“”»]*[“”»]", " ", letters(text))


def has_words(text: str) -> bool:
    return re.search(r"[^\W\d]", letters(text)) is not None


def is_simple_already(text: str) -> bool:
    """Whether a German sentence is as Leichte Sprache wants it: short sentences of short words."""
    sentences_of_it = re.split(r"[.!?:]\s*", letters(text))
    words = re.split(r"[\s–-]+", letters(text))
    return max(len(each.split()) for each in sentences_of_it) <= MOST_WORDS and max(map(len, words)) <= LONGEST_WORD + 1


def test_no_sentence_lacks_a_language(said):
    assert [(place, code) for place, texts in said for code in LANGUAGES if not texts.get(code)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_sentence_was_left_in_german_or_english(code, said):
    for place, texts in said:
        if has_words(texts[code]) and code not in SAME.get(texts[code], {}):
            left_in = [other for other in (GERMAN, SIMPLE_GERMAN, COMMON) if other != code and texts[other] == texts[code]]
            assert left_in == [], place


def test_leichte_sprache_is_german_only_where_german_is_simple_already(said):
    hard = [texts[GERMAN] for _, texts in said if texts[GERMAN] == texts[SIMPLE_GERMAN] and not is_simple_already(texts[GERMAN])]
    assert hard == []


@pytest.mark.parametrize("code", OTHERS)
def test_no_two_languages_say_the_same_sentence(code, said):
    """A sentence of four words or more that is word for word that of another language was put into the wrong file."""
    for place, texts in said:
        if len(letters(texts[code]).split()) > 3:
            assert [other for other, text in texts.items() if text == texts[code]] == [code], place


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_in_the_script_of_its_language(code, said):
    own = SCRIPTS[LANGUAGES[code].script]
    for place, texts in said:
        left = letters(texts[code])
        for name, script in SCRIPTS.items():
            assert script is own or name == "latin" or not script.search(left), f"{place}: {texts[code]}"
        assert own.search(outside(left)) or not has_words(outside(left)), f"{place}: {texts[code]}"


@pytest.mark.parametrize("code", [code for code, language in LANGUAGES.items() if language.script != "latin"])
def test_latin_words_in_other_scripts_are_names_that_visitors_meet_in_german(code, said):
    for place, texts in said:
        for word in re.findall(r"[A-Za-zÄÖÜäöüß]+[0-9]*", outside(texts[code])):
            assert word in texts[GERMAN] or word in AS_IT_IS_CALLED, f"{place}: {texts[code]}"


@pytest.mark.parametrize("code", FOREIGN_LETTERS)
def test_no_sentence_has_letters_of_a_neighbouring_language(code, said):
    for place, texts in said:
        assert not set(FOREIGN_LETTERS[code]) & set(texts[code].lower()), f"{place}: {texts[code]}"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_letter_is_one_character_and_every_digit_one_of_the_signs(code, said):
    """Accents are composed (NFC): fonts of printers have no others. Digits are those of the numbers and rooms themselves."""
    for place, texts in said:
        assert unicodedata.is_normalized("NFC", texts[code]), place
        assert all(c.isascii() for c in texts[code] if c.isdecimal()), place
        assert all(c.isprintable() or c in "\u200c\u00a0\u202f" for c in texts[code]), f"{place}: {texts[code]!r}"
