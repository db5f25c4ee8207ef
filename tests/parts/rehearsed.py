"""Invented days of five kinds of office, to hold promises against what comes. Seeded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from queues import log_normal

from lobby.domain import simulation
from lobby.domain.day import Seat, Slot
from lobby.domain.office import Counter, Office, Service
from lobby.domain.simulation import Arrival, Change, Visit
from lobby.domain.waiting import log
from lobby.domain.waiting.judge import Court, Said, Scores, Tally
from lobby.domain.waiting.knowledge import Knowledge

EIGHT = datetime(2026, 1, 5, 8, tzinfo=UTC)
ABSENT = 0.15  # appointments for which nobody comes
HOURS, VARIATION, NO_SHOWS, VAIN = 8, 0.8, 0.12, timedelta(minutes=2)
MINUTE = timedelta(minutes=1)


def usual(share: float) -> float:
    """A morning's rush, a quiet noon, a smaller rush after it: arrivals at a share of the day, as a multiple of the mean."""
    return 1.6 if share < 0.35 else 0.5 if share < 0.55 else 1.0 if share < 0.85 else 0.4


def doubling(share: float) -> float:
    return 0.65 if share < 0.5 else 1.35


@dataclass(frozen=True)
class Kind:
    """A kind of office. `services`: mean minutes and share of visits; `counters`: which services each serves.

    `said`: what the office file says of service times, as a multiple of the truth: nobody knows them well. `booked`: share of
    visits with an appointment. `leaves`: how likely each counter but the first closes early, within the second half of the day.
    """

    services: dict[int, tuple[float, float]]
    counters: dict[int, frozenset[int]]
    load: float
    said: float = 1.0
    booked: float = 0.0
    leaves: float = 0.0
    needs: float = 0.05
    over_day: Callable[[float], float] = field(default=usual)


A, B, C = 1, 2, 3
KINDS = {
    "one counter": Kind({A: (8, 1.0)}, {1: frozenset({A})}, 0.9, said=1.25),
    "service point and specialists": Kind(
        {A: (6, 0.5), B: (20, 0.3), C: (25, 0.2)},
        {1: frozenset({A}), 2: frozenset({A, B}), 3: frozenset({B, C}), 4: frozenset({B, C}), 5: frozenset({C})},
        0.9,
    ),
    "appointments": Kind({A: (18, 0.6), B: (12, 0.4)}, {n: frozenset({A, B}) for n in range(1, 5)}, 0.85, said=0.8, booked=0.5),
    "load doubling at noon": Kind(
        {A: (12, 0.7), B: (20, 0.3)}, {n: frozenset({A, B}) for n in range(1, 5)}, 0.95, over_day=doubling
    ),
    "staff leaving early": Kind({A: (15, 1.0)}, {n: frozenset({A}) for n in range(1, 6)}, 0.8, leaves=0.5),
}


def office_of(kind: Kind) -> Office:
    services = {
        id_: Service(id_, f"s{id_}", "ABC"[id_ - 1], {}, {}, "info", round(mean * kind.said), False, None, False)
        for id_, (mean, _) in kind.services.items()
    }
    counters = {id_: Counter(id_, str(id_), "room", str(id_), 0, "hall", {}, {}, serves) for id_, serves in kind.counters.items()}
    fixed = (1, "invented", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True)
    return Office(*fixed, services=services, counters=counters, displays={})


def arrivals(kind: Kind, rng: Random) -> list[Arrival]:
    """A day's visitors: Poisson in the rhythm of the day; appointments each quarter of an hour, for which people come early."""
    work = sum(mean * share for mean, share in kind.services.values())
    a_minute = kind.load * rng.uniform(0.85, 1.15) * len(kind.counters) / work
    found, at = [], 0.0
    while (at := at + rng.expovariate(2 * a_minute)) < HOURS * 60:
        if rng.random() * 2 < kind.over_day(at / HOURS / 60):
            service = rng.choices(list(kind.services), [share for _, share in kind.services.values()])[0]
            booked, come = None, EIGHT + at * MINUTE
            if rng.random() < kind.booked:
                booked = EIGHT + 15 * round(at / 15) * MINUTE
                come = max(EIGHT, booked + rng.triangular(-20, 12, -6) * MINUTE)
            shows = rng.random() >= NO_SHOWS
            served = log_normal(rng, kind.services[service][0], VARIATION) * MINUTE + MINUTE
            needs = ("child",) if rng.random() < kind.needs else ()
            found.append(Arrival(come, service, served if shows else VAIN, needs, "de", booked, shows))
    return sorted(found, key=lambda arrival: arrival.at)


