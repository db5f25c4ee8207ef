"""How long everybody in an office waits now."""

from dataclasses import replace
from datetime import timedelta

from at_ten import MINUTE, OFFICE, TEN, A, B, C, day, waiting
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.domain.day import Seat, Slot
from lobby.domain.lifecycle import State
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.waiting.outlook import outlook


def test_unknown_when_nobody_serves_the_service():
    seen = outlook(OFFICE, day(waiting(1, C), waiting(2, A)), TEN)
    assert seen.services[C] is None and seen.tickets[1] is None
    assert seen.services[A] and seen.tickets[2]
    assert outlook(OFFICE, day(seats={}), TEN).services == {A: None, B: None, C: None}


def test_who_signed_on_for_some_services_serves_only_those():
    seen = outlook(OFFICE, day(seats={2: Seat(2, ("a",))}), TEN)
    assert seen.services[A] and seen.services[B] is None


def test_a_free_counter_is_a_matter_of_minutes():
    wait = outlook(OFFICE, day(), TEN).services[A]
    assert wait.low_minutes == 0 and wait.high_minutes <= 2


def test_the_longer_somebody_is_served_the_sooner_the_next_one_may_hope():
    def high(elapsed):
        served = waiting(1, state=State.SERVING, counter_id=1, called_at=TEN - elapsed * MINUTE)
        return outlook(OFFICE, day(served, seats={1: Seat(1)}), TEN).services[A].high_minutes

    assert high(0) > high(8)


def test_nobody_is_promised_anything_while_the_building_is_left_or_the_day_is_over():
    for over in ({"evacuation": TEN}, {"ended_at": TEN}):
        assert set(outlook(OFFICE, day(waiting(1), **over), TEN).tickets.values()) == {None}


def test_a_break_takes_its_time_and_no_more():
    resting = outlook(OFFICE, day(seats={1: Seat(1, break_since=TEN)}), TEN).services[A]
    late = outlook(OFFICE, day(seats={1: Seat(1, break_since=TEN - 60 * MINUTE)}), TEN).services[A]
    assert resting.high_minutes > late.high_minutes > 1


def test_who_goes_first_waits_shorter():
    line = [waiting(number, A) for number in range(1, 12)]
    seen = outlook(OFFICE, day(*line, waiting(20, A, 1, needs=("wheelchair",))), TEN)
    assert seen.tickets[20].high_minutes < seen.tickets[11].high_minutes


def test_the_ranges_of_a_half_minute_are_made_once():
    known = day(waiting(1))
    first = outlook(OFFICE, known, TEN)
    assert outlook(OFFICE, known, TEN + timedelta(seconds=29)) is first
    assert outlook(OFFICE, known, TEN + timedelta(seconds=30)) is not first


def test_a_range_that_is_made_late_is_the_one_that_would_have_been_made_at_once():
    line = [waiting(number, A) for number in range(1, 12)]
    eager, late = outlook(OFFICE, day(*line), TEN), outlook(OFFICE, day(*line), TEN)
    assert late.tickets[11] == list(eager.tickets.values())[-1]
    assert late == eager and late.tickets.get(99) is None


def test_whoever_draws_now_stands_behind_those_who_drew_in_this_half_minute():
    line = [replace(waiting(number, A), drawn_at=TEN + timedelta(seconds=20 + number)) for number in range(1, 7)]
    seen = outlook(OFFICE, day(*line, seats={1: Seat(1)}), TEN + timedelta(seconds=29))
    assert seen.services[A].high_minutes > seen.tickets[6].high_minutes > seen.tickets[1].high_minutes


def high_of(booked=(), *tickets, now=TEN, knowledge=None) -> int:
    """What somebody who draws now behind four others is told at most."""
    line = [waiting(number) for number in range(1, 5)]
    return (
        outlook(OFFICE, day(*line, *tickets, seats={1: Seat(1)}, booked=tuple(booked), knowledge=knowledge), now)
        .services[A]
        .high_minutes
    )


def test_appointments_to_come_make_the_wait_longer_the_sooner_the_more():
    soon, late = Slot(TEN + 5 * MINUTE, A), Slot(TEN + 200 * MINUTE, A)
    assert high_of([late]) == high_of() < high_of([soon]) < high_of([soon, soon, late])
    assert high_of([Slot(TEN + 5 * MINUTE, B)]) == high_of()


def test_who_has_come_is_not_awaited_any_more():
    soon = Slot(TEN + 20 * MINUTE, A)
    came = replace(waiting(9, appointment_at=soon.at), state=State.FINISHED)
    assert high_of([soon, soon], came) == high_of([soon]) > high_of([soon], came) == high_of()


