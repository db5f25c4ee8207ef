"""Writing on the strip."""

from PIL import Image, ImageChops

from printer.station.paper import SMALLEST, Paper, Style


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.invert(image.convert("L")).getbbox()
    assert box
    return box


def test_the_strip_grows_with_what_is_written() -> None:
    paper = Paper(576, "de")
    for n in range(100):
        paper.text(f"Zeile {n}", Style(40))
    strip = paper.cut()
    assert strip.height > 4500
    assert ink(strip)[3] > strip.height - 60


def test_what_was_written_keeps_inside_the_margins() -> None:
    for language, text in (("de", "Ein langer Satz, der mehr als eine Zeile braucht. " * 5), ("ar", "جواز السفر وعقد العمل " * 8)):
        for align in ("centre", "start", "end"):
            paper = Paper(384, language)
            paper.text(text, Style(30, bold=True, align=align))
            left, _, right, _ = ink(paper.cut())
            assert left >= paper.margin - 2
            assert right <= 384 - paper.margin + 2


def test_a_list_in_arabic_has_its_points_on_the_right() -> None:
    sides = {}
    for language, text in (("de", "Pass"), ("ar", "جواز")):
        paper = Paper(576, language)
        paper.item(text, Style(26, align="start"))
        left, _, right, _ = ink(paper.cut())
        sides[language] = (left + right) / 2
    assert sides["de"] < 288 < sides["ar"]


def test_narrow_paper_has_smaller_text_but_never_below_24_px() -> None:
    wide, narrow = Paper(576, "de"), Paper(384, "de")
    assert wide._fitted("Text", Style(40), 500).font.size == 40
    assert narrow._fitted("Text", Style(40), 350).font.size == 32
    assert narrow._fitted("Text", Style(24), 350).font.size == SMALLEST


def test_a_long_word_makes_the_text_smaller_before_it_is_broken() -> None:
    how = Paper(384, "de")._fitted("Niederlassungserlaubnis", Style(48, bold=True), 350)
    assert SMALLEST <= how.font.size < 39
    assert how.width("Niederlassungserlaubnis") <= 350


def test_no_single_word_is_left_alone_on_the_last_line() -> None:
    from printer.station.fonts import writing
    from printer.station.paper import _even

    lines = _even(writing("Ihre Nummer und Ihr Raum werden hier angezeigt", "de", 30), 560)
    assert len(lines) == 2
    assert len(lines[-1].split()) > 1


def test_a_bar_is_mostly_black() -> None:
    paper = Paper(576, "de")
    paper.bar(["Копія", "Kopie"], Style(32, bold=True))
    strip = paper.cut().convert("L")
    bar = strip.crop(ink(strip))
    assert bar.histogram()[0] > 0.75 * bar.width * bar.height
