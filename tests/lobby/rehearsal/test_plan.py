"""The invented Tuesday looks like the real one, and is the same for the same seed."""

from collections import Counter
from random import Random
from statistics import mean, pstdev

import pytest

from lobby.rehearsal import plan
from lobby.rehearsal.plan import Shows, Taps, Visitor

SERVICES = tuple(plan.SHARES)
SPOKEN = ("de", "de-simple", "uk", "ar", "ru", "en", "fa", "tr")


@pytest.fixture(scope="module")
def crowd() -> list[Visitor]:
    return plan.tuesday(7, 6000, SERVICES, SPOKEN)


def test_the_same_seed_gives_the_same_day() -> None:
    assert plan.tuesday(42, 300, SERVICES, SPOKEN) == plan.tuesday(42, 300, SERVICES, SPOKEN)
    assert plan.tuesday(42, 300, SERVICES, SPOKEN) != plan.tuesday(43, 300, SERVICES, SPOKEN)


def test_everybody_comes_while_walk_ins_are_accepted_in_order(crowd: list[Visitor]) -> None:
    hours = [visitor.arrives_s / plan.HOUR for visitor in crowd]
    assert hours == sorted(hours)
    assert all(9 <= hour <= 11.5 or 14 <= hour <= 17.5 for hour in hours)


def test_most_come_when_the_door_opens(crowd: list[Visitor]) -> None:
    halves = Counter(int(visitor.arrives_s // plan.SLOT_S) / 2 for visitor in crowd)
    assert halves.most_common(1)[0][0] == 9.0
    assert halves[14.0] == max(count for half, count in halves.items() if half >= 14)


def test_a_third_of_all_visits_is_for_the_service_point(crowd: list[Visitor]) -> None:
    services = Counter(visitor.service for visitor in crowd)
    assert services["service-point"] / len(crowd) == pytest.approx(0.34, abs=0.03)
    assert set(services) == set(SERVICES)


def test_only_offered_services_and_languages_are_asked_for() -> None:
    day = plan.tuesday(1, 200, ["residence", "tattoo-removal"], ["de", "ar"])
    assert {visitor.service for visitor in day} == {"residence", "tattoo-removal"}
    assert {visitor.language for visitor in day} == {"de", "ar"}


def test_service_times_are_skewed_as_in_the_field() -> None:
    rng = Random(3)
    times = [plan.service_time(rng, 1200) for _ in range(60_000)]
    assert mean(times) == pytest.approx(1200, rel=0.02)
    assert pstdev(times) / mean(times) == pytest.approx(0.8, rel=0.05)
    assert min(times) > 0


def test_one_call_in_five_to_ten_meets_nobody(crowd: list[Visitor]) -> None:
    absent = sum(visitor.shows in (Shows.NEVER, Shows.LATE) for visitor in crowd) / len(crowd)
    assert 0.10 <= absent <= 0.20


def test_some_tap_twice_and_some_tap_again(crowd: list[Visitor]) -> None:
    taps = Counter(visitor.taps for visitor in crowd)
    assert taps[Taps.ONCE] > taps[Taps.TWICE] > taps[Taps.AGAIN] > 0


def test_needs_are_rare_and_families_take_one_ticket(crowd: list[Visitor]) -> None:
    assert 0 < sum(bool(visitor.needs) for visitor in crowd) / len(crowd) < 0.12
    assert {visitor.party_size for visitor in crowd} == {1, 2, 3, 4}
