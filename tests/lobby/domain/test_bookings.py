"""Codes, standings, and what an import changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.domain import appointments
from lobby.domain.appointments import Appointment, AppointmentState, Booking, code_of, plan
from lobby.domain.office import Office
from lobby.domain.policy import Policy

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OFFICE = Office(
    *(1, "bernburg", {}, "", "Europe/Berlin", ("de",), {}, frozenset(), timedelta(), False, False),
    services={},
    counters={},
    displays={},
)
BOOKINGS = st.lists(
    st.builds(
        Booking,
        code=st.sampled_from([f"C{number}" for number in range(8)]),
        service_id=st.integers(1, 2),
        at=st.integers(-30, 60).map(lambda hours: TEN + timedelta(hours=hours)),
        is_cancelled=st.booleans(),
    ),
    unique_by=lambda booking: booking.code,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("k7-mw 3p", "K7MW3P"),
        (" 123-456 ", "123456"),
        ("٤٢", "42"),
        ("Ｋ７", "K7"),
        ("ß-1", "SS1"),
        ("9f@booking.example", "9FBOOKINGEXAMPLE"),
        ("<b>", "B"),
        ("- ?!", ""),
    ],
)
def test_a_code_is_its_letters_and_digits_however_it_is_typed(typed, kept):
    assert code_of(typed) == kept


@given(st.text())
def test_a_code_stays_what_it_is(text):
    assert code_of(code_of(text)) == code_of(text)


@pytest.mark.parametrize(
    ("minutes", "standing"),
    [(-31, "booked"), (-30, "due"), (0, "due"), (1, "late"), (15, "late"), (16, "not-arrived")],
)
def test_an_appointment_is_due_then_late_then_not_arrived(minutes, standing):
    booked = Appointment(1, "K7", 1, TEN)
    assert appointments.standing(Policy(), booked, TEN + timedelta(minutes=minutes)) == standing


@pytest.mark.parametrize("state", [AppointmentState.ARRIVED, AppointmentState.NOT_ARRIVED, AppointmentState.CANCELLED])
def test_what_became_of_it_stays_so_whatever_the_hour(state):
    assert appointments.standing(Policy(), Appointment(1, "K7", 1, TEN, state), TEN - timedelta(days=1)) == state


def done(known, planned):
    """What is known after a plan was carried out, as `commands.appointments` does."""
    known = dict(known)
    for change in planned.changes:
        told = change.booking
        state = AppointmentState.CANCELLED if told.is_cancelled else AppointmentState.BOOKED
        known[told.code] = Appointment(1, told.code, told.service_id, told.at, state)
    return known


def planned(known, bookings, complete=False):
    return plan(OFFICE, known, bookings, TODAY, complete)


@given(BOOKINGS, BOOKINGS, st.booleans())
def test_importing_the_same_again_changes_nothing(before, bookings, complete):
    known = done({}, planned({}, before))
    first = planned(known, bookings, complete)
    again = planned(done(known, first), bookings, complete)
    assert again.changes == ()
    assert first.past == again.past


@given(BOOKINGS, BOOKINGS)
def test_what_arrived_is_never_changed(before, bookings):
    known = done({}, planned({}, before))
    arrived = {code: replace(each, state=AppointmentState.ARRIVED) for code, each in known.items()}
    changed = {change.booking.code for change in planned(arrived, bookings, complete=True).changes}
    assert not changed & set(arrived)


@given(BOOKINGS, BOOKINGS)
def test_only_a_complete_import_cancels_what_it_lacks_and_only_on_its_own_dates(before, bookings):
    known = done({}, planned({}, before))
    named, dates = {each.code for each in bookings}, {appointments.calendar.local_date(OFFICE, each.at) for each in bookings}
    assert not [change for change in planned(known, bookings).changes if change.booking.code not in named]
    for change in planned(known, bookings, complete=True).changes:
        if change.booking.code not in named:
            assert change.kind == "cancelled"
            assert appointments.calendar.local_date(OFFICE, change.booking.at) in dates


def test_past_dates_are_left_out_and_counted():
    night = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)  # a minute before Bernburg's midnight
    found = planned({}, [Booking("A", 1, night), Booking("B", 1, night + timedelta(minutes=1))])
    assert ([change.booking.code for change in found.changes], found.past) == (["B"], 1)


def test_a_moved_appointment_concerns_both_its_dates():
    known = {"A": Appointment(1, "A", 1, TEN)}
    moved = planned(known, [Booking("A", 1, TEN + timedelta(days=2))])
    assert moved.count("moved") == 1
    assert [moved.touches(OFFICE, TODAY + timedelta(days=days)) for days in (0, 1, 2)] == [True, False, True]