def bookings(come: list[Arrival], rng: Random) -> list[Slot]:
    """All that was booked beforehand: by those who come, and by some who do not."""
    kept = [Slot(each.appointment_at, each.service_id) for each in come if each.appointment_at]
    return kept + [slot for slot in kept if rng.random() < ABSENT / (1 - ABSENT)]


def changes(kind: Kind, rng: Random) -> list[Change]:
    """Each counter rests for half an hour, one after the other; some close early."""
    found = []
    for place, counter_id in enumerate(kind.counters):
        begins = EIGHT + (200 + 35 * place) * MINUTE
        resting = Seat(counter_id, break_since=begins)
        found += [Change(begins, counter_id, resting), Change(begins + 30 * MINUTE, counter_id, Seat(counter_id))]
        if place and rng.random() < kind.leaves:
            found.append(Change(EIGHT + rng.uniform(245 + 35 * place, HOURS * 60) * MINUTE, counter_id, None))
    return found


def scores(kind: Kind, days: int, seed: int, knows_booked: bool = True) -> list[Scores]:
    """What was promised over so many days, judged; then the rivals on the same visits."""
    rng, office, knowledge = Random(seed), office_of(kind), Knowledge()
    seats, court, ours = {id_: Seat(id_) for id_ in office.counters}, Court(), Tally("lobby")
    for day in range(days):
        come, changed = arrivals(kind, rng), changes(kind, rng)
        booked = bookings(come, Random(f"{seed} {day}")) if knows_booked else []
        visits = simulation.play(office, seats, come, changes=changed, knowledge=knowledge, booked=booked)
        here = sum(each.appointment_at is not None for each in come)
        knowledge.learn_appointments(here, max(0, len(booked) - here))
        rows = [row(visit, f"{day:03d}") for visit in visits]
        judged(ours, court, rows, visits)
    return [ours.scores(), *(tally.scores() for tally in court.tallies[1:])]


def judged(ours: Tally, court: Court, rows: list[log.Visit], visits: list[Visit]) -> None:
    """The rivals hear the day as a log; our promises are those that were made while it ran, for the same visitors."""
    by_row = dict(zip(map(id, rows), visits, strict=True))
    before = court.tallies[1].scores().n
    heard = {id(visit) for visit in _scored(court, rows)}
    for each in rows:
        promise = by_row[id(each)].promise
        if id(each) in heard and promise:
            low, high, middle = promise[:3]
            ours.called(Said(middle, low * 60.0, middle, high * 60.0), each.waited)
    assert court.tallies[1].scores().n - before == len(heard)


def _scored(court: Court, rows: list[log.Visit]) -> list[log.Visit]:
    """Those whom the court judges on this day: somebody waited when they came, and they were called."""
    asked: list[log.Visit] = []
    ask = court._ask
    court._ask = lambda visit, now: (asked.append(visit), ask(visit, now))[1]
    court.sit(rows)
    court._ask = ask
    return [visit for visit in asked if visit.start is not None]


def row(visit: Visit, day: str) -> log.Visit:
    def seconds(at: datetime) -> float:
        return (at - EIGHT).total_seconds()

    come, called = visit.arrival, visit.called_at
    if called is None:
        return log.Visit(seconds(come.at), left=HOURS * 3600.0 + 3600, service=str(come.service_id), day=day)
    start = seconds(called)
    return log.Visit(
        *(seconds(come.at), start, start + come.served.total_seconds(), None, str(come.service_id)),
        *("booked" if come.appointment_at else "", str(visit.counter_id), day),
    )
