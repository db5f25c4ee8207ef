"""An office's forecast from its own rows: past tickets, counts that stayed, its calendar, what is booked."""

import random
from datetime import UTC, date, datetime, timedelta

import pastdays
import pytest
from sqlalchemy import select, update

from lobby.commands import retention, setup
from lobby.reports import forecast
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.tickets import TicketRow

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def past(day):
    """Nine weeks of Tuesdays (40 visitors, most at nine) and Thursdays (20)."""
    chance = random.Random(1)
    for ago in range(1, 64):
        on = TODAY - timedelta(days=ago)
        if on.weekday() in (1, 3):
            hours = {9: 20, 10: 10, 14: 10} if on.weekday() == 1 else {9: 10, 14: 10}
            told = [
                visit
                for hour, mean in hours.items()
                for visit in pastdays.visits(round(chance.gauss(mean, mean**0.5)), 0, hour=hour)
            ]
            pastdays.put(day.db, day.office, on, told)
    return day


def outlook(day):
    with day.db.snapshot() as session:
        known = forecast.learned(session, day.office, TODAY)
        return forecast.outlook(session, day.office, TODAY, known)


def mean(found, on):
    return next(each.total.mean for each in found.days if each.on == on)


def test_two_weeks_are_told_and_closed_days_expect_nobody(past):
    found = outlook(past)
    assert len(found.days) == 15
    assert mean(found, TODAY) == pytest.approx(40, rel=0.12)
    assert mean(found, TODAY + timedelta(days=2)) == pytest.approx(20, rel=0.2)
    assert mean(found, TODAY + timedelta(days=5)) == 0  # Sunday
    tuesday = found.days[0].quarters
    assert max(tuesday, key=lambda at: tuesday[at].mean) // 4 == 9


def test_a_closure_day_expects_nobody(past):
    setup.change(past.db, past.office_id, "test", {"closures": [{"date": "2026-12-01", "name": "Inventur"}]})
    assert mean(outlook(past), date(2026, 12, 1)) == 0


def test_what_is_booked_comes_on_top_as_often_as_appointments_are_kept(past):
    before = outlook(past)
    at = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    service = past.office.service("naturalisation")
    with past.db.write() as session:
        session.add_all(
            AppointmentRow(office_id=past.office_id, code=f"B{number}", service_id=service.id, at=at) for number in range(10)
        )
    found = outlook(past)
    on = date(2026, 12, 3)
    assert found.appointments[on] == 10
    assert mean(found, on) - mean(before, on) == pytest.approx(10 * found.learned.kept)
    assert found.learned.kept == pytest.approx(0.85)


def test_who_came_by_appointment_is_not_expected_twice(past):
    """A quarter of each past day had appointments: the rest are the walk-ins, and how many kept theirs is learned."""
    with past.db.write() as session:
        for row in session.scalars(select(TicketRow)):
            if row.id % 4 == 0:
                row.appointment_at = row.drawn_at
        session.execute(update(DayRow).values(appointments=10))
    found = outlook(past)
    assert mean(found, TODAY) == pytest.approx(30, rel=0.15)
    assert 0.6 < found.learned.kept < 0.95


def test_deleted_days_are_still_known_by_their_counts(past):
    before = mean(outlook(past), TODAY)
    setup.change(past.db, past.office_id, "test", {"office": {"retention_days": 21}}, is_sure=True)
    assert len(retention.forget(past.db)) > 8
    found = outlook(past)
    assert found.learned.known == 18
    assert mean(found, TODAY) == pytest.approx(before, rel=0.03)


def test_an_office_without_a_past_is_told_nothing(day):
    found = outlook(day)
    assert (found.days, found.learned.known, found.learned.trial.days) == ([], 0, 0)


def test_past_days_were_forecast_beside_the_rivals(past):
    trial = outlook(past).learned.trial
    assert trial.days >= 8
    assert all(score.of_days > 0 for score in trial.scores.values())
