"""Which typeface draws what."""

import logging

import pytest

from printer.station import fonts
from printer.station.fonts import writing


def shape(text: str, language: str = "ar") -> bytes:
    how = writing(text, language, 40)
    return bytes(how.font.getmask(how.ordered(text), direction=how.direction, language=language))


@pytest.mark.parametrize(
    ("text", "direction"),
    [("Grüße", "ltr"), ("Привіт", "ltr"), ("مرحبا", "rtl"), ("سلام گچپژ", "rtl"), ("ሰላም", "ltr"), ("Chào Việt", "ltr")],
)
def test_every_script_of_the_house_has_a_typeface_and_a_direction(text: str, direction: str) -> None:
    assert fonts.is_drawable(text)
    assert writing(text, "de", 30).direction == direction


def test_arabic_letters_join() -> None:
    joined = writing("بيت", "ar", 40)
    alone = sum(writing(letter, "ar", 40).width(letter) for letter in "بيت")
    assert joined.width("بيت") < 0.8 * alone


def test_a_number_with_a_dash_stays_in_order_within_arabic() -> None:
    """Without isolates "017-A" came out as "A-017"."""
    how = writing("رقم 017-A", "ar", 40)
    assert "\u2066017-A\u2069" in how.ordered("رقم 017-A")
    assert shape("ا 017-A") != shape("ا A-017")


def test_ranges_letters_and_signs_of_a_number_stay_together() -> None:
    assert (
        writing("س", "ar", 30).ordered("من 20–35 (§ 24 AufenthG) 80%")
        == "من \u206620–35\u2069 (\u2066§ 24 AufenthG\u2069) \u206680%\u2069"
    )


def test_a_character_that_no_typeface_has_is_an_error_in_tests() -> None:
    with pytest.raises(fonts.GlyphMissing, match=r"U\+6F22"):
        writing("Pass 漢字 1", "de", 30)


def test_it_is_left_out_and_said_in_the_log_where_visitors_wait(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "IS_STRICT", False)
    assert not fonts.is_drawable("漢")
    with caplog.at_level(logging.WARNING):
        assert writing("Pass 漢字 1", "de", 30).text == "Pass  1"
    assert "U+6F22" in caplog.text


def test_one_line_takes_one_typeface_latin_with_umlauts_inside_arabic_too() -> None:
    assert writing("شهادة (Fiktionsbescheinigung für Übergänge)", "ar", 30).text == "شهادة (Fiktionsbescheinigung für Übergänge)"


def test_isolates_and_joiners_are_not_taken_for_missing() -> None:
    assert writing("می\u200cروم \u206612\u2069", "fa", 30).text == "می\u200cروم \u206612\u2069"


def test_letters_and_their_accents_become_one() -> None:
    assert writing("Gru\u0308ße", "de", 30).text == "Grüße"


def test_a_mark_makes_numbers_run_from_right_to_left() -> None:
    assert writing("24.11.2026 · 09:14", "ar", 30).direction == "ltr"
    assert writing(f"{fonts.RTL_MARK}24.11.2026 · 09:14", "ar", 30).direction == "rtl"


def test_another_size_is_the_same_typeface() -> None:
    how = writing("سلام", "fa", 40, bold=True)
    assert (how.sized(20).size, how.sized(20).font.path, how.sized(20).direction) == (20, how.font.path, "rtl")
