"""Answers: intervals as published, and what is hidden stays hidden."""

from datetime import date
from itertools import product

import pytest

from lobby.domain.feedback import hidden, monday, period_of, wilson


@pytest.mark.parametrize(
    ("some", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_that_newcombe_prints_for_wilsons_score(some, of, low, high):
    """Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3."""
    assert wilson(some, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_an_interval_stays_between_nothing_and_all():
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0


def test_small_cells_are_hidden_and_none_is_the_rest_of_what_is_told():
    for numbers in product((0, 1, 4, 5, 9), repeat=4):
        cells = dict(enumerate(numbers))
        out = hidden(cells)
        assert all(name in out for name, number in cells.items() if 0 < number < 5)
        others = [number for name, number in cells.items() if number and name not in out]
        if out and others:
            assert len(out) >= 2
            assert sum(cells[name] for name in out) >= 5


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden({"a": 5, "b": 0, "c": 12}) == set()


def test_weeks_begin_on_monday_and_months_on_the_first():
    assert monday(date(2026, 11, 29)) == date(2026, 11, 23)
    assert period_of("week", date(2027, 1, 2)) == (date(2026, 12, 28), date(2027, 1, 4))
    assert period_of("month", date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))
