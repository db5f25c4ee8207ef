"""Whose turn it is: accumulating priority, the limit, the bound on express services, languages that prefer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Counter, Office, Service
from lobby.domain.policy import Earns, Policy

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SERVICES = {1: "residence", 2: "fiktion", 3: "benefits", 4: "pick-up"}
PLAIN = Policy(express=Earns(1, 15), appointment=Earns(3, 30), needs=Earns(1.5, 10), express_bound=2)


def service(id_: int) -> Service:
    return Service(id_, SERVICES[id_], "ABCP"[id_ - 1], {}, {}, "info", 10, id_ == 4, None, False)


def counter(id_: int, *services: int) -> Counter:
    return Counter(id_, str(100 + id_), "room", str(100 + id_), 1, "hall", {}, {}, frozenset(services))


OFFICE = Office(
    *(1, "bernburg", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True),
    services={id_: service(id_) for id_ in SERVICES},
    counters={1: counter(1, 1), 2: counter(2, 1, 2, 4), 3: counter(3, 3)},
    displays={},
    policy=PLAIN,
)
TWO = OFFICE.counters[2]


def waiting(id_: int, service_id: int, minutes: float, state: State = State.WAITING, **more) -> Ticket:
    return Ticket(id_, f"A{id_:03d}", service_id, state=state, drawn_at=NOW - timedelta(minutes=minutes), **more)


def day(*tickets: Ticket, seats=()) -> DayState:
    return DayState(NOW.date(), tickets={ticket.id: ticket for ticket in tickets}, seats=dict(seats))


def order(*tickets: Ticket, office: Office = OFFICE, counter: Counter = TWO, seats=(), now=NOW) -> list[int]:
    return [pick.ticket.id for pick in turn.queue(office, day(*tickets, seats=seats), counter, now)]


def why(*tickets: Ticket, now=NOW, seats=()) -> dict[int, tuple[str, ...]]:
    return {pick.ticket.id: pick.reasons for pick in turn.queue(OFFICE, day(*tickets, seats=seats), TWO, now)}


def test_who_came_first_is_called_first_whatever_the_service():
    assert order(waiting(1, 1, 5), waiting(2, 2, 9), waiting(3, 3, 30)) == [2, 1]


def test_nobody_is_called_for_a_service_that_the_counter_does_not_serve():
    assert turn.pick(OFFICE, day(waiting(1, 3, 5)), TWO, NOW) is None


def test_a_caseworker_may_narrow_what_her_counter_serves_but_not_widen_it():
    assert turn.served_at(OFFICE, TWO, Seat(7, ("fiktion", "benefits"))) == {2}
    assert turn.served_at(OFFICE, TWO, None) == {1, 2, 4}


def test_who_was_sent_to_a_counter_is_called_there_and_nowhere_else():
    sent = waiting(1, 3, 30, sent_to=2)
    assert order(sent, waiting(2, 1, 5)) == [1, 2]
    assert order(sent, counter=OFFICE.counters[3]) == []
    assert why(sent)[1] == ("waited:30", "sent")


def test_needs_earn_faster_so_they_overtake_after_a_while():
    wheelchair, ordinary = waiting(1, 1, 10, needs=("wheelchair",)), waiting(2, 1, 20)
    assert order(wheelchair, ordinary) == [1, 2]  # 1.5 × 10 + 10 against 20
    assert order(replace(wheelchair, drawn_at=NOW), ordinary) == [2, 1]
    assert why(wheelchair)[1] == ("waited:10", "needs:wheelchair")


def test_an_appointment_counts_from_its_booked_time_and_not_before():
    early = waiting(1, 1, 25, appointment_at=NOW + timedelta(minutes=5))
    assert order(early, waiting(2, 1, 20)) == [2, 1]  # 3 × -5 + 30 against 20
    on_time = replace(early, appointment_at=NOW)
    assert order(on_time, waiting(2, 1, 25)) == [1, 2]
    assert why(on_time)[1] == ("waited:25", "appointment:2026-11-24T10:00:00Z")


def test_who_comes_too_late_to_an_appointment_is_a_walk_in():
    booked = NOW - timedelta(minutes=36)
    late = waiting(1, 1, 20, appointment_at=booked)
    in_time = waiting(2, 1, 21, appointment_at=booked)
    assert order(late, in_time, waiting(3, 1, 30)) == [2, 3, 1]
    assert "late-appointment:2026-11-24T09:24:00Z" in why(late)[1]


def test_an_express_ticket_goes_first_until_somebody_was_overtaken_often_enough():
    patient, quick = waiting(1, 1, 12), waiting(2, 4, 1)
    gone = [waiting(id_, 4, 5, State.FINISHED, overtook=(1,)) for id_ in (8, 9)]
    assert order(patient, quick) == [2, 1]
    assert order(patient, quick, gone[0]) == [2, 1]
    assert order(patient, quick, *gone) == [1, 2]
    assert order(patient, replace(quick, needs=("pregnant",), drawn_at=NOW - timedelta(minutes=11)), *gone) == [2, 1]


def test_whoever_waited_longer_than_the_limit_is_next_whatever_the_class():
    forgotten, older = waiting(1, 1, 91), waiting(2, 1, 92)
    urgent = waiting(3, 1, 80, appointment_at=NOW - timedelta(minutes=70), needs=("wheelchair",))
    assert order(forgotten, older, urgent) == [2, 1, 3]
    assert why(forgotten)[1] == ("over-limit:90", "waited:91")


def test_the_limit_counts_at_once_and_not_only_from_the_next_minute():
    almost, urgent = waiting(1, 1, 90), waiting(2, 1, 60, needs=("wheelchair",))
    assert order(almost, urgent) == [2, 1]
    assert order(almost, urgent, now=NOW + timedelta(seconds=1)) == [1, 2]


def test_a_spoken_language_prefers_and_never_blocks():
    seats = {2: Seat(7, languages=("ar",))}
    arabic, german = waiting(1, 1, 5, language="ar"), waiting(2, 1, 10)
    assert order(arabic, german, seats=seats.items()) == [1, 2]
    assert order(arabic, replace(german, drawn_at=NOW - timedelta(minutes=16)), seats=seats.items()) == [2, 1]
    assert order(german, seats=seats.items()) == [2]
    assert why(arabic, seats=seats.items())[1] == ("waited:5", "language:ar")


def test_reinstated_keeps_its_place_and_returned_goes_before():
    reinstated = waiting(1, 1, 30, standing=Standing.REINSTATED)
    returned = waiting(2, 1, 15, standing=Standing.RETURNED)
    assert order(reinstated, returned, waiting(3, 1, 31)) == [2, 3, 1]
    assert why(returned)[2] == ("waited:15", "returned")


def test_overtaken_are_those_with_an_earlier_place_who_could_have_been_called():
    late, early, elsewhere = waiting(3, 1, 5), waiting(1, 2, 9), waiting(2, 3, 30)
    assert turn.overtaken_by(OFFICE, day(late, early, elsewhere), TWO, late, NOW) == (1,)
    assert turn.overtaken_by(OFFICE, day(late, early, elsewhere), TWO, early, NOW) == ()


def test_a_call_from_the_list_says_so():
    picked = turn.by_hand(OFFICE, day(waiting(1, 1, 5)), TWO, waiting(1, 1, 5), NOW, "urgent")
    assert picked.reasons == ("picked:urgent", "waited:5")


def test_ahead_are_those_who_compete_for_the_same_counters_and_will_be_called_before():
    today = day(waiting(1, 2, 9), waiting(2, 3, 9), waiting(3, 1, 5), waiting(4, 1, 4, State.CALLED))
    assert turn.ahead_of(OFFICE, today, 1, NOW, today.tickets[3]) == 1
    assert turn.ahead_of(OFFICE, today, 1, NOW) == 2
    assert turn.ahead_of(OFFICE, today, 3, NOW) == 1
    sooner = replace(today.tickets[3], needs=("wheelchair",))
    assert turn.ahead_of(OFFICE, day(waiting(1, 2, 9), sooner), 1, NOW, sooner) == 0


def test_an_order_is_worked_out_once_a_minute():
    today = day(waiting(1, 1, 5), waiting(2, 2, 9))
    turn.queue(OFFICE, today, TWO, NOW)
    known = today.memory["order"]
    turn.everybody(OFFICE, today, NOW + timedelta(seconds=59))
    assert today.memory["order"] is known
    turn.everybody(OFFICE, today, NOW + timedelta(seconds=60))
    assert today.memory["order"] is not known


arrivals = st.lists(
    st.builds(
        lambda service_id, minutes, needs, booked, standing: (service_id, minutes, needs, booked, standing),
        st.sampled_from([1, 2, 4]),
        st.integers(0, 120),
        st.sampled_from([(), ("wheelchair",)]),
        st.none() | st.integers(-30, 30),
        st.sampled_from(list(Standing)),
    ),
    max_size=25,
)


def built(drawn) -> list[Ticket]:
    return [
        waiting(
            id_,
            service_id,
            minutes,
            needs=needs,
            standing=standing,
            appointment_at=None if booked is None else NOW - timedelta(minutes=minutes) + timedelta(minutes=booked),
        )
        for id_, (service_id, minutes, needs, booked, standing) in enumerate(drawn, 1)
    ]


@given(arrivals)
def test_everybody_is_called_once_and_nobody_within_the_limit_before_somebody_beyond_it(drawn):
    left, called = built(drawn), []
    while found := turn.pick(OFFICE, day(*left), TWO, NOW):
        beyond = [t for t in left if NOW - turn.place_of(PLAIN, t) > PLAIN.limit]
        if beyond:
            assert found.ticket == min(beyond, key=lambda t: (turn.place_of(PLAIN, t), t.id))
        called.append(found.ticket.id)
        left = [ticket for ticket in left if ticket.id != found.ticket.id]
    assert sorted(called) == [ticket.id for ticket in built(drawn)]


@given(arrivals)
def test_of_two_tickets_of_one_class_the_earlier_goes_first(drawn):
    alike = [t for t in built(drawn) if t.service_id == 1 and not t.needs and t.appointment_at is None]
    alike = [t for t in alike if t.standing is Standing.ORDINARY]
    assert order(*alike) == [t.id for t in sorted(alike, key=lambda t: (t.drawn_at, t.id))]


@given(arrivals, st.integers(0, 40))
def test_the_queue_of_a_counter_is_the_houses_order_without_the_others(drawn, later):
    now = NOW + timedelta(minutes=later)
    today = day(*built(drawn))
    mine = [pick.ticket.id for pick in turn.queue(OFFICE, today, TWO, now)]
    assert mine == [pick.ticket.id for pick in turn.everybody(OFFICE, today, now)]


LATER = NOW + timedelta(minutes=10)


def test_who_asked_for_more_time_is_not_called_before_it_is_over():
    asked, other = waiting(1, 1, 30, not_before=LATER), waiting(2, 1, 5)
    assert order(asked, other) == [2, 1]
    assert turn.pick(OFFICE, day(asked), TWO, NOW) is None
    assert f"postponed:{LATER.isoformat().replace('+00:00', 'Z')}" in why(asked)[1]


def test_she_has_her_place_again_when_her_time_is_over():
    asked, other = waiting(1, 1, 30, not_before=LATER), waiting(2, 1, 5)
    assert order(asked, other, now=LATER) == [1, 2]
    assert not any(reason.startswith("postponed") for reason in why(asked, now=LATER)[1])


def test_more_time_holds_even_beyond_the_limit_of_waiting():
    assert order(waiting(1, 1, 300, not_before=LATER), waiting(2, 1, 5)) == [2, 1]


def test_those_who_asked_for_more_time_are_ready_in_the_order_of_their_time():
    first, then = waiting(1, 1, 30, not_before=LATER + timedelta(minutes=1)), waiting(2, 1, 5, not_before=LATER)
    assert order(first, then, waiting(3, 1, 1)) == [3, 2, 1]


def test_nobody_is_told_that_a_ticket_is_ahead_that_steps_back():
    asked, other = waiting(1, 1, 30, not_before=LATER), waiting(2, 1, 5)
    today = day(asked, other)
    assert turn.ahead_of(OFFICE, today, 1, NOW, other) == 0
    assert turn.ahead_of(OFFICE, today, 1, NOW, asked) == 0  # she keeps her place
    assert turn.ahead_of(OFFICE, today, 1, LATER, other) == 1
    assert turn.overtaken_by(OFFICE, today, TWO, other, NOW) == ()


def test_more_time_is_given_as_often_as_the_office_allows_and_until_it_closes():
    assert turn.may_postpone(OFFICE, waiting(1, 1, 5, postponed=1), NOW, LATER)
    assert not turn.may_postpone(OFFICE, waiting(1, 1, 5, postponed=2), NOW, LATER)
    assert not turn.may_postpone(OFFICE, waiting(1, 1, 5, State.CALLED), NOW, LATER)
    assert not turn.may_postpone(OFFICE, waiting(1, 1, 5), NOW, NOW + timedelta(days=1))


@given(
    st.lists(st.tuples(st.sampled_from(sorted(SERVICES)), st.integers(0, 150), st.integers(-5, 90) | st.none()), max_size=12),
    st.data(),
)
def test_who_stands_before_whom_is_the_same_whether_it_was_asked_before_or_not(told, data):
    def ask_later(minutes):
        return None if minutes is None else NOW + timedelta(minutes=minutes)

    tickets = [waiting(id_, service_id, ago, not_before=ask_later(more)) for id_, (service_id, ago, more) in enumerate(told, 1)]
    kept = day(*tickets)
    instants = [NOW + timedelta(seconds=data.draw(st.integers(0, 7200))) for _ in range(6)]
    for now in sorted(instants) + instants[:2]:
        for ticket in (None, *tickets):
            for service_id in SERVICES:
                fresh = turn.ahead_of(OFFICE, day(*tickets), service_id, now, ticket)
                assert turn.ahead_of(OFFICE, kept, service_id, now, ticket) == fresh
