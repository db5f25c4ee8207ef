"""Where a text's lines break, and how large it is then."""

import pytest
from papers import LONG_WORDS

from printer.station.fonts import writing
from printer.station.lines import SMALLEST, broken, even, fitted, runs, snug


def test_lines_break_at_spaces_hyphens_and_slashes() -> None:
    how = writing("Warte-Bereich und Aufenthalts/Duldungssachen", "de", 30)
    assert broken(how, 320) == ("Warte-Bereich und", "Aufenthalts/", "Duldungssachen")


def test_a_line_breaks_after_a_colon_where_that_takes_no_more_of_them() -> None:
    how = writing("Bitte warten Sie hier: Wartebereich · Erdgeschoss", "de", 30)
    assert even(how, 544) == ("Bitte warten Sie hier:", "Wartebereich · Erdgeschoss")


def test_no_single_word_is_left_alone_on_the_last_line() -> None:
    lines = even(writing("Ihre Nummer und Ihr Raum werden hier angezeigt", "de", 30), 560)
    assert len(lines) == 2
    assert len(lines[-1].split()) > 1


def test_a_long_word_makes_the_text_smaller_before_it_is_cut() -> None:
    how = fitted("Niederlassungserlaubnis", "de", 48, 350, bold=True)
    assert SMALLEST <= how.size < 39
    assert how.width("Niederlassungserlaubnis") <= 350


@pytest.mark.parametrize("text", ["والمستشفيات", "للمستشفيات العامة", "والمستوصفات"])
def test_an_arabic_word_is_never_cut_while_a_smaller_one_fits(text: str) -> None:
    how = fitted(text, "ar", 60, 160)
    assert how.size >= SMALLEST
    assert " ".join(broken(how, 160)).split() == text.split()


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("دار", ["د", "ا", "ر"]),  # three letters that join none after them
        ("كتاب", ["كتا", "ب"]),
        ("مُعَلِّم", ["مُعَلِّم"]),  # vowel marks stay with their letters, which all join
        ("ماء", ["ما", "ء"]),
        ("می\u200cروم", ["می\u200c", "ر", "و", "م"]),
        ("ښوونځی", ["ښو", "و", "نځی"]),
        ("ژړا", ["ژ", "ړ", "ا"]),
        ("ሰላም", ["ሰ", "ላ", "ም"]),
        ("Ấy", ["Ấ", "y"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("їж", ["ї", "ж"]),
    ],
)
def test_a_word_may_be_cut_only_where_no_letters_join_and_no_mark_is_lost(word: str, pieces: list[str]) -> None:
    assert runs(word) == pieces


@pytest.mark.parametrize("language", LONG_WORDS)
@pytest.mark.parametrize("width", [544, 484, 364])
def test_a_word_longer_than_the_paper_is_cut_between_runs_and_loses_nothing(language: str, width: int) -> None:
    word = LONG_WORDS[language] * 2
    how = fitted(word, language, 38, width, bold=True)
    lines = broken(how, width)
    assert how.size == SMALLEST
    assert "".join(lines) == word
    assert max(map(how.width, lines)) <= width
    assert [piece for line in lines for piece in runs(line)] == runs(word)


def test_a_run_of_joined_letters_wider_than_the_paper_gets_smaller_rather_than_torn() -> None:
    word = "بيت" * 30
    assert runs(word) == [word]
    how = fitted(word, "ar", 30, 364)
    assert how.size < SMALLEST
    assert broken(how, 364) == (word,)
    assert how.width(word) <= 364


def test_a_text_gives_in_a_little_where_that_saves_a_line() -> None:
    text = "Wartezeit: etwa 20 bis 35 Minuten"
    how = fitted(text, "de", 34, 544, bold=True)
    smaller = snug(how, 544, 0.85)
    assert (len(broken(how, 544)), len(broken(smaller, 544))) == (2, 1)
    assert how.size * 0.85 <= smaller.size < how.size


def test_it_does_not_where_it_would_take_as_many_lines() -> None:
    how = fitted("Kurz", "de", 34, 544, bold=True)
    assert snug(how, 544, 0.85) == how
