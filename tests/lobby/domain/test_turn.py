"""First come, first served, among those whom a counter serves."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office, Service

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SERVICES = {1: "residence", 2: "fiktion", 3: "benefits"}


def service(id_: int) -> Service:
    return Service(id_, SERVICES[id_], "ABC"[id_ - 1], {}, {}, "info", 10, False, None, False)


def counter(id_: int, *services: int) -> Counter:
    return Counter(id_, str(100 + id_), "room", str(100 + id_), 1, "hall", {}, {}, frozenset(services))


OFFICE = Office(
    *(1, "bernburg", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True),
    services={id_: service(id_) for id_ in SERVICES},
    counters={1: counter(1, 1), 2: counter(2, 1, 2), 3: counter(3, 3)},
    displays={},
)


def waiting(id_: int, service_id: int, minutes: int, state: State = State.WAITING) -> Ticket:
    return Ticket(id_, f"A{id_:03d}", service_id, state=state, drawn_at=NOW - timedelta(minutes=minutes))


def day(*tickets: Ticket) -> DayState:
    return DayState(NOW.date(), tickets={ticket.id: ticket for ticket in tickets})


def test_who_came_first_is_called_first_whatever_the_service():
    today = day(waiting(1, 1, 5), waiting(2, 2, 9), waiting(3, 3, 30))
    pick = turn.pick(today, {1, 2}, NOW)
    assert pick is not None
    assert (pick.ticket.id, pick.waited_minutes) == (2, 9)


def test_nobody_is_called_for_a_service_that_the_counter_does_not_serve():
    assert turn.pick(day(waiting(1, 3, 5)), {1, 2}, NOW) is None


def test_a_caseworker_may_narrow_what_her_counter_serves_but_not_widen_it():
    assert turn.served_at(OFFICE, OFFICE.counters[2], Seat(7, ("fiktion", "benefits"))) == {2}
    assert turn.served_at(OFFICE, OFFICE.counters[2], None) == {1, 2}


def test_ahead_are_those_who_compete_for_the_same_counters():
    today = day(waiting(1, 2, 9), waiting(2, 3, 9), waiting(3, 1, 5), waiting(4, 1, 4, State.CALLED))
    assert turn.ahead_of(OFFICE, today, 1, today.tickets[3]) == 1
    assert turn.ahead_of(OFFICE, today, 1) == 2
    assert turn.ahead_of(OFFICE, today, 3) == 1


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.integers(0, 50)), max_size=30))
def test_calling_one_after_the_other_serves_everybody_in_the_order_of_coming(arrivals):
    left = day(*(waiting(id_, service_id, minutes) for id_, (service_id, minutes) in enumerate(arrivals, 1)))
    order = []
    while pick := turn.pick(left, {1, 2}, NOW):
        order.append(pick.ticket)
        left = day(*(ticket for ticket in left.tickets.values() if ticket.id != pick.ticket.id))
    assert len(order) == len(arrivals)
    assert order == sorted(order, key=lambda ticket: (ticket.drawn_at, ticket.id))
