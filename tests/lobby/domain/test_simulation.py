"""A simulated day follows the real rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lobby.domain.day import Seat
from lobby.domain.office import Counter, Office, Service
from lobby.domain.simulation import Arrival, play

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
