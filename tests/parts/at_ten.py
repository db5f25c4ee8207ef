"""A small office at ten, for the tests of waits."""

from datetime import UTC, datetime, timedelta

from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.office import Counter, Office, Service
from lobby.domain.waiting.outlook import MEMORY

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
A, B, C = 1, 2, 3
OFFICE = Office(
    *(1, "bernburg", {}, "", "UTC", ("de",), {}, frozenset(), timedelta(), True, True),
    services={
        A: Service(A, "a", "A", {}, {}, "info", 10, False, None, False),
        B: Service(B, "b", "B", {}, {}, "info", 20, False, None, False),
        C: Service(C, "c", "C", {}, {}, "info", 20, True, None, False),
    },
    counters={
        1: Counter(1, "1", "room", "1", 1, "hall", {}, {}, frozenset({A})),
        2: Counter(2, "2", "room", "2", 1, "hall", {}, {}, frozenset({A, B})),
    },
    displays={},
)
SEATS = {1: Seat(1), 2: Seat(2)}


def waiting(id_: int, service: int = A, minutes: float = 5, **more) -> Ticket:
    at = TEN - minutes * MINUTE
    return Ticket(id_, f"A{id_:03d}", service, drawn_at=at, since=at, **more)


def day(*tickets: Ticket, seats=SEATS, knowledge=None, **more) -> DayState:
    memory = {MEMORY: knowledge} if knowledge else {}
    return DayState(TEN.date(), tickets={each.id: each for each in tickets}, seats=seats, memory=memory, **more)
