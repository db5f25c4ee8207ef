"""Days, weeks (Monday first, as ISO 8601 has them), months and years as stretches of dates."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
BY = (DAY, WEEK, MONTH)
Span = tuple[date, date]  # both ends included


def name(on: date, by: str) -> str:
    """How the period of a date is written: 2026-11-24 · 2026-W48 · 2026-11."""
    if by == WEEK:
        year, week, _ = on.isocalendar()
        return f"{year}-W{week:02}"
    return on.isoformat() if by == DAY else f"{on:%Y-%m}"


def around(on: date, by: str) -> Span:
    """The week, month or year that a date lies in."""
    if by == WEEK:
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)
    if by == MONTH:
        return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
    return on.replace(month=1, day=1), on.replace(month=12, day=31)


def is_fixed(first: date, last: date) -> bool:
    """Whether these days are one week, one month or one year."""
    return any(around(first, by) == (first, last) for by in (WEEK, MONTH, YEAR))


def fixed(first: date, last: date) -> Iterator[Span]:
    """All weeks, months and years that lie whole between two dates, by their ends, the shorter first."""
    found = {around(first + timedelta(days=ahead), by) for ahead in range((last - first).days + 1) for by in (WEEK, MONTH, YEAR)}
    yield from sorted(
        (span for span in found if first <= span[0] and span[1] <= last), key=lambda span: (span[1], span[1] - span[0])
    )
