"""The test print."""

from datetime import UTC, datetime

import pytest
from papers import codes, decoded, read_aloud

from lobby.i18n import LANGUAGES
from printer.station.raster import escpos
from printer.station.trial import SAMPLES, TrialFacts, trial

FACTS = TrialFacts({"de": "Bürgeramt"}, "Drucker Halle", datetime(2026, 11, 24, 8, 14, tzinfo=UTC), "Europe/Berlin")
WIDTHS = (576, 512, 384)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_frame_stands_in_the_outermost_columns(width: int) -> None:
    print_ = trial(FACTS, width).convert("L")
    for column in (0, width - 1):
        assert set(print_.crop((column, 0, column + 1, print_.height)).tobytes()) == {0}


def test_it_says_which_printer_where_and_when() -> None:
    read = read_aloud(trial(FACTS, 576))
    for words in ("Drucker Halle", "Bürgeramt", "24.11.2026", "09:14:00", "576"):
        assert words in read


def test_it_has_a_line_in_every_script_of_the_house() -> None:
    assert {LANGUAGES[language].script for language in SAMPLES} == {language.script for language in LANGUAGES.values()}
    assert "vi" in SAMPLES


@pytest.mark.parametrize("width", WIDTHS)
def test_its_code_is_read_and_its_bytes_give_the_picture(width: int) -> None:
    print_ = trial(FACTS, width)
    assert len(codes(print_)) == 1
    assert decoded(escpos(print_)).picture.width == width
    assert print_.height / 8 < 80


def test_an_office_without_a_name_prints_too() -> None:
    assert trial(TrialFacts({}, "Halle", FACTS.printed_at, "UTC"), 576).height > 200
