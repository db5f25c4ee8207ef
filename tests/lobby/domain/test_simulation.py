"""A simulated day follows the real rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import plainday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.domain.day import Seat, Slot
from lobby.domain.lifecycle import Standing
from lobby.domain.office import Counter, Office, Service
from lobby.domain.policy import Earns, Policy
from lobby.domain.simulation import Arrival, Change, play
from lobby.domain.waiting.knowledge import Knowledge

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OFFICE = Office(
    *(1, "bernburg", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True),
    services={1: Service(1, "residence", "A", {}, {}, "info", 10, False, None, False)},
    counters={id_: Counter(id_, str(id_), "room", str(id_), 1, "hall", {}, {}, frozenset({1})) for id_ in (1, 2)},
    displays={},
)
ONE, TWO = {1: Seat(1)}, {1: Seat(1), 2: Seat(2)}


def arrival(minute: float, served: float = 10, **more) -> Arrival:
    return Arrival(NINE + minute * MINUTE, 1, served * MINUTE, **more)


def waits(visits) -> list[float]:
    return [visit.wait / MINUTE for visit in visits]


def test_one_counter_serves_one_after_the_other():
    assert waits(play(OFFICE, ONE, [arrival(0), arrival(0), arrival(5)])) == [0, 10, 15]


def test_a_second_counter_halves_the_line():
    assert waits(play(OFFICE, TWO, [arrival(0), arrival(0), arrival(5)])) == [0, 0, 5]


def test_a_service_that_nobody_serves_is_never_called():
    assert play(OFFICE, {}, [arrival(0)])[0].called_at is None


def test_an_appointment_goes_before_and_the_overtaken_are_counted():
    booked = arrival(9, appointment_at=NINE + 9 * MINUTE)
    visits = play(OFFICE, ONE, [arrival(0), arrival(1), booked])
    assert waits(visits) == [0, 19, 1]
    assert [visit.overtaken for visit in visits] == [0, 1, 0]
    later = play(OFFICE, ONE, [arrival(0), arrival(1), replace(booked, appointment_at=None, needs=("wheelchair",))])
    assert [visit.overtaken for visit in later] == [0, 1, 0]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=20))
def test_everybody_is_called_once_and_no_counter_serves_two_at_once(drawn):
    visits = play(OFFICE, TWO, [arrival(minute, served) for minute, served in drawn])
    spans = sorted((v.called_at, v.called_at + v.arrival.served) for v in visits)
    for called_at, _ in spans:
        assert sum(begin <= called_at < end for begin, end in spans) <= len(TWO)
    assert all(visit.called_at >= visit.arrival.at for visit in visits)


def test_who_has_no_patience_left_is_not_called():
    visits = play(OFFICE, ONE, [arrival(0), arrival(1, patience=8 * MINUTE), arrival(2, patience=8 * MINUTE + 1 * MINUTE)])
    assert [visit.called_at for visit in visits] == [NINE, None, NINE + 10 * MINUTE]


def test_who_leaves_when_done_serves_all_who_wait_first():
    visits = play(OFFICE, ONE, [arrival(0), arrival(1), arrival(40)], changes=[Change(NINE + 5 * MINUTE, 1, None, when_done=True)])
    assert [visit.called_at for visit in visits] == [NINE, NINE + 10 * MINUTE, None]


EXPRESS = Service(2, "pick-up", "P", {}, {}, "card", 3, True, None, False)
ADVICE = Service(3, "advice", "B", {}, {}, "info", 7, False, None, False)
POLICIES = (
    Policy(),
    Policy(limit=20 * MINUTE, express_bound=1, appointment=Earns(2, -10), own_language=4),
    Policy(ordinary=Earns(1, 20), express=Earns(2, 0), appointment=Earns(0.5, -10), needs=Earns(0, 30), express_bound=0),
)
BUSY = replace(
    OFFICE,
    services={1: OFFICE.services[1], 2: EXPRESS, 3: ADVICE},
    counters={
        id_: replace(OFFICE.counters[1], id=id_, slug=str(id_), service_ids=frozenset(serves))
        for id_, serves in enumerate(({1, 2}, {1, 2, 3}, {3}), 1)
    },
)
PEOPLE = st.builds(
    Arrival,
    at=st.integers(0, 2400).map(lambda half: NINE + half * MINUTE / 20),
    service_id=st.sampled_from((1, 2, 2, 3)),
    served=st.integers(1, 40).map(lambda half: half * MINUTE / 2),
    needs=st.sampled_from(((), (), ("child",))),
    language=st.sampled_from(("de", "uk", "ar")),
    appointment_at=st.none() | st.integers(0, 12).map(lambda ten: NINE + 10 * ten * MINUTE),
    shows=st.booleans(),
    standing=st.sampled_from((Standing.ORDINARY, Standing.ORDINARY, Standing.RETURNED)),
    patience=st.none() | st.integers(0, 90).map(lambda minutes: minutes * MINUTE),
)
SEATS = st.builds(
    Seat, st.just(1), st.none() | st.just(("pick-up",)), st.sampled_from(((), ("uk",), ("uk", "ar"))), st.none() | st.just(NINE)
)
CHANGES = st.builds(
    Change, st.integers(0, 120).map(lambda m: NINE + m * MINUTE), st.sampled_from((1, 2, 3)), st.none() | SEATS, st.booleans()
)


def test_an_express_line_whose_order_changed_is_looked_at_whole():
    policy = Policy(ordinary=Earns(1, 20), express=Earns(2, 0), appointment=Earns(0.5, -10), express_bound=1)
    office, booked = replace(BUSY, policy=policy), arrival(0.5, appointment_at=NINE + MINUTE / 2)
    quick = [replace(arrival(minute, 3), service_id=2) for minute in (1, 2, 15)]
    people = [arrival(0, 30), booked, *quick]
    visits = play(office, ONE, people)
    assert visits == plainday.play(office, ONE, people)
    first, second, third = (visit.called_at for visit in visits[2:])
    assert first < third < second  # the appointment was overtaken once: the second must not, the third has waited as a walk-in


@pytest.mark.parametrize("learns", [False, True])
@pytest.mark.parametrize("policy", POLICIES)
@given(st.lists(PEOPLE, max_size=40), st.lists(CHANGES, max_size=6), st.dictionaries(st.sampled_from((1, 2, 3)), SEATS))
def test_a_day_played_fast_is_the_day_played_plainly(learns, policy, people, changes, seats):
    office, seats = replace(BUSY, policy=policy), {id_: replace(seat, break_since=None) for id_, seat in seats.items()}
    booked = [Slot(each.appointment_at, each.service_id) for each in people if each.appointment_at]
    given = {"changes": changes, "booked": booked}
    fast = play(office, seats, people, **given, knowledge=Knowledge() if learns else None)
    assert fast == plainday.play(office, seats, people, **given, knowledge=Knowledge() if learns else None)
