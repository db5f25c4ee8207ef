"""A caseworker's desk."""

import pytest

from lobby.commands import calling, seats
from lobby.domain.errors import CounterBusy, CounterTaken, Forbidden, NobodyWaiting, NotAllowed, NotFound, NotSignedOn
from lobby.domain.lifecycle import Verb


def test_a_call_reaches_hall_desk_and_phone(day):
    drawn = day.draw("residence")
    day.at("101")
    day.watch("display/hall", "desk/101", f"ticket/{drawn.token}", "kiosk")
    with day.pushes(lines=1) as pushed:
        day.call_next("101")
    assert pushed.topics == {"display/hall", "desk/101", f"ticket/{drawn.token}", "kiosk"}
    assert pushed.board("display/hall")["calls"][0]["counter_name"] == "Zimmer 101"
    assert pushed.board(drawn.token)["call"]["counter"] == "101"


def test_a_double_click_calls_one_person(day):
    day.draw(), day.draw()
    assert day.call_next("101") == "A001"
    with day.pushes(lines=0):
        assert day.call_next("101") == "A001"


def test_while_somebody_is_served_nobody_else_is_called(day):
    day.draw(), day.draw()
    day.do(Verb.START, "101", day.call_next("101"))
    with day.pushes(lines=0), pytest.raises(CounterBusy):
        day.call_next("101")


def test_nobody_waiting_is_said_and_changes_nothing(day):
    day.at("101")
    with day.pushes(lines=0), pytest.raises(NobodyWaiting):
        day.call_next("101")


def test_calling_needs_a_seat(day):
    worker = day.at("101")
    seats.sign_off(day.db, day.office_id, worker)
    with pytest.raises(NotSignedOn):
        calling.call_next(day.db, day.office_id, worker)


def test_a_whole_visit(day):
    day.draw()
    number = day.call_next("101")
    assert day.do(Verb.START, "101", number) == "serving"
    assert day.do(Verb.FINISH, "101", number) == "finished"
    day.check_journal()


def test_a_repeated_call_rings_with_a_line_of_its_own(day):
    drawn = day.draw()
    number = day.call_next("101")
    day.watch("display/hall", f"ticket/{drawn.token}")
    first = day.today.tickets[drawn.ticket_id]
    with day.pushes(lines=1) as pushed:
        day.do(Verb.REPEAT_CALL, "101", number)
    call = pushed.board("display/hall")["calls"][0]
    assert call["line"] > first.call_line
    assert (call["id"], call["count"]) == (first.call_id, 2)


def test_who_did_not_come_can_be_taken_back_at_her_old_place(day):
    day.draw(), day.draw()
    number = day.call_next("101")
    assert day.do(Verb.MISS, "101", number) == "missed"
    assert day.call_next("101") == "A002"
    assert day.do(Verb.REINSTATE, "101", number) == "waiting"
    assert day.call_next("102") == number


def test_a_missed_number_leaves_the_display(day):
    day.draw()
    number = day.call_next("101")
    day.watch("display/hall")
    with day.pushes(lines=1) as pushed:
        day.do(Verb.MISS, "101", number)
    assert pushed.board("display/hall")["calls"] == []


def test_another_counters_visitor_is_not_mine(day):
    day.draw()
    number = day.call_next("101")
    with day.pushes(lines=1), pytest.raises(Forbidden):  # the one line: signing on at 102
        day.do(Verb.FINISH, "102", number)


def test_a_step_out_of_order_names_the_state(day):
    day.draw()
    number = day.call_next("101")
    with pytest.raises(NotAllowed) as refused:
        day.do(Verb.FINISH, "101", number)
    assert refused.value.params["state"] == "called"


def test_one_counter_has_one_person_and_one_person_one_counter(day):
    first, second = day.at("101"), day.at("102")
    with day.pushes(lines=0), pytest.raises(CounterTaken):
        seats.sign_on(day.db, day.office_id, second, "101")
    with day.pushes(lines=2):
        seats.sign_on(day.db, day.office_id, first, "103")
    assert {seat.staff_id for seat in day.today.seats.values()} == {first, second}
    with day.pushes(lines=2):
        seats.sign_on(day.db, day.office_id, second, "101")


def test_signing_on_again_at_the_same_counter_changes_nothing(day):
    worker = day.at("101")
    with day.pushes(lines=0):
        seats.sign_on(day.db, day.office_id, worker, "101")


def test_nobody_leaves_a_visitor_behind(day):
    day.draw()
    day.call_next("101")
    with day.pushes(lines=0), pytest.raises(CounterBusy):
        seats.sign_off(day.db, day.office_id, day.at("101"))


def test_an_unknown_counter_is_said(day):
    with pytest.raises(NotFound):
        seats.sign_on(day.db, day.office_id, day.at("101"), "999")


def test_a_caseworker_may_take_only_some_of_her_counters_services(day):
    day.draw("residence"), day.draw("fiktion")
    worker = day.at("101")
    seats.sign_on(day.db, day.office_id, worker, "101", services=("fiktion",))
    day.check_journal()
    assert day.call_next("101") == "F001"
