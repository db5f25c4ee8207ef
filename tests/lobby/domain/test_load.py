"""How busy it is: the light, and which services are looked at together."""

from datetime import timedelta

import pytest

from lobby.commands import seats
from lobby.domain import load
from lobby.domain.load import Light, light

LIMIT = timedelta(minutes=90)


def minutes(count):
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("waiting", "counters", "longest", "shown"),
    [
        (0, 0, 0, Light.GREEN),
        (0, 3, 0, Light.GREEN),
        (1, 1, 0, Light.GREEN),
        (5, 2, 44, Light.GREEN),
        (6, 2, 5, Light.AMBER),
        (1, 4, 45, Light.AMBER),
        (11, 2, 89, Light.AMBER),
        (12, 2, 5, Light.RED),
        (1, 4, 90, Light.RED),
        (1, 0, 0, Light.RED),
    ],
)
def test_the_light_follows_the_waiting_at_each_counter_and_the_longest_wait(waiting, counters, longest, shown):
    assert light(waiting, counters, minutes(longest), LIMIT) is shown


def test_more_waiting_never_makes_the_light_greener():
    order = [Light.GREEN, Light.AMBER, Light.RED]
    shown = [order.index(light(waiting, 2, minutes(10), LIMIT)) for waiting in range(30)]
    assert shown == sorted(shown)


def test_services_that_share_counters_are_one_group(day):
    letters = [{day.office.services[each].letter for each in group} for group in load.groups(day.office)]
    assert letters == [set("PSC"), set("AFUNVE"), {"D"}, {"B"}]


def test_a_group_counts_its_own_waiting_and_the_counters_that_serve_it(day):
    for service in ("residence", "residence", "duldung"):
        day.draw(service)
    day.at("101"), day.at("103"), day.at("105")
    day.clock.forward(minutes=50)
    found = load.by_group(day.office, day.today, day.clock.now())
    told = [(each.waiting, each.counters, each.longest, each.light) for each in found]
    nobody = (0, 0, minutes(0), Light.GREEN)
    assert told == [nobody, (2, 2, minutes(50), Light.AMBER), (1, 1, minutes(50), Light.AMBER), nobody]
    house = load.house(day.office, day.today, day.clock.now())
    assert (house.waiting, house.counters, house.light) == (3, 3, Light.AMBER)


def test_a_counter_in_a_break_serves_nobody(day):
    day.draw("residence")
    seats.take_break(day.db, day.office_id, day.at("101"))
    assert load.house(day.office, day.today, day.clock.now()).light is Light.RED
    seats.end_break(day.db, day.office_id, day.at("101"))
    assert load.house(day.office, day.today, day.clock.now()).light is Light.GREEN


def test_a_counter_serves_the_services_that_whoever_sits_there_chose(day):
    worker = day.at("101")
    seats.sign_off(day.db, day.office_id, worker)
    seats.sign_on(day.db, day.office_id, worker, "101", services=())
    assert load.house(day.office, day.today, day.clock.now()).counters == 0
