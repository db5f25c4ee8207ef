"""How long everybody in an office waits now."""

from dataclasses import replace
from datetime import timedelta

from at_ten import MINUTE, OFFICE, TEN, A, B, C, day, waiting
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.domain.day import Seat
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


def test_whoever_draws_now_stands_behind_those_who_drew_in_this_half_minute():
    line = [replace(waiting(number, A), drawn_at=TEN + timedelta(seconds=20 + number)) for number in range(1, 7)]
    seen = outlook(OFFICE, day(*line, seats={1: Seat(1)}), TEN + timedelta(seconds=29))
    assert seen.services[A].high_minutes > seen.tickets[6].high_minutes > seen.tickets[1].high_minutes


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
