"""Slips in every language of the house on every paper, read back from their bytes."""

from functools import cache

import pytest
from papers import PLACE, STATUS_URL, all_decoded, codes, facts, ink

from lobby.i18n import LANGUAGES, texts
from printer.station.fonts import is_drawable
from printer.station.raster import escpos, full_raster, is_sound
from printer.station.slip import SlipFacts, picture

WIDTHS = (576, 512, 384)
MOST_MM = {576: 170, 512: 175, 384: 205}  # with a place, and marked as copy and as demonstration


def full(language: str) -> SlipFacts:
    return facts(language, place=PLACE, floor=1, is_copy=True, is_demo=True)


@cache
def read_back() -> dict[tuple[str, int], object]:
    every = [(language, width) for language in LANGUAGES for width in WIDTHS]
    return dict(zip(every, all_decoded([escpos(picture(full(language), width)) for language, width in every]), strict=True))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_program_decodes_the_same_picture_and_a_phone_its_code(language: str, width: int) -> None:
    slip, read = picture(full(language), width), read_back()[language, width]
    assert (slip.mode, slip.width) == ("1", width)
    assert read.picture.size == slip.size
    assert read.picture.point(lambda tone: 255 if tone else 0).tobytes() == slip.convert("L").tobytes()
    assert all(map(is_sound, read.bands))
    assert read.commands[-1] == "GS V"
    assert codes(read.picture) == [STATUS_URL]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_in_the_margins_and_the_paper_is_not_too_long(language: str, width: int) -> None:
    slip = picture(full(language), width)
    left, _, right, _ = ink(slip)
    assert left >= width // 36 - 3
    assert right <= width - width // 36 + 3
    assert slip.height / 8 <= MOST_MM[width]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_drawn_whole(language: str) -> None:
    picture(full(language))  # strict here: a letter that no typeface has is an error
    for catalogue in texts(language)._catalogues:
        assert [text for text in catalogue.one.values() if not is_drawable(text)] == []


def test_an_ordinary_slip_takes_no_more_than_130_mm() -> None:
    spoken = ("de", "de-simple", "uk", "ru", "en", "fa", "tr", "ps", "vi", "fr", "ti")
    lengths = {language: picture(facts(language)).height / 8 for language in spoken}
    assert {language: mm for language, mm in lengths.items() if mm > 130} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [576, 512, 384])
def test_a_job_takes_at_most_half_the_bytes_of_its_full_raster(language: str, width: int) -> None:
    slip = picture(facts(language), width)
    assert 15_000 < len(escpos(slip)) < len(full_raster(slip)) / 2
