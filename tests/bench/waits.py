"""How well promises hold: 200 invented days of five kinds of office, beside the rivals on the same visits; and their speed."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import mean
from time import perf_counter

from figures import Figure
from started import HOUSE

sys.path.append(str(HOUSE / "tests/parts"))
import rehearsed

from lobby.domain.day import DayState, Seat, Slot, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office, Service
from lobby.domain.waiting.judge import Scores
from lobby.domain.waiting.outlook import outlook

DAYS_A_KIND, SEED = 40, 1
WAITING, COUNTERS, SERVICES, BOOKED, ROUNDS = 300, 12, 11, 60, 15
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
SHORT = {"usual formula": "usual", "LES": "LES", "HOL": "HOL", "mean of last 20": "mean 20", "median of three": "median 3"}


def figures() -> list[Figure]:
    found, held, known = [speed()], 0.0, 0
    for name, kind in rehearsed.KINDS.items():
        ours, *rivals = rehearsed.scores(kind, DAYS_A_KIND, SEED)
        held, known = held + ours.coverage_high * ours.n, known + ours.n
        found += of_kind(name, ours, rivals)
        if kind.booked:
            found += appointments(ours, rehearsed.scores(kind, DAYS_A_KIND, SEED, knows_booked=False)[0])
    return [*found, Figure("promises that held, all 200 days", 100 * held / known, "%", {"least": 87, "most": 93})]


def of_kind(name: str, ours: Scores, rivals: Sequence[Scores]) -> list[Figure]:
    def beside(of: str, scale: float) -> dict[str, float]:
        return {SHORT[each.name]: getattr(each, of) * scale for each in rivals}

    return [
        Figure(f"{name}: promises that held ({ours.n} visits)", 100 * ours.coverage_high, "%", {"least": 80, "most": 93}),
        Figure("  pinball loss at 0.1", ours.pinball_10 / 60, "min", beside("pinball_10", 1 / 60)),
        Figure("  pinball loss at 0.5", ours.pinball_50 / 60, "min", beside("pinball_50", 1 / 60)),
        Figure("  pinball loss at 0.9", ours.pinball_90 / 60, "min", beside("pinball_90", 1 / 60)),
        Figure("  width of the range", ours.width / 60, "min", beside("width", 1 / 60)),
    ]


def appointments(ours: Scores, blind: Scores) -> list[Figure]:
    """What it brings to know the appointments still to come."""
    return [
        Figure(
            "  pinball loss at 0.9, appointments to come known", ours.pinball_90 / 60, "min", {"unknown": blind.pinball_90 / 60}
        ),
        Figure("  width of the range, appointments to come known", ours.width / 60, "min", {"unknown": blind.width / 60}),
    ]


def speed() -> Figure:
    """Ranges for a full house with appointments to come, and for whoever comes; beside one mean of as many service times."""
    office, day = full_house()
    took = []
    for _ in range(ROUNDS):
        fresh = DayState(day.date, booked=day.booked, tickets=day.tickets, seats=day.seats)
        began = perf_counter()
        outlook(office, fresh, NOW)
        took.append(perf_counter() - began)
    began = perf_counter()
    mean(float(office.services[ticket.service_id].mean_minutes) for ticket in day.tickets.values())
    plain = perf_counter() - began
    return Figure(
        f"ranges for {WAITING} tickets at {COUNTERS} counters", 1e3 * min(took), "ms", {"limit": 20, "plain mean": 1e3 * plain}
    )


def full_house() -> tuple[Office, DayState]:
    services = {n: Service(n, f"s{n}", chr(64 + n), {}, {}, "info", 10 + n, n == 1, None, False) for n in range(1, SERVICES + 1)}
    counters = {
        n: Counter(n, str(n), "room", str(n), 0, "hall", {}, {}, frozenset((n + k) % SERVICES + 1 for k in range(5)))
        for n in range(1, COUNTERS + 1)
    }
    fixed = (1, "full", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True)
    office = Office(*fixed, services=services, counters=counters, displays={})
    tickets = {n: waiting(n) for n in range(1, WAITING + 1)}
    for n in counters:
        at = NOW - timedelta(minutes=n)
        served = {"state": State.SERVING, "counter_id": n, "called_at": at, "drawn_at": at}
        tickets[WAITING + n] = Ticket(WAITING + n, service_id=n % SERVICES + 1, **served)
    booked = tuple(Slot(NOW + timedelta(minutes=5 * n), n % SERVICES + 1) for n in range(BOOKED))
    return office, DayState(NOW.date(), booked=booked, tickets=tickets, seats={n: Seat(n) for n in counters})


def waiting(number: int) -> Ticket:
    at = NOW - timedelta(seconds=20 * (WAITING + 1 - number))
    return Ticket(number, f"A{number:03d}", number % SERVICES + 1, drawn_at=at, since=at)
