"""What stands on the strip, and how far apart."""

import pytest
from papers import ink, png
from PIL import Image, ImageChops

from printer.station.lines import SMALLEST
from printer.station.logo import HIGHEST_PX, logo
from printer.station.paper import BLEED, Bar, Beside, Huge, Part, Picture, Point, Strip, Style, Text, drawn, inner_width, piled

PLAIN = Style(26)


def text(said: str, style: Style = PLAIN, language: str = "de") -> Text:
    return Text(said, style, language)


def white_runs(image: Image.Image) -> list[int]:
    """How many white rows there are between any two things, from top to bottom."""
    runs, run = [], 0
    for y in range(image.height):
        if ink(image.crop((0, y, image.width, y + 1))):
            runs, run = [*runs, run] if run else runs, 0
        else:
            run += 1
    return runs


def test_the_paper_is_as_long_as_what_stands_on_it() -> None:
    part: Part = tuple(text(f"Zeile {n}", Style(40)) for n in range(100))
    strip = piled([[part]], 576)
    assert (strip.mode, strip.width) == ("1", 576)
    assert strip.height > 4500
    assert ink(strip)[3] > strip.height - 30


@pytest.mark.parametrize("align", ["centre", "start", "end"])
@pytest.mark.parametrize(
    ("language", "said"), [("de", "Ein langer Satz, der weiter geht. " * 5), ("ar", "جواز السفر وعقد العمل " * 8)]
)
def test_what_was_written_keeps_inside_the_margins(language: str, said: str, align: str) -> None:
    left, _, right, _ = ink(piled([[(text(said, Style(30, bold=True, align=align), language),)]], 384))
    assert left >= 10 - 2
    assert right <= 384 - 10 + 2


def test_a_list_in_arabic_has_its_points_on_the_right() -> None:
    sides = {}
    for language, said in (("de", "Pass"), ("ar", "جواز")):
        left, _, right, _ = ink(piled([[(Point(said, Style(26, align="start"), language),)]], 576))
        sides[language] = (left + right) / 2
    assert sides["de"] < 288 < sides["ar"]


def test_narrow_paper_has_smaller_text_but_never_below_24_px() -> None:
    wide, narrow = Strip(544, 1.0), Strip(364, 0.8)
    assert wide.fitted(text("Text", Style(40)), 500).size == 40
    assert narrow.fitted(text("Text", Style(40)), 350).size == 32
    assert narrow.fitted(text("Text", Style(24)), 350).size == SMALLEST


@pytest.mark.parametrize("number", ["A012", "W999", "M000", "I111"])
@pytest.mark.parametrize("width", [576, 512, 384])
def test_a_number_is_as_wide_as_the_paper_allows(number: str, width: int) -> None:
    left, _, right, _ = ink(drawn((Huge(number, 0.44),), inner_width(width), 1.0))
    assert left >= BLEED
    assert right <= BLEED + inner_width(width) + 1
    if number != "I111":
        assert right - left > 0.94 * inner_width(width)


def test_the_white_between_parts_is_the_same_whatever_letters_they_have() -> None:
    parts: list[Part] = [(text(said, language="uk"),) for said in ("Minuten", "Hunde", "Дощ", "Allee", "Weg")]
    runs = white_runs(piled([parts], 576))
    assert max(runs[1:]) - min(runs[1:]) <= 8


def test_a_line_divides_groups_and_an_empty_group_leaves_none() -> None:
    part: Part = (text("Text"),)
    two = piled([[part], [part]], 576)
    assert piled([[part], [], [part]], 576).tobytes() == two.tobytes()
    assert piled([[], [part], [part]], 576).tobytes() == two.tobytes()
    rows = [ink(two.crop((0, y, 576, y + 1))) for y in range(two.height)]
    assert [row for row in rows if row and row[2] - row[0] == inner_width(576)] == [(16, 0, 560, 1)] * 2


def test_a_bar_is_mostly_black() -> None:
    bar = piled([[(Bar((text("Копія", language="uk"), text("Kopie"))),)]], 576).convert("L")
    area = bar.crop(ink(bar))
    assert area.histogram()[0] > 0.75 * area.width * area.height


def test_a_text_stands_beside_a_picture() -> None:
    square = Picture.of(Image.new("1", (144, 144), 0))
    beside = piled([[(Beside(square, (text("Text daneben"),), 20),)]], 576)
    assert ink(beside.crop((16, 0, 160, beside.height)))[:3:2] == (0, 144)
    assert beside.height < 200


def test_it_stands_below_where_the_column_would_be_too_narrow() -> None:
    square = Picture.of(Image.new("1", (200, 200), 0))
    assert piled([[(Beside(square, (text("Text darunter"),), 20),)]], 384).height > 250


def test_a_part_is_drawn_the_same_from_memory() -> None:
    part: Part = (text("Zweimal"),)
    assert drawn(part, 544, 1.0).tobytes() == drawn(part, 544, 1.0).tobytes()


def test_a_large_logo_is_made_smaller_and_a_small_one_is_not_made_larger() -> None:
    for size, most in (((2000, 300), 544), ((300, 2000), HIGHEST_PX), ((60, 40), 60)):
        made = logo(png(Image.new("RGB", size, "black")), 544)
        assert max(made.size) == most


def test_what_is_transparent_is_white_paper() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (20, 20, 60, 60))
    assert logo(png(image), 544).size == (40, 40)
    assert logo(png(Image.new("RGBA", (100, 100), (0, 0, 0, 0))), 544) is None


def test_lettering_has_hard_edges_and_areas_of_colour_become_dots() -> None:
    letters = drawn((Huge("Amt", 0.4),), 300, 1.0).convert("L").resize((90, 40))
    sharp = logo(png(letters), 544).image().convert("L")
    expected = letters.point(lambda tone: 0 if tone < 150 else 255)
    assert ImageChops.difference(sharp, expected.crop(ink(letters.point(lambda tone: 255 if tone >= 240 else 0)))).getbbox() is None
    yellow = logo(png(Image.new("RGB", (100, 100), (240, 200, 0))), 544).image().convert("L")
    assert 0.1 < yellow.histogram()[0] / 10_000 < 0.4


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", png(Image.new("RGB", (90, 90), "red"))[:-40], b"GIF89a" + bytes(40)])
def test_a_logo_that_cannot_be_read_is_left_out_and_said_in_the_log(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    logo.cache_clear()
    assert logo(data, 544) is None
    assert "logo" in caplog.text
