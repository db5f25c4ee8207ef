"""Appointments from the import to the end of their day."""

from datetime import UTC, datetime, timedelta

import pytest

from lobby.boards import appointments as boards
from lobby.boards.view import View
from lobby.commands import appointments, days
from lobby.domain import errors
from lobby.domain.appointments import Booking, code_of
from lobby.domain.lifecycle import Verb
from lobby.store import appointments as stored
from lobby.store import reading

TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)  # ten in Bernburg, half an hour from the tests' beginning
FRIDAY = datetime(2026, 11, 27, 9, tzinfo=UTC)


def booking(day, code="K7", at=TEN, service="residence", **more):
    return Booking(code_of(code), day.office.service(service).id, at, **more)


def put(day, *bookings, **how):
    return appointments.put(day.db, day.office_id, bookings, "test", **how)


def listed(day, on=None):
    """Code → (state, number) as the front desk sees them."""
    with day.db.snapshot() as session:
        rows = stored.of_day(session, day.office, on or day.clock.now().date())
    view = View(day.office, day.today, day.clock.now(), "", "de")
    return {each["code"]: (each["state"], each["number"]) for each in boards.today(view, rows)}


def turn_all(day):
    for office_id, on in days.due(day.db):
        days.turn(day.db, office_id, on)


def test_an_import_of_today_is_a_line_and_the_kiosk_offers_check_in(day):
    day.watch("kiosk")
    with day.pushes(lines=1) as pushed:
        put(day, booking(day), booking(day, "K8"))
    assert pushed.board("kiosk")["appointments"] is True
    assert day.journal[-1].verb is Verb.APPOINTMENTS
    assert day.today.appointments == 2
    with day.pushes(lines=0):
        plan = put(day, booking(day), booking(day, "K8"))
    assert (plan.changes, plan.unchanged) == ((), 2)


def test_an_import_of_other_dates_concerns_no_board_until_their_day_begins(day):
    with day.pushes(lines=0):
        put(day, booking(day, at=FRIDAY))
    day.clock.at = FRIDAY - timedelta(hours=8)
    assert (day.office_id, FRIDAY.date()) in days.due(day.db)
    turn_all(day)
    assert [line.verb.value for line in day.journal] == ["appointments"]
    assert days.due(day.db) == []
    assert day.runtime.board("kiosk", day.office_id, "", "de")["appointments"] is True


def test_a_preview_changes_nothing(day):
    before = day.today
    assert appointments.preview(day.db, day.office_id, [booking(day)]).count("added") == 1
    assert (day.today, listed(day)) == (before, {})


def test_a_later_import_moves_cancels_and_takes_back(day):
    put(day, booking(day, "K1"), booking(day, "K2"), booking(day, "K3"))
    moved = put(day, booking(day, "K1", TEN + timedelta(hours=1)), booking(day, "K2", is_cancelled=True))
    assert (moved.count("moved"), moved.count("cancelled")) == (1, 1)
    assert set(listed(day)) == {"K1", "K3"}
    assert put(day, booking(day, "K1", TEN + timedelta(hours=1)), complete=True).count("cancelled") == 1
    assert set(listed(day)) == {"K1"}
    assert put(day, booking(day, "K2")).count("added") == 1
    assert set(listed(day)) == {"K1", "K2"}
    day.check_journal()


def test_a_code_becomes_a_ticket_with_its_time(day):
    put(day, booking(day))
    with day.pushes(lines=1):
        drawn = day.draw(appointment="k-7")
    assert drawn.number == "A001"
    assert day.today.tickets[drawn.ticket_id].appointment_at == TEN
    assert listed(day) == {"K7": ("arrived", "A001")}


def test_the_same_key_again_gives_the_same_ticket(day):
    put(day, booking(day))
    first, again = (day.draw(key="the key of a choice", appointment="K7") for _ in range(2))
    assert (first.ticket_id, first.created, again.created) == (again.ticket_id, True, False)


def test_a_code_is_good_for_one_ticket_and_the_next_one_hears_its_number(day):
    put(day, booking(day))
    day.draw(appointment="K7")
    with day.pushes(lines=0), pytest.raises(errors.AppointmentUsed) as refused:
        day.draw(appointment="K7")
    assert (refused.value.code, refused.value.params) == ("appointment-unknown", {"number": "A001"})


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("K0", errors.AppointmentUnknown),
        ("!", errors.AppointmentUnknown),
        ("OTHER", errors.AppointmentElsewhere),
        ("GONE", errors.AppointmentCancelled),
        ("LATER", errors.AppointmentTooEarly),
        ("FRIDAY", errors.AppointmentOtherDay),
    ],
)
def test_what_cannot_be_checked_in_says_why(day, code, error):
    put(
        day,
        booking(day, "OTHER", service="fiktion"),
        booking(day, "GONE"),
        booking(day, "LATER", TEN + timedelta(minutes=1)),
        booking(day, "FRIDAY", FRIDAY),
    )
    put(day, booking(day, "GONE", is_cancelled=True))
    with day.pushes(lines=0), pytest.raises(errors.LobbyError) as refused:
        day.draw(appointment=code)
    assert type(refused.value) is error
    if error is errors.AppointmentTooEarly:
        assert refused.value.params == {"time": "10:01", "minutes": 30}


