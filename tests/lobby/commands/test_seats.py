"""Who sits where: breaks, closing a counter, lost browsers, calls for help."""

import pytest

from lobby.commands import seats
from lobby.domain.errors import CounterBusy, Invalid, NotFound
from lobby.domain.lifecycle import State, Verb


def test_closing_a_counter_returns_its_visitors_to_where_they_stood(day):
    for _ in range(4):
        day.draw()
    parked, serving = day.call_next("101"), None
    day.do(Verb.PARK, "101", parked)
    serving = day.call_next("101")
    day.do(Verb.START, "101", serving)
    with pytest.raises(CounterBusy):
        seats.sign_off(day.db, day.office_id, day.at("101"))
    with day.pushes(lines=3):
        seats.sign_off(day.db, day.office_id, day.at("101"), return_visitors=True)
    assert [day.call_next(counter) for counter in ("102", "103")] == [parked, serving]


def test_whoever_was_sent_to_a_counter_that_closes_waits_for_any(day):
    day.draw("residence")
    number = day.call_next("101")
    day.at("103")
    day.do(Verb.TRANSFER, "101", number, counter="103")
    seats.sign_off(day.db, day.office_id, day.at("103"))
    assert day.call_next("102") == number
    day.check_journal()


@pytest.mark.parametrize("told", [{"services": ("ufo",)}, {"languages": ("klingon",)}])
def test_signing_on_names_services_and_languages_that_exist(day, told):
    day.at("101")
    with day.pushes(lines=0), pytest.raises(Invalid):
        seats.sign_on(day.db, day.office_id, day.at("101"), "101", **told)


def test_a_break_keeps_the_seat_and_ends_with_the_next_call(day):
    day.draw()
    worker = day.at("101")
    with day.pushes(lines=1):
        seats.take_break(day.db, day.office_id, worker)
    with day.pushes(lines=0):
        seats.take_break(day.db, day.office_id, worker)
    states = {each["slug"]: each["state"] for each in day.runtime.board("desk", day.office_id, "102", "de")["colleagues"]}
    assert (states["101"], states["103"]) == ("break", "closed")
    with day.pushes(lines=2):
        day.call_next("101")
    assert all(seat.break_since is None for seat in day.today.seats.values())


def test_nobody_goes_on_a_break_with_a_visitor_at_the_counter(day):
    day.draw()
    day.call_next("101")
    with pytest.raises(CounterBusy):
        seats.take_break(day.db, day.office_id, day.at("101"))


def test_a_lost_browser_frees_the_counter_without_losing_who_is_served(day):
    day.draw(), day.draw()
    parked = day.call_next("101")
    day.do(Verb.PARK, "101", parked)
    number = day.call_next("101")
    day.do(Verb.START, "101", number)
    worker = day.at("101")
    day.clock.forward(hours=1)
    assert seats.lost(day.db) == []  # no browser ever showed this desk
    seats.seen(day.db, [(day.office_id, worker)])
    day.clock.forward(minutes=14)
    assert seats.lost(day.db) == []
    day.clock.forward(minutes=2)
    assert seats.lost(day.db) == [(day.office_id, worker)]
    with day.pushes(lines=2):
        seats.free(day.db, day.office_id, worker)
    assert day.today.seats == {}
    assert (day.state(number), day.state(parked)) == ("serving", "waiting")
    other = day.newcomer("101")
    assert day.runtime.board("desk", day.office_id, "101", "de")["current"]["number"] == number
    assert day.do(Verb.FINISH, "101", number) == "finished"
    assert other != worker


def test_a_desk_that_is_seen_again_is_not_freed(day):
    worker = day.at("101")
    seats.seen(day.db, [(day.office_id, worker)])
    day.clock.forward(minutes=16)
    seats.seen(day.db, [(day.office_id, worker)])
    with day.pushes(lines=0):
        seats.free(day.db, day.office_id, worker)


def test_a_call_for_help_reaches_every_desk_and_says_who_comes(day):
    first, second = day.at("101"), day.at("102")
    day.watch("desk/101", "desk/102", "desk/sp-1")
    with day.pushes(lines=1) as pushed:
        seats.panic(day.db, day.office_id, first)
    assert pushed.topics == {"desk/101", "desk/102", "desk/sp-1"}
    assert pushed.board("desk/sp-1")["panics"][0]["name"] == "Zimmer 101"
    with day.pushes(lines=1) as pushed:
        seats.coming(day.db, day.office_id, second, "101")
    assert pushed.board("desk/101")["panics"][0]["coming"] == ["Zimmer 102"]
    with day.pushes(lines=0):
        seats.coming(day.db, day.office_id, second, "101")
        seats.panic(day.db, day.office_id, first)
    with day.pushes(lines=1) as pushed:
        seats.calm(day.db, day.office_id, second, "101")
    assert pushed.board("desk/102")["panics"] == []
    with pytest.raises(NotFound):
        seats.coming(day.db, day.office_id, second, "101")


def test_help_is_forgotten_with_the_day_and_never_in_a_table_of_its_own(day):
    seats.panic(day.db, day.office_id, day.at("101"))
    day.check_journal()
    assert list(day.today.panics) == [day.office.counter("101").id]
    assert day.today.having(State.WAITING) == []
