"""A journal becomes material: who came, how long each took a counter, who sat where; and nothing of a person."""

from datetime import UTC, date, datetime, timedelta

from plainoffice import demo_office

from lobby.domain.calendar import Opening
from lobby.domain.day import Line
from lobby.domain.lifecycle import Standing, Verb
from lobby.domain.whatif import journal

ON, NINE, MINUTE = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC), timedelta(minutes=1)
OFFICE = demo_office()
RESIDENCE, DULDUNG = OFFICE.service("residence").id, OFFICE.service("duldung").id
ROOM = OFFICE.counter("101").id
OPEN = (Opening(NINE, NINE + 180 * MINUTE, NINE + 150 * MINUTE),)


def told(*lines):
    """Lines as (minute, verb, ticket, changes): at room 101 where they are not of waiting."""
    found = [
        Line(revision, verb, NINE + minute * MINUTE, ticket, None if verb is Verb.DRAW else ROOM, changes)
        for revision, (minute, verb, ticket, changes) in enumerate(lines, 1)
    ]
    return journal.material(OFFICE, ON, OPEN, found)


def drawn(minute, ticket, service=RESIDENCE, **more):
    changes = {"state": [None, "waiting"], "service_id": [None, service], "language": [None, "uk"]}
    return minute, Verb.DRAW, ticket, changes | {name: [None, value] for name, value in more.items()}


def moved(minute, verb, ticket, before, after, **more):
    return minute, verb, ticket, {"state": [before, after]} | {name: [None, value] for name, value in more.items()}


def seated(minute, **more):
    return minute, Verb.SIGN_ON, None, {name: [None, value] for name, value in ({"staff_id": 7} | more).items()}


def served(ticket, called, ended):
    return (
        moved(called, Verb.CALL, ticket, "waiting", "called"),
        moved(called + 1, Verb.START, ticket, "called", "serving"),
        moved(ended, Verb.FINISH, ticket, "serving", "finished"),
    )


def test_a_visit_takes_its_counter_from_the_call_until_the_next_one_while_people_wait():
    day = told(seated(0), drawn(0, 1), drawn(1, 2), *served(1, 2, 10), *served(2, 13, 20))
    assert [each.arrival.served / MINUTE for each in day.visitors] == [11, 10]  # three minutes of paperwork, after each of them
    assert day.waits == (2, 12)
    assert all((each.arrival.language, each.arrival.shows) == ("uk", True) for each in day.visitors)


def test_a_counter_without_people_in_line_is_not_taken():
    day = told(seated(0), drawn(0, 1), *served(1, 0, 10), drawn(50, 2), *served(2, 51, 60))
    assert [each.arrival.served / MINUTE for each in day.visitors] == [10, 9]


def test_a_break_is_none_of_a_visit():
    rest = (10, Verb.BREAK, None, {"break_since": [None, (NINE + 10 * MINUTE).isoformat()]})
    back = (40, Verb.BACK, None, {"break_since": [(NINE + 10 * MINUTE).isoformat(), None]})
    day = told(seated(0), drawn(0, 1), drawn(1, 2), *served(1, 0, 10), rest, back, *served(2, 40, 50))
    assert day.visitors[0].arrival.served == 10 * MINUTE
    assert [change.seat is not None and change.seat.break_since is not None for change in day.changes] == [False, True, False]


def test_who_is_sent_on_comes_to_the_second_service_then():
    on = moved(10, Verb.TRANSFER, 1, "serving", "waiting", service_id=DULDUNG, standing="returned")
    call, start, _ = served(1, 2, 10)
    first, second = told(seated(0), drawn(0, 1), call, start, on, *served(1, 30, 40)).visitors
    assert (first.arrival.service_id, first.arrival.served) == (RESIDENCE, 8 * MINUTE)
    assert (second.arrival.service_id, second.arrival.at) == (DULDUNG, NINE + 10 * MINUTE)
    assert second.arrival.standing is Standing.RETURNED


def test_who_gave_up_has_as_much_patience_and_who_did_not_come_takes_a_moment():
    gone = moved(25, Verb.WITHDRAW, 1, "waiting", "withdrawn")
    missed = (moved(3, Verb.CALL, 2, "waiting", "called"), moved(5, Verb.MISS, 2, "called", "missed"))
    first, second = told(seated(0), drawn(0, 1), drawn(1, 2), *missed, gone).visitors
    assert (first.arrival.patience, first.arrival.served) == (25 * MINUTE, timedelta())
    assert (second.arrival.shows, second.arrival.served) == (False, 2 * MINUTE)


def test_a_call_that_was_taken_back_did_not_happen():
    undone = moved(4, Verb.UNDO, 1, "called", "waiting")
    day = told(seated(0), drawn(0, 1), moved(2, Verb.CALL, 1, "waiting", "called"), undone, *served(1, 9, 12))
    assert day.waits == (9,)


def test_appointments_wait_from_their_time_on():
    day = told(seated(0), drawn(0, 1, appointment_at=(NINE + 15 * MINUTE).isoformat()), *served(1, 20, 30))
    assert day.waits == (5,)


def test_nothing_says_who_sat_where_and_who_leaves_at_closing_stays_while_people_wait():
    left = [(minute, Verb.SIGN_OFF, None, {}) for minute in (100, 170)]
    day = told(seated(0), left[0], seated(120, staff_id=9), left[1])
    assert {change.seat.staff_id for change in day.changes if change.seat} == {ROOM}
    assert [change.when_done for change in day.changes] == [False, False, False, True]
