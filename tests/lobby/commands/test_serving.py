"""What follows a call, and what a desk takes back."""

import pytest

from lobby.commands import calling
from lobby.commands.at_desk import LONGEST_NOTE
from lobby.domain.errors import (
    CannotUndo,
    CounterBusy,
    Forbidden,
    Invalid,
    MayNotPick,
    NotAllowed,
    TooLate,
    TooSoon,
    UnknownService,
)
from lobby.domain.lifecycle import Standing, Verb
from lobby.store import reading


def ticket(day, number):
    return next(each for each in day.today.tickets.values() if each.number == number)


def notes(day):
    with day.db.snapshot() as session:
        return reading.notes(session, day.today)


def served(day, counter="101"):
    """The number of somebody who is being served at a counter."""
    number = day.call_next(counter)
    day.do(Verb.START, counter, number)
    return number


def test_waiting_walking_and_service_time_are_kept_apart(day):
    day.draw()
    day.at("101")
    day.clock.forward(minutes=10)
    number = day.call_next("101")
    day.clock.forward(minutes=2)
    day.do(Verb.START, "101", number)
    day.clock.forward(minutes=7)
    day.do(Verb.PARK, "101", number)
    day.clock.forward(minutes=30)
    day.do(Verb.RESUME, "101", number)
    day.clock.forward(minutes=1)
    day.do(Verb.FINISH, "101", number)
    done = ticket(day, number)
    assert (done.waited_s, done.walked_s, done.served_s) == (600, 120, 480)
    day.check_journal()


def test_several_visitors_are_open_at_one_desk_one_served_others_parked(day):
    day.draw(), day.draw()
    first = served(day)
    day.do(Verb.PARK, "101", first, reason="holt den Pass", remind_minutes=5)
    second = served(day)
    with pytest.raises(CounterBusy):
        day.do(Verb.RESUME, "101", first)
    day.do(Verb.FINISH, "101", second)
    board = day.runtime.board("desk", day.office_id, "101", "de", inside=True)
    assert [(t["number"], t["notes"], t["is_due"]) for t in board["parked"]] == [(first, ["holt den Pass"], False)]
    day.clock.forward(minutes=5)
    assert day.runtime.board("desk", day.office_id, "101", "de", inside=True)["parked"][0]["is_due"]
    assert day.do(Verb.RESUME, "101", first) == "serving"
    assert day.do(Verb.FINISH, "101", first) == "finished"


def test_a_parked_visitor_can_be_called_back_from_the_hall(day):
    day.draw()
    number = served(day)
    day.do(Verb.PARK, "101", number)
    day.watch("display/hall")
    with day.pushes(lines=1) as pushed:
        assert day.do(Verb.CALL, "101", number) == "called"
    assert pushed.board("display/hall")["calls"][0]["number"] == number


def test_another_desk_leaves_parked_visitors_alone(day):
    day.draw()
    number = served(day)
    day.do(Verb.PARK, "101", number)
    with pytest.raises(Forbidden):
        day.do(Verb.RESUME, "102", number)


def test_back_in_the_line_one_stands_where_one_stood(day):
    day.draw(), day.draw()
    number = served(day)
    assert day.do(Verb.REQUEUE, "101", number) == "waiting"
    assert day.call_next("102") == number


def test_sent_on_a_ticket_keeps_number_wait_and_language(day):
    day.draw("residence", "ar")
    day.at("101")
    day.clock.forward(minutes=20)
    number = served(day)
    day.do(Verb.TRANSFER, "101", number, service="benefits", note="Antrag fehlt")
    moved = ticket(day, number)
    assert (moved.number, moved.language, moved.waited_s) == ("A001", "ar", 1200)
    assert list(notes(day).values()) == [["Antrag fehlt"]]
    assert day.call_next("107") == number
    board = day.runtime.board("desk", day.office_id, "107", "de", inside=True)
    assert board["current"]["notes"] == ["Antrag fehlt"]
    assert "kommt zurück" in board["current"]["why"]