def test_who_is_late_is_hoped_for_less_and_less_until_it_is_too_late():
    slots = [Slot(TEN, A)] * 2
    at_once, later, too_late = (high_of(slots, now=TEN + minutes * MINUTE) for minutes in (0, 10, 15))
    assert at_once > later > too_late == high_of(now=TEN + 15 * MINUTE)


def test_where_fewer_keep_their_appointments_the_wait_is_shorter():
    faithless = Knowledge()
    faithless.learn_appointments(arrived=100, missed=300)
    slots = [Slot(TEN + 5 * MINUTE, A)] * 3
    assert high_of(slots) > high_of(slots, knowledge=faithless) > high_of()


def test_who_came_before_her_booked_time_is_told_of_that_time_and_not_of_the_end_of_the_line():
    line = [waiting(number, minutes=5) for number in range(1, 20)]
    early = waiting(20, minutes=0, appointment_at=TEN + 20 * MINUTE)
    seen = outlook(OFFICE, day(*line, early, seats={1: Seat(1)}), TEN)
    assert 20 < seen.tickets[20].high_minutes < seen.tickets[10].high_minutes


people = st.lists(st.tuples(st.sampled_from((A, B)), st.integers(0, 80), st.booleans()), max_size=15)
learned = st.lists(st.tuples(st.sampled_from((A, B)), st.integers(0, 9000), st.integers(0, 9000)), max_size=30)


def knowledge_of(visits) -> Knowledge:
    found = Knowledge()
    for id_, (service, seconds, waited) in enumerate(visits):
        told = found.wait(OFFICE, service, seconds)
        promise = (told.low_minutes, told.high_minutes, seconds)
        called = {"called_at": TEN, "waited_s": waited, "state": State.FINISHED, "served_s": 300, "promise": promise}
        found.learn(OFFICE, replace(waiting(id_, service), **called))
    return found


@settings(max_examples=150, deadline=None)
@given(people, learned, st.integers(0, 80))
def test_more_people_ahead_of_the_same_kind_never_shorten(line, visits, minutes):
    """Whatever was learned before: with one more of a kind ahead no end comes sooner, for nobody behind."""
    knowledge = knowledge_of(visits)
    tickets = [waiting(id_, service, m, needs=("child",) if needy else ()) for id_, (service, m, needy) in enumerate(line)]
    before = outlook(OFFICE, day(*tickets, knowledge=knowledge), TEN)
    after = outlook(OFFICE, day(*tickets, waiting(99, A, minutes), knowledge=knowledge), TEN)
    for service in (A, B):
        old, new = before.services[service], after.services[service]
        assert 0 <= old.low_minutes < old.high_minutes
        assert new.low_minutes >= old.low_minutes and new.high_minutes >= old.high_minutes
    for id_, old in before.tickets.items():
        assert after.tickets[id_].high_minutes >= old.high_minutes


times = st.lists(st.tuples(st.sampled_from((A, B)), st.integers(-20, 120)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(people, times, times, learned, st.integers(0, 80), st.tuples(st.sampled_from((A, B)), st.integers(-20, 120)))
def test_neither_one_more_ahead_nor_an_appointment_to_come_shortens_anybodys_wait(line, here, booked, visits, minutes, more):
    """Whoever else is there or booked: walk-ins, people with needs, early and late ones with appointments."""
    tickets = [waiting(id_, service, m, needs=("child",) if needy else ()) for id_, (service, m, needy) in enumerate(line)]
    tickets += [waiting(50 + n, each, n, appointment_at=TEN + at * MINUTE) for n, (each, at) in enumerate(here)]
    slots = tuple(Slot(TEN + at * MINUTE, service) for service, at in booked)
    knowledge = knowledge_of(visits)
    before = outlook(OFFICE, day(*tickets, knowledge=knowledge, booked=slots), TEN)
    one_ahead = outlook(OFFICE, day(*tickets, waiting(99, A, minutes), knowledge=knowledge, booked=slots), TEN)
    one_to_come = outlook(OFFICE, day(*tickets, knowledge=knowledge, booked=(*slots, Slot(TEN + more[1] * MINUTE, more[0]))), TEN)
    for after in (one_ahead, one_to_come):
        for old, new in [(before.services[each], after.services[each]) for each in (A, B)] + [
            (old, after.tickets[id_]) for id_, old in before.tickets.items()
        ]:
            assert new.low_minutes >= old.low_minutes and new.high_minutes >= old.high_minutes
