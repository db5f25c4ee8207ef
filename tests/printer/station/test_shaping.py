"""Letters joined, in order and with their marks: programs that read text find the words, and on a broken page they do not."""

import unicodedata
from difflib import SequenceMatcher

import pytest
from papers import BRING, SERVICE, facts, laid_out, read_aloud, words
from PIL import Image, ImageDraw, ImageFont

from lobby.i18n import LANGUAGES
from printer.station import fonts
from printer.station.slip import content, picture

READERS = {"de": "deu", "ar": "ara", "fa": "fas", "uk": "ukr", "ru": "rus", "vi": "vie", "ti": "tir"}
ALIKE = 0.75  # measured: 0.88 (ti) to 1.0; in any way broken, 0.0 to 0.2
WIDTHS = (576, 512, 384)


def slip(language: str, width: int) -> Image.Image:
    return picture(only_in(language), width)


def only_in(language: str) -> object:
    """A slip without German below each line: programs that read one language guess at others."""
    own = {"service_name": {language: SERVICE[language]}, "bring": {language: BRING[language]}}
    return facts(language, **own, layout=laid_out("service", "bring"))


def meant(language: str, width: int) -> str:
    return " ".join(words(content(only_in(language), width)))


def likeness(language: str, wanted: str, read: str) -> float:
    """From 0 to 1: how much of the wanted letters was read, in order. Other scripts do not count, nor what is read besides."""
    script = LANGUAGES[language].script.upper()
    wanted, read = (
        "".join(letter for letter in text if unicodedata.name(letter, "").startswith(script) and letter.isalpha())
        for text in (unicodedata.normalize("NFC", wanted), unicodedata.normalize("NFC", read))
    )
    runs = SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks()
    return sum(run.size for run in runs if run.size > 1) / len(wanted)


@pytest.mark.parametrize("language", READERS)
def test_a_program_that_reads_the_language_reads_the_slip(language: str) -> None:
    read = read_aloud(slip(language, 576), READERS[language])
    assert likeness(language, meant(language, 576), read) >= ALIKE


@pytest.mark.soak
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", READERS)
def test_it_reads_slips_of_every_width(language: str, width: int) -> None:
    read = read_aloud(slip(language, width), READERS[language])
    assert likeness(language, meant(language, width), read) >= ALIKE


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_letters_that_are_not_joined_are_not_read(language: str) -> None:
    """What a Pillow without raqm prints: single letters, from left to right."""
    face = fonts.FOLDER / f"{fonts.FACES['arabic']}{fonts.REGULAR}"
    read = read_aloud(
        written(BRING[language], ImageFont.truetype(face, 28, layout_engine=ImageFont.Layout.BASIC)), READERS[language]
    )
    assert likeness(language, " ".join(BRING[language]), read) < ALIKE / 2


@pytest.mark.parametrize("language", ["ar", "uk", "ti"])
def test_letters_in_reverse_order_are_not_read(language: str) -> None:
    backwards = [point[::-1] for point in BRING[language]]
    read = read_aloud(written(backwards, fonts.writing(backwards[0], language, 28).font), READERS[language])
    assert likeness(language, " ".join(BRING[language]), read) < ALIKE / 2


def test_letters_that_do_join_are_read_from_the_same_kind_of_page() -> None:
    """So what the two tests above see is the shaping, not the page."""
    read = read_aloud(written(BRING["fa"], fonts.writing(BRING["fa"][0], "fa", 28).font), "fas")
    assert likeness("fa", " ".join(BRING["fa"]), read) >= ALIKE


def written(lines: list[str], font: ImageFont.FreeTypeFont) -> Image.Image:
    page = Image.new("L", (576, 60 * len(lines) + 40), 255)
    for n, line in enumerate(lines):
        ImageDraw.Draw(page).text((40, 20 + 60 * n), line, 0, font)
    return page