def test_sent_to_one_counter_nobody_else_calls_it(day):
    day.draw("residence")
    number = served(day)
    day.at("103"), day.at("102")
    day.do(Verb.TRANSFER, "101", number, counter="103")
    with pytest.raises(Exception, match="nobody-waiting"):
        day.call_next("102")
    assert day.call_next("103") == number


def test_return_to_me_brings_the_visitor_back_to_this_counter(day):
    day.draw("residence")
    number = served(day)
    day.do(Verb.TRANSFER, "101", number, service="benefits", return_to_me=True)
    day.do(Verb.START, "107", day.call_next("107"))
    assert day.do(Verb.FINISH, "107", number) == "waiting"
    back = ticket(day, number)
    assert (back.standing, back.service_id) == (Standing.RETURNED, day.office.service("residence").id)
    with pytest.raises(Exception, match="nobody-waiting"):
        day.call_next("102")
    assert day.call_next("101") == number
    day.do(Verb.START, "101", number)
    assert day.do(Verb.FINISH, "101", number) == "finished"
    day.check_journal()


def test_return_to_a_counter_that_was_left_leads_to_its_services_line(day):
    day.draw("residence")
    number = served(day)
    worker = day.at("101")
    day.do(Verb.TRANSFER, "101", number, service="benefits", return_to_me=True)
    day.leave("101", worker)
    day.do(Verb.START, "107", day.call_next("107"))
    day.do(Verb.FINISH, "107", number)
    assert day.call_next("102") == number


def test_a_transfer_names_a_place_that_exists(day):
    day.draw()
    number = served(day)
    with pytest.raises(Invalid):
        day.do(Verb.TRANSFER, "101", number)
    with pytest.raises(UnknownService):
        day.do(Verb.TRANSFER, "101", number, service="ufo")
    assert day.state(number) == "serving"


def test_an_outcome_is_one_of_the_offices(day):
    day.draw()
    number = served(day)
    with pytest.raises(Invalid):
        day.do(Verb.FINISH, "101", number, outcome="nonsense")
    day.do(Verb.FINISH, "101", number, outcome="documents")
    assert ticket(day, number).outcome == "documents"


def test_the_journal_says_only_that_there_was_a_note(day):
    day.draw()
    number = served(day)
    day.do(Verb.NOTE, "101", number, text="kommt wegen Frau M.")
    assert ticket(day, number).notes == 1
    assert not [line for line in day.journal if "Frau" in str(line)]
    day.do(Verb.FINISH, "101", number)
    assert notes(day) == {}


def test_a_long_note_is_kept_as_far_as_it_fits(day):
    day.draw()
    number = served(day)
    day.do(Verb.NOTE, "101", number, text="x" * 5000)
    assert [[len(text) for text in texts] for texts in notes(day).values()] == [[LONGEST_NOTE]]


def test_after_the_grace_time_a_new_number_is_needed(day):
    day.draw(), day.draw()
    first, second = day.call_next("101"), None
    day.do(Verb.MISS, "101", first)
    day.clock.forward(minutes=59)
    assert day.do(Verb.REINSTATE, "101", first) == "waiting"
    second = day.call_next("101")
    day.do(Verb.MISS, "101", second)
    day.clock.forward(minutes=61)
    with pytest.raises(TooLate):
        day.do(Verb.REINSTATE, "101", second)


def test_a_call_is_repeated_not_at_once_and_not_for_ever(day):
    day.load(lambda text: text.replace("repeat_gap_seconds = 0", "repeat_gap_seconds = 20"))
    day.draw()
    number = day.call_next("101")
    with pytest.raises(TooSoon) as refused:
        day.do(Verb.REPEAT_CALL, "101", number)
    assert (refused.value.code, refused.value.params["seconds"]) == ("not-allowed", 20)
    for _ in range(2):
        day.clock.forward(seconds=20)
        assert day.do(Verb.REPEAT_CALL, "101", number) == "called"
    day.clock.forward(seconds=20)
    assert day.do(Verb.REPEAT_CALL, "101", number) == "missed"


