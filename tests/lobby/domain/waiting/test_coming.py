"""When an appointment goes before somebody who waits, and whom that delays."""

from dataclasses import replace

from at_ten import MINUTE, OFFICE, TEN, A, B, waiting
from hypothesis import given
from hypothesis import strategies as st

from lobby.domain import turn
from lobby.domain.waiting.coming import Coming, delayed

ONE, TWO = frozenset({1}), frozenset({1, 2})


def begins(ticket, *booked) -> list[float]:
    return [(at - TEN) / MINUTE for at in turn.overtaking(OFFICE, ticket, [TEN + minutes * MINUTE for minutes in booked])]


def minutes(start: float, counters, *coming: Coming, ticket=None) -> float:
    return delayed(OFFICE, ticket or waiting(1, A, 0), start * 60, counters, coming, TEN) / 60


def test_an_appointment_goes_before_whom_it_has_caught_up_with():
    assert begins(waiting(1, A, 0), 5, 20, 40) == [5, 20, 45]  # 30 points ahead at its time, and then two more a minute
    assert begins(waiting(1, A, 20), 20) == [25]


def test_whoever_is_over_the_limit_by_then_is_not_overtaken():
    assert begins(waiting(1, A, 80), 5) == []


def test_a_later_appointment_does_not_overtake_an_earlier_one():
    kept = waiting(1, A, 5, appointment_at=TEN + 10 * MINUTE)
    assert begins(kept, 0, 9) == [0, 9] and begins(kept, 10, 11) == []


def test_only_those_who_have_come_by_then_delay_and_each_lets_the_next_one_come():
    five, fifteen = Coming(TEN + 5 * MINUTE, 600, ONE), Coming(TEN + 15 * MINUTE, 600, ONE)
    assert minutes(5, ONE, five) == 5
    assert minutes(6, ONE, five) == 16
    assert minutes(6, ONE, five, fifteen) == 26


def test_work_is_borne_by_all_counters_that_share_it_and_by_no_others():
    five = Coming(TEN + 5 * MINUTE, 600, TWO)
    assert minutes(6, ONE, five) == 11
    assert minutes(6, frozenset({3}), five) == 6


@given(st.integers(0, 100), st.integers(-10, 120))
def test_an_ordinary_ticket_that_is_level_stands_where_the_appointment_will_stand(waited, booked):
    """Whom the appointment overtakes at its time stand behind its stand-in, and the others before it."""
    at = TEN + booked * MINUTE
    other = waiting(1, B, waited)
    stand_in = replace(waiting(2, A), drawn_at=turn.as_ordinary(OFFICE.policy, at))
    overtakes = begins(other, booked) == [booked]
    assert (stand_in.drawn_at < other.drawn_at) is overtakes or stand_in.drawn_at == other.drawn_at or booked + waited > 90
