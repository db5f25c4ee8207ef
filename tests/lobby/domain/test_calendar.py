"""Hours in the office's own time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from lobby.domain import calendar
from lobby.domain.office import Office

BERNBURG = Office(
    id=1,
    slug="bernburg",
    name={"de": "Amt"},
    address="",
    time_zone="Europe/Berlin",
    languages=("de",),
    hours={"tue": ((time(9), time(12)), (time(14), time(18)))},
    closures=frozenset({date(2026, 12, 1)}),
    walk_in_stop=timedelta(minutes=30),
    is_demo=True,
    always_open=False,
    services={},
    counters={},
    displays={},
)


def at(text: str) -> datetime:
    """An instant on Tuesday, 24 November 2026, by Bernburg's clock (one hour ahead of UTC)."""
    return datetime.fromisoformat(f"2026-11-24T{text}+01:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "is_open", "accepts"),
    [
        ("08:59:59", False, False),
        ("09:00", True, True),
        ("11:29:59", True, True),
        ("11:30", True, False),
        ("12:00", False, False),
        ("13:00", False, False),
        ("14:00", True, True),
        ("17:30", True, False),
        ("18:00", False, False),
    ],
)
def test_doors_and_the_last_walk_in(when, is_open, accepts):
    assert calendar.is_open(BERNBURG, at(when)) is is_open
    assert calendar.accepts_walk_ins(BERNBURG, at(when)) is accepts


def test_a_lunch_break_does_not_end_the_day():
    assert calendar.day_end(BERNBURG, date(2026, 11, 24)) == at("18:00")


def test_a_date_without_opening_ends_at_midnight():
    assert calendar.day_end(BERNBURG, date(2026, 11, 25)) == datetime(2026, 11, 25, 23, tzinfo=UTC)


def test_the_next_opening_leaps_over_a_closure_day():
    assert calendar.next_opening(BERNBURG, at("19:00")) == datetime(2026, 12, 8, 8, tzinfo=UTC)
    assert calendar.next_opening(BERNBURG, at("13:00")) == at("14:00")


def test_an_office_without_hours_never_opens():
    assert calendar.next_opening(replace(BERNBURG, hours={}), at("10:00")) is None


def test_the_local_date_changes_at_the_offices_midnight():
    assert calendar.local_date(BERNBURG, at("23:59:59")) == date(2026, 11, 24)
    assert calendar.local_date(BERNBURG, at("23:59:59") + timedelta(seconds=1)) == date(2026, 11, 25)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 24), 24)])
def test_a_demo_is_open_all_day_also_when_clocks_change(day, hours):
    opening, *rest = calendar.openings(replace(BERNBURG, always_open=True), day)
    assert rest == []
    assert opening.end - opening.start == timedelta(hours=hours)
    assert opening.walk_in_end == opening.end


def test_an_opening_until_midnight_ends_with_the_date():
    late = replace(BERNBURG, hours={"tue": ((time(20), time()),)})
    assert calendar.day_end(late, date(2026, 11, 24)) == at("23:59:59") + timedelta(seconds=1)
