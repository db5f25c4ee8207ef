"""Who waits how long under which order: first come first served, strict priority, and the office's, on the same days."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import mean

from figures import Figure, quantile
from started import HOUSE

from lobby.domain import simulation, turn
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office
from lobby.domain.simulation import Arrival, Visit
from lobby.rehearsal import plan

sys.path.append(str(HOUSE / "tests/parts"))
from plainoffice import demo_office

DAYS, BOOKED_SHARE = 30, 0.35
LOADS = {"a usual day": 160, "a day beyond all counters": 300}  # tickets
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
BOOKABLE = ("residence", "settlement", "verpflichtung", "naturalisation", "duldung", "fiktion")
CLASSES = ("appointment", "needs", "express", "ordinary")


@dataclass(frozen=True)
class Order:
    """One way of choosing the next."""

    name: str
    pick: simulation.Picker


def figures() -> list[Figure]:
    office = demo_office()
    return [each for name, tickets in LOADS.items() for each in of_load(office, f"{name}, {tickets} tickets", tickets)]


def of_load(office: Office, name: str, tickets: int) -> list[Figure]:
    days = [invented(office, seed, tickets) for seed in range(1, DAYS + 1)]
    seats = {counter_id: Seat(counter_id) for counter_id in office.counters}
    played = {order.name: [v for day in days for v in simulation.play(office, seats, day, order.pick)] for order in ORDERS}
    found = []
    for kind in CLASSES:
        waits = {name: [minutes(v) for v in visits if class_of(office, v) == kind] for name, visits in played.items()}
        found += [
            figure(
                f"{name}: wait of {kind}, mean ({len(waits['ours'])} visits)", "min", {name: mean(w) for name, w in waits.items()}
            ),
            figure("  P95", "min", {name: quantile(w, 0.95) for name, w in waits.items()}),
        ]
    overtaken = {name: [v.overtaken for v in visits] for name, visits in played.items()}
    punctual = {name: [minutes(v) <= 10 for v in visits if class_of(office, v) == "appointment"] for name, visits in played.items()}
    longest = {name: max(minutes(v) for v in visits) for name, visits in played.items()}
    return [
        *found,
        figure(f"{name}: longest wait of all", "min", longest),
        figure(f"{name}: overtaken, mean of all", "times", {name: mean(times) for name, times in overtaken.items()}),
        figure("  P95", "times", {name: float(quantile(times, 0.95)) for name, times in overtaken.items()}),
        figure(f"{name}: appointments called within 10 min", "%", {name: 100 * mean(kept) for name, kept in punctual.items()}),
    ]


def figure(what: str, unit: str, by_order: dict[str, float]) -> Figure:
    return Figure(what, by_order["ours"], unit, {name: value for name, value in by_order.items() if name != "ours"})


def first_come(office: Office, day: DayState, counter: Counter, _: datetime) -> Ticket | None:
    return min(fitting(day, counter), key=lambda t: (t.drawn_at, t.id), default=None)


def strict(office: Office, day: DayState, counter: Counter, now: datetime) -> Ticket | None:
    """Appointments whose time has come, then needs, then express services, then the others; within each, first come."""

    def rank(ticket: Ticket) -> tuple[int, datetime, int]:
        assert ticket.drawn_at is not None
        is_due = ticket.appointment_at is not None and ticket.appointment_at <= now
        is_booked = is_due and turn.place_of(office.policy, ticket) == ticket.appointment_at
        of_class = (is_booked, bool(ticket.needs), office.services[ticket.service_id].express, True)
        return of_class.index(True), ticket.drawn_at, ticket.id

    return min(fitting(day, counter), key=rank, default=None)


ORDERS = (Order("ours", simulation.whose_turn), Order("first come", first_come), Order("strict", strict))


def fitting(day: DayState, counter: Counter) -> Sequence[Ticket]:
    return [ticket for ticket in day.having(State.WAITING) if ticket.service_id in counter.service_ids]


def class_of(office: Office, visit: Visit) -> str:
    if visit.arrival.appointment_at is not None:
        return "appointment"
    if visit.arrival.needs:
        return "needs"
    return "express" if office.services[visit.arrival.service_id].express else "ordinary"


def minutes(visit: Visit) -> float:
    assert visit.wait is not None
    return visit.wait / MINUTE


def invented(office: Office, seed: int, tickets: int) -> list[Arrival]:
    """A Tuesday of the rehearsal, a share of it with appointments each quarter of an hour, for which people come early or late."""
    rng, ids = Random(seed), {service.slug: service.id for service in office.services.values()}
    found = []
    for visitor in plan.tuesday(seed, tickets, tuple(ids), office.languages):
        at, booked = MIDNIGHT + timedelta(seconds=visitor.arrives_s), None
        if visitor.service in BOOKABLE and rng.random() < BOOKED_SHARE:
            booked = MIDNIGHT + timedelta(minutes=15 * round(visitor.arrives_s / 900))
            at = booked + timedelta(minutes=rng.triangular(-20, 12, -8))
        served = timedelta(seconds=visitor.served_s)
        found.append(Arrival(at, ids[visitor.service], served, visitor.needs, visitor.language, booked))
    return sorted(found, key=lambda arrival: arrival.at)
