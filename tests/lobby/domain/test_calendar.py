"""Hours in the office's own time zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from lobby.domain import calendar
from lobby.domain.office import Office, Service

PLAIN = Service(1, "residence", "A", {}, {}, "info", 20, False, None, False)
MORNINGS = {weekday: ((time(8), time(12)),) for weekday in ("mon", "tue", "wed", "thu", "fri")}
BENEFITS = replace(PLAIN, id=2, slug="benefits", letter="B", hours=MORNINGS)
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
    services={1: PLAIN},
    counters={},
    displays={},
)


WITH_BENEFITS = replace(BERNBURG, services={1: PLAIN, 2: BENEFITS})


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


def on(day: str, text: str, offset: str = "+01:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{text}{offset}").astimezone(UTC)


def test_a_services_own_hours_stand_in_for_the_offices():
    assert calendar.accepts_walk_ins(WITH_BENEFITS, at("08:30"), BENEFITS)
    assert not calendar.accepts_walk_ins(WITH_BENEFITS, at("08:30"), PLAIN)
    assert not calendar.accepts_walk_ins(WITH_BENEFITS, at("14:30"), BENEFITS)
    assert calendar.accepts_walk_ins(WITH_BENEFITS, at("14:30"), PLAIN)


def test_the_house_is_open_whenever_something_in_it_is():
    spans = calendar.openings(WITH_BENEFITS, date(2026, 11, 24))
    assert [(span.start, span.end) for span in spans] == [(at("08:00"), at("12:00")), (at("14:00"), at("18:00"))]
    wednesday = on("2026-11-25", "10:00")
    assert calendar.is_open(WITH_BENEFITS, wednesday)
    assert not calendar.is_open_itself(WITH_BENEFITS, wednesday)
    assert calendar.is_open_itself(WITH_BENEFITS, at("10:00"))
    assert calendar.accepts_walk_ins(WITH_BENEFITS, wednesday)
    assert calendar.day_end(WITH_BENEFITS, date(2026, 11, 25)) == on("2026-11-25", "12:00")


def test_walk_ins_stop_before_each_closing_of_each_service():
    longer = replace(BENEFITS, hours={"tue": ((time(9), time(13)),)})
    office = replace(BERNBURG, services={1: PLAIN, 2: longer})
    assert calendar.accepts_walk_ins(office, at("11:45"))
    assert not calendar.accepts_walk_ins(office, at("11:45"), PLAIN)
    assert not calendar.accepts_walk_ins(office, at("12:30"))
    assert calendar.is_open(office, at("12:30"))


def test_the_office_says_when_it_opens_itself_and_each_service_when_it_does():
    assert calendar.next_opening(WITH_BENEFITS, at("19:00")) == on("2026-12-08", "09:00")
    assert calendar.next_opening(WITH_BENEFITS, at("19:00"), BENEFITS) == on("2026-11-25", "08:00")
    without = replace(WITH_BENEFITS, hours={})
    assert calendar.next_opening(without, at("19:00")) == on("2026-11-25", "08:00")


def test_closure_days_close_every_service_and_an_exception_beats_both():
    first = date(2026, 12, 1)  # a closure day
    assert calendar.openings(WITH_BENEFITS, first, BENEFITS) == ()
    other = replace(WITH_BENEFITS, exceptions={first: ((time(10), time(11)),), date(2026, 11, 26): ()})
    for service in (PLAIN, BENEFITS, None):
        [span] = calendar.openings(other, first, service)
        assert (span.start, span.end) == (on("2026-12-01", "10:00"), on("2026-12-01", "11:00"))
        assert calendar.openings(other, date(2026, 11, 26), service) == ()


def test_what_is_left_of_today_leaves_breaks_out():
    assert calendar.open_for(BERNBURG, at("08:00"), PLAIN) == timedelta(hours=7)
    assert calendar.open_for(BERNBURG, at("11:30"), PLAIN) == timedelta(hours=4, minutes=30)
    assert calendar.open_for(BERNBURG, at("13:00"), PLAIN) == timedelta(hours=4)
    assert calendar.open_for(BERNBURG, at("18:00"), PLAIN) == timedelta()


def test_a_late_appointment_keeps_the_day_from_ending():
    tuesday = date(2026, 11, 24)
    assert calendar.day_end(BERNBURG, tuesday, booked=at("17:00")) == at("18:00")
    assert calendar.day_end(BERNBURG, tuesday, booked=at("18:30")) == at("18:45")
    assert calendar.day_end(BERNBURG, tuesday, booked=at("23:55")) == on("2026-11-25", "00:00")


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [("2026-03-29", "+01:00", "+02:00"), ("2026-10-25", "+02:00", "+01:00")],
)
def test_on_the_days_when_clocks_change_the_doors_follow_the_wall_clock(day, before, after):
    sunday, hours = date.fromisoformat(day), ((time(0), time(1)), (time(9), time(12)))
    office = replace(BERNBURG, exceptions={sunday: hours})
    night, morning = calendar.openings(office, sunday)
    assert (night.start, night.end) == (on(day, "00:00", before), on(day, "01:00", before))
    assert (morning.start, morning.end) == (on(day, "09:00", after), on(day, "12:00", after))
    assert morning.walk_in_end == on(day, "11:30", after)
    assert calendar.day_end(office, sunday) == on(day, "12:00", after)
    assert calendar.local_date(office, on(day, "00:00", before)) == sunday
    assert calendar.local_date(office, on(day, "00:00", before) - timedelta(seconds=1)) == sunday - timedelta(days=1)
    assert calendar.day_end(BERNBURG, sunday) - on(day, "00:00", before) == timedelta(hours=23 if before < after else 25)
