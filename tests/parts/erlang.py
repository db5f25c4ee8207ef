"""The closed formula for c counters alike: Poisson arrivals, exponential service times, first come first served."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean, stdev

from lobby.domain.day import Seat
from lobby.domain.office import Counter, Office, Service
from lobby.domain.simulation import Arrival, play

BEGIN = datetime(2026, 11, 24, tzinfo=UTC)
WARM_UP = 0.1  # share of the visitors who come before it counts


def mean_wait(arrival_rate: float, service_rate: float, counters: int) -> float:
    """Erlang C: the mean wait in the unit of the rates. Source: Erlang 1917; here by the stable recursion of Erlang B."""
    load, blocked = arrival_rate / service_rate, 1.0
    for number in range(1, counters + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = blocked / (1 - load / counters * (1 - blocked))
    return waits / (counters * service_rate - arrival_rate)


def office(counters: int) -> Office:
    rooms = {id_: Counter(id_, str(id_), "room", str(id_), 0, "hall", {}, {}, frozenset({1})) for id_ in range(1, counters + 1)}
    fixed = (1, "erlang", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True)
    return Office(*fixed, services={1: Service(1, "s", "A", {}, {}, "info", 10, False, None, False)}, counters=rooms, displays={})


def simulated(arrival_rate: float, service_rate: float, counters: int, visitors: int, seed: int) -> list[float]:
    """The waits in minutes of those who came after the warm-up; rates a minute."""
    rng, at, come = Random(seed), 0.0, []
    for _ in range(visitors):
        at += rng.expovariate(arrival_rate)
        come.append(Arrival(BEGIN + timedelta(minutes=at), 1, timedelta(minutes=rng.expovariate(service_rate))))
    visits = play(office(counters), {id_: Seat(id_) for id_ in range(1, counters + 1)}, come)
    return [visit.wait / timedelta(minutes=1) for visit in visits[int(WARM_UP * visitors) :]]


def error(waits: list[float], batches: int = 20) -> float:
    """The half width in which the mean lies 19 times in 20, by means of batches: waits that follow each other are alike."""
    size = len(waits) // batches
    means = [fmean(waits[place * size : (place + 1) * size]) for place in range(batches)]
    return 2.093 * stdev(means) / batches**0.5  # Student's t, 19 degrees of freedom
