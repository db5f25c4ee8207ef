"""Quantiles as statistics knows them, and classes that lose nobody."""

import statistics

import pytest

from lobby.domain.spread import classes, quantile


@pytest.mark.parametrize("values", [[3], [1, 2], [5, 1, 4, 2, 3], list(range(100)), [7, 7, 7, 9]])
def test_quantiles_are_those_of_the_standard_library(values):
    assert quantile(values, 0.5) == statistics.median(values)
    if len(values) > 1:
        tenths = statistics.quantiles(values, n=10, method="inclusive")
        assert [quantile(values, number / 10) for number in range(1, 10)] == pytest.approx(tenths)


def test_each_value_falls_into_one_class_and_a_bound_into_the_upper_one():
    assert classes([0, 4.9, 5, 12, 90, 400], (0, 5, 10, 90)) == [2, 1, 1, 2]
    assert classes([], (0, 5)) == [0, 0]
