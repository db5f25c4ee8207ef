"""Weeks, months and years as stretches of dates."""

from datetime import date

import pytest

from lobby.domain import periods


@pytest.mark.parametrize(
    ("on", "by", "first", "last"),
    [
        (date(2026, 11, 29), periods.WEEK, date(2026, 11, 23), date(2026, 11, 29)),
        (date(2027, 1, 2), periods.WEEK, date(2026, 12, 28), date(2027, 1, 3)),
        (date(2026, 12, 31), periods.MONTH, date(2026, 12, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), periods.MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 6, 1), periods.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_date_lies_in_one_week_month_and_year(on, by, first, last):
    assert periods.around(on, by) == (first, last)
    assert periods.is_fixed(first, last)
