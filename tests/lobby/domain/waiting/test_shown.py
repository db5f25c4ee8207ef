"""A range is told in whole, honest minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.domain.waiting.shown import Wait, shown


@pytest.mark.parametrize(
    ("low_s", "high_s", "said"),
    [
        (0, 0, Wait(0, 1)),
        (30, 61, Wait(0, 2)),
        (9 * 60, 12 * 60, Wait(9, 15)),
        (11 * 60, 24 * 60, Wait(10, 25)),
        (64 * 60, 81 * 60, Wait(60, 90)),
        (131 * 60, 170 * 60, Wait(120, 180)),
        (600, 600, Wait(10, 15)),
        (-5, -1, Wait(0, 1)),
    ],
)
def test_the_low_end_is_rounded_down_and_the_high_end_up(low_s, high_s, said):
    assert shown(low_s, high_s) == said


@given(st.floats(0, 40_000), st.floats(0, 40_000))
def test_a_range_is_never_empty_and_never_negative(low_s, wider_s):
    said = shown(low_s, low_s + wider_s)
    assert 0 <= said.low_minutes < said.high_minutes
    assert said.low_minutes * 60 <= low_s
    assert said.high_minutes * 60 >= low_s + wider_s