def test_calling_from_the_list_is_a_right_and_is_logged_with_its_reason(day):
    day.draw(), day.draw()
    day.at("101")
    with day.pushes(lines=1):
        day.do(Verb.CALL, "101", "A002", reason="urgent")
    assert ticket(day, "A002").why[0] == "picked:urgent"
    assert ticket(day, "A002").overtook == (ticket(day, "A001").id,)
    assert day.journal[-1].changes["why"][1][0] == "picked:urgent"
    day.load(lambda text: text.replace('pickers = ["caseworker", "lead"]', 'pickers = ["lead"]'))
    with pytest.raises(MayNotPick):
        day.do(Verb.CALL, "102", "A001", reason="urgent")


def test_a_reason_in_own_words_is_a_note_and_not_in_the_journal(day):
    day.draw()
    day.do(Verb.CALL, "101", "A001", reason="Kind weint")
    assert ticket(day, "A001").why[0] == "picked:other"
    assert list(notes(day).values()) == [["Kind weint"]]
    assert "Kind" not in str(day.journal)


@pytest.mark.parametrize("verb", [Verb.START, Verb.MISS, Verb.PARK, Verb.REQUEUE, Verb.WITHDRAW])
def test_the_last_step_is_taken_back_within_a_minute(day, verb):
    day.draw()
    number = day.call_next("101")
    before = ticket(day, number)
    day.do(verb, "101", number)
    day.clock.forward(seconds=59)
    assert day.do(Verb.UNDO, "101", number) == "called"
    after = ticket(day, number)
    assert (after.since, after.counter_id, after.call_line) == (before.since, before.counter_id, before.call_line)
    day.check_journal()


def test_undoing_a_call_takes_it_from_the_boards_and_gives_the_place_back(day):
    drawn = day.draw()
    day.at("101")
    day.clock.forward(minutes=5)
    day.call_next("101")
    day.watch("display/hall", f"ticket/{drawn.token}")
    with day.pushes(lines=1) as pushed:
        day.do(Verb.UNDO, "101", "A001")
    assert pushed.board("display/hall")["calls"] == []
    assert pushed.board(drawn.token)["state"] == "waiting"
    assert ticket(day, "A001").waited_s == 0
    assert day.call_next("102") == "A001"


def test_undo_is_refused_after_a_minute_twice_by_another_desk_and_after_somebody_elses_step(day):
    day.draw(), day.draw()
    number = served(day)
    with pytest.raises(CannotUndo):
        day.do(Verb.UNDO, "102", number)
    day.do(Verb.UNDO, "101", number)
    with pytest.raises(CannotUndo):
        day.do(Verb.UNDO, "101", number)
    day.do(Verb.REQUEUE, "101", number)
    day.call_next("102")
    with pytest.raises(CannotUndo):
        day.do(Verb.UNDO, "101", number)
    day.clock.forward(seconds=61)
    with pytest.raises(CannotUndo):
        day.do(Verb.UNDO, "102", number)
    assert CannotUndo.code == NotAllowed.code


def test_undo_does_not_put_two_people_at_one_counter(day):
    day.draw(), day.draw()
    first = served(day)
    day.do(Verb.FINISH, "101", first)
    day.call_next("101")
    with pytest.raises(CounterBusy):
        day.do(Verb.UNDO, "101", first)


def test_undoing_a_transfer_takes_its_note_back(day):
    day.draw()
    number = served(day)
    day.do(Verb.TRANSFER, "101", number, service="benefits", note="falsch")
    assert day.do(Verb.UNDO, "101", number) == "serving"
    assert ticket(day, number).notes == 0
    assert notes(day) == {}
    day.check_journal()


def test_a_double_click_on_a_name_in_the_list_calls_once(day):
    day.draw()
    day.do(Verb.CALL, "101", "A001")
    with day.pushes(lines=0):
        calling.call_this(day.db, day.office_id, day.at("101"), ticket(day, "A001").id)
