from hypothesis import given
from hypothesis import strategies as st

from lobby.domain import numbers


def test_a_number_is_a_letter_and_three_digits_and_spoken_without_zeros():
    assert numbers.number("A", 12) == "A012"
    assert numbers.spoken("A012") == "A 12"


def test_in_a_sentence_numbers_are_said_without_zeros_and_other_words_stay():
    said = "Für diesen Termin gibt es schon eine Nummer: A012. Zimmer B1004, X1, 007."
    assert numbers.in_speech(said) == "Für diesen Termin gibt es schon eine Nummer: A 12. Zimmer B1004, X1, 007."
    assert numbers.in_speech("رقمك A007") == "رقمك A 7"


@given(st.integers(1, numbers.HIGHEST))
def test_written_numbers_sort_as_they_were_drawn(serial):
    written = numbers.number("P", serial)
    assert len(written) == 4
    assert int(written[1:]) == serial
    assert numbers.number("P", serial - 1) < written


def test_a_quota_limits_a_day_and_no_quota_leaves_what_three_digits_hold():
    assert numbers.limit(0) == 0
    assert numbers.limit(20) == 20
    assert numbers.limit(None) == numbers.limit(5000) == 999