def test_who_comes_too_late_is_a_walk_in_while_there_are_walk_ins(day):
    put(day, booking(day), booking(day, "K8", TEN + timedelta(hours=2, minutes=20)))
    day.clock.forward(minutes=46)
    assert listed(day)["K7"] == ("not-arrived", None)
    drawn = day.draw(appointment="K7")
    [line] = [line for line in day.journal if line.verb is Verb.DRAW]
    assert line.ticket_id == drawn.ticket_id
    assert listed(day)["K7"] == ("arrived", "A001")
    day.clock.forward(hours=3)  # a quarter past one: lunch
    with pytest.raises(errors.Closed):
        day.draw(appointment="K8")


def test_in_its_time_an_appointment_is_admitted_whatever_holds_for_walk_ins(day):
    day.load(lambda text: text.replace('slug = "residence"\n', 'slug = "residence"\npaused = true\ndaily_quota = 0\n', 1))
    put(day, booking(day))
    assert day.draw(appointment="K7").number == "A001"


def test_on_a_day_by_appointment_only_nobody_else_draws(day):
    put(day, booking(day, at=FRIDAY))
    day.clock.at = FRIDAY - timedelta(minutes=30)
    turn_all(day)
    with pytest.raises(errors.Closed):
        day.draw()
    assert day.draw(appointment="K7").number == "A001"
    assert day.call_next("101") == "A001"
    day.check_journal()


def test_a_late_appointment_keeps_the_day_open_and_then_it_ends(day):
    put(day, booking(day, at=TEN + timedelta(hours=8, minutes=30)))  # half past six, after the last closing
    day.clock.at = TEN + timedelta(hours=8, minutes=10)
    turn_all(day)
    assert day.today.ended_at is None
    assert day.draw(appointment="K7").number == "A001"
    day.clock.forward(minutes=36)
    turn_all(day)
    assert day.state("A001") == "expired"
    with pytest.raises(errors.Closed):
        day.draw()


def test_at_the_days_end_who_did_not_come_is_not_arrived_and_counts_stay_when_codes_go(day):
    put(day, booking(day), booking(day, "K8"), booking(day, "K9", service="fiktion"), booking(day, "F1", FRIDAY))
    day.draw(appointment="K7")
    day.clock.forward(hours=9)
    turn_all(day)
    assert {code: state for code, (state, _) in listed(day).items()} == {"K7": "arrived", "K8": "not-arrived", "K9": "not-arrived"}
    [line] = [line for line in day.journal if "arrived" in line.changes]
    assert line.changes == {"arrived": [None, {"residence": 1}], "not_arrived": [None, {"residence": 1, "fiktion": 1}]}
    day.check_journal()
    days.forget_appointments(day.db)
    assert len(listed(day)) == 3  # until midnight the list can be read
    assert put(day, booking(day, "K8"), booking(day, "NEW")).past == 2
    assert days.due(day.db) == []
    day.clock.forward(hours=6)
    days.forget_appointments(day.db)
    with day.db.snapshot() as session:
        assert set(stored.known(session, day.office_id)) == {"F1"}


def test_a_day_to_which_nobody_came_is_ended_too(day):
    put(day, booking(day, at=FRIDAY))
    day.clock.at = FRIDAY + timedelta(days=1)
    assert (day.office_id, FRIDAY.date()) in days.due(day.db)
    turn_all(day)
    with day.db.snapshot() as session:
        lines = reading.journal(session, day.office_id, FRIDAY.date())
    assert [line.verb.value for line in lines] == ["close", "appointments"]
    days.forget_appointments(day.db)
    assert listed(day, FRIDAY.date()) == {}
    assert days.due(day.db) == []


def test_a_kept_appointment_goes_before_walk_ins_from_its_time_on(day):
    put(day, booking(day))
    walk_in = day.draw().number
    kept = day.draw(appointment="K7").number
    day.clock.forward(minutes=29)
    assert day.call_next("101") == walk_in
    day.do(Verb.WITHDRAW, "101", walk_in)
    later = day.draw().number
    day.clock.forward(minutes=2)
    assert day.call_next("101") == kept
    assert day.state(later) == "waiting"
