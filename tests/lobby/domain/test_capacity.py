"""Whether somebody who draws now can probably still be served today."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from lobby.domain import capacity
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.office import Counter, Office, Service

TUESDAY = date(2026, 11, 24)
PLAIN = Service(1, "residence", "A", {}, {}, "info", 20, False, None, False)
OTHER = replace(PLAIN, id=2, slug="benefits", letter="B")
ONE, TWO, THREE = (
    Counter(number, f"10{number}", "room", f"10{number}", 1, "hall", {}, {}, frozenset(services))
    for number, services in ((1, {1}), (2, {1}), (3, {2}))
)
OFFICE = Office(
    *(1, "bernburg", {}, "", "UTC", ("de",), {"tue": ((time(9), time(12)), (time(14), time(15)))}, frozenset()),
    *(timedelta(minutes=30), False, False),
    services={1: PLAIN, 2: OTHER},
    counters={1: ONE, 2: TWO, 3: THREE},
    displays={},
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


def day(waiting: int, service_id: int = 1, **more) -> DayState:
    tickets = {id_: Ticket(id_, f"A{id_:03d}", service_id, drawn_at=at(9)) for id_ in range(1, waiting + 1)}
    return DayState(TUESDAY, tickets=tickets, **more)


@pytest.mark.parametrize(
    ("waiting", "now", "probably"),
    [
        (0, at(11), True),
        (11, at(11), True),  # 11 × 20 ÷ 2 = 110 minutes; the break left out, 120 remain
        (12, at(11), False),
        (5, at(14, 5), True),
        (6, at(14, 0), False),
        (0, at(14, 59), True),
        (0, at(15), False),
    ],
)
def test_the_service_time_of_those_before_is_held_against_the_time_until_closing(waiting, now, probably):
    assert capacity.is_probably_today(OFFICE, day(waiting), PLAIN, now) is probably


def test_only_counters_that_are_signed_on_count_or_all_where_none_is():
    one = day(6, seats={1: Seat(7)})
    assert capacity.counters_at_work(OFFICE, day(6), 1) == 2
    assert capacity.counters_at_work(OFFICE, one, 1) == 1
    assert capacity.counters_at_work(OFFICE, day(6, seats={3: Seat(7)}), 1) == 2
    assert capacity.counters_at_work(OFFICE, day(6, seats={1: Seat(7, ("benefits",))}), 1) == 2
    assert capacity.is_probably_today(OFFICE, day(6), PLAIN, at(11))
    assert not capacity.is_probably_today(OFFICE, one, PLAIN, at(11))


def test_those_who_compete_for_no_counter_take_no_time():
    assert capacity.is_probably_today(OFFICE, day(50), OTHER, at(11))


def test_what_no_counter_serves_is_not_promised():
    assert not capacity.is_probably_today(replace(OFFICE, counters={}), day(0), PLAIN, at(11))


def test_nothing_is_promised_of_a_day_that_has_ended():
    assert not capacity.is_probably_today(OFFICE, day(0, ended_at=at(11)), PLAIN, at(11))
