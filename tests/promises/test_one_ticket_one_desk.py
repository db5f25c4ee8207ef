"""Complaints 1 and 2: the same person called by two desks, one number twice. Twenty threads at once, on both databases."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from office import Day

from lobby.domain.errors import LobbyError
from lobby.domain.lifecycle import State, Verb

THREADS, DRAWS = 20, 10
COUNTERS = ("sp-1", "sp-2", "101", "102", "103", "104", "105", "106", "107", "108")


@pytest.fixture(params=["sqlite", "postgresql"])
def either_day(request, tmp_path):
    url = request.getfixturevalue("fresh_postgresql") if request.param == "postgresql" else None
    today = Day(tmp_path, url)
    yield today
    today.db.close()


def test_twenty_threads_draw_and_call_every_number_once_every_ticket_once(either_day):
    day = either_day
    for counter in COUNTERS:
        day.at(counter)
    start = threading.Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        drawing = [pool.submit(draw, day, start, place) for place in range(THREADS // 2)]
        calling = [pool.submit(serve, day, start, counter) for counter in COUNTERS]
        drawn = [ticket for future in drawing for ticket in future.result()]
        called = [number for future in calling for number in future.result()]
    called += [number for counter in COUNTERS for number in serve_all(day, counter)]

    assert len(drawn) == len({ticket.number for ticket in drawn}) == THREADS // 2 * DRAWS
    assert Counter(called) == Counter(ticket.number for ticket in drawn)
    assert {ticket.state for ticket in day.today.tickets.values()} == {State.FINISHED}
    for letter in {ticket.number[0] for ticket in drawn}:
        serials = sorted(int(ticket.number[1:]) for ticket in drawn if ticket.number[0] == letter)
        assert serials == list(range(1, len(serials) + 1))
    day.check_journal()


def test_twenty_double_taps_draw_one_ticket(either_day):
    start = threading.Barrier(THREADS)

    def tap(_: int):
        start.wait()
        return either_day.draw(key="one choice of one visitor")

    with ThreadPoolExecutor(THREADS) as pool:
        drawn = list(pool.map(tap, range(THREADS)))
    assert len({ticket.token for ticket in drawn}) == 1
    assert [ticket.created for ticket in drawn].count(True) == 1
    assert len(either_day.today.tickets) == 1


def test_two_desks_pressing_at_once_get_two_people(either_day):
    for _ in range(2):
        either_day.draw("residence")
    for counter in ("101", "102"):
        either_day.at(counter)
    start = threading.Barrier(2)

    def press(counter: str) -> str:
        start.wait()
        return either_day.call_next(counter)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, ("101", "102"))) == ["A001", "A002"]


def draw(day, start, place):
    start.wait()
    services = [service.slug for service in day.office.services.values()]
    return [day.draw(services[(place + step) % len(services)], key=f"visitor {place:03d} {step:03d} ....") for step in range(DRAWS)]


def serve(day, start, counter):
    start.wait()
    return [number for _ in range(DRAWS) for number in serve_one(day, counter)]


def serve_all(day, counter):
    served = []
    while found := serve_one(day, counter):
        served += found
    return served


def serve_one(day, counter):
    try:
        number = day.call_next(counter)
    except LobbyError as error:
        assert error.code == "nobody-waiting"
        return []
    day.do(Verb.START, counter, number)
    day.do(Verb.FINISH, counter, number)
    return [number]
