"""How many offices a process carries: a simulated rush of one of several processes, from what each thing costs alone.

docs/capacity.md says how the costs below were measured, and what a country's offices come to.
"""

import heapq
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random

from figures import Figure, quantile

MINUTES = 10
TOGETHER = 1.9
"""A whole process used so many times what its parts add up to (`make bench morning`): threads wait, caches are cold."""
SECONDS = 60.0


@dataclass(frozen=True)
class Costs:
    """Milliseconds of a core for each thing that a process does, measured alone on an idle machine."""

    draw: float = 8.2
    verb: float = 11.0  # a call, a start, a finish
    display: float = 1.4  # a board built and sent, of each kind
    desk: float = 2.4
    phone_new: float = 0.56
    phone_same: float = 0.25  # built, and nothing new in it
    socket: float = 0.0225  # a second, for pings
    office: float = 0.3  # a second, for what time brings about: a guess

    def together(self) -> "Costs":
        """What they come to in a process that does all of it at once."""
        return Costs(**{name: TOGETHER * cost for name, cost in asdict(self).items()})


@dataclass(frozen=True)
class Rush:
    """An office's busiest ten minutes. Lines come at random; each concerns one phone, and changes some of the others."""

    draws: float = 2.5  # a minute: 22 % of 667 in half an hour, and half as much again
    calls: float = 1.2
    verbs: float = 2.6  # starts, finishes and the like
    display_views: int = 3  # topic × language, each built once
    desks: int = 8
    sockets: int = 167
    phones: int = 140
    changed: float = 0.25  # of the other phones' boards, those that say something new


ROUTINE, URGENT, REQUEST = 2, 1, 0


def jobs(rng: Random, rush: Rush, costs: Costs, offices: int, processes: int) -> Iterator[tuple[float, int, float, bool]]:
    """What comes to one of so many processes: (second, urgency, milliseconds, whether a display waits for it), in no order.

    Requests come to any process; a topic's board is built by one; phones and sockets lie spread over all.
    """
    share = 1 / processes
    for _ in range(offices):
        for kind, rate in (("draw", rush.draws), ("call", rush.calls), ("verb", rush.verbs)):
            at = rng.expovariate(rate / SECONDS)
            while at < MINUTES * SECONDS:
                if rng.random() < share:
                    yield at, REQUEST, costs.draw if kind == "draw" else costs.verb, False
                for _view in range(rush.display_views):
                    if rng.random() < share:
                        yield at, URGENT, costs.display, kind == "call"
                for _desk in range(rush.desks):
                    if rng.random() < share:
                        yield at + 0.1, ROUTINE, costs.desk, False
                at += rng.expovariate(rate / SECONDS)
        yield from _phones(rng, rush, costs, share)
    yield from _by_itself(rush, costs, offices, share)


def _phones(rng: Random, rush: Rush, costs: Costs, share: float) -> Iterator[tuple[float, int, float, bool]]:
    """Each line touches one phone; the others hear of all lines of two seconds together."""
    lines_in_two_s = 2 * (rush.draws + rush.calls + rush.verbs) / SECONDS
    for second in range(0, int(MINUTES * SECONDS), 2):
        if rng.random() < min(1.0, lines_in_two_s):
            for _ in range(round(rush.phones * share)):
                cost = costs.phone_new if rng.random() < rush.changed else costs.phone_same
                yield second + rng.random() * 0.1, ROUTINE, cost, False


def _by_itself(rush: Rush, costs: Costs, offices: int, share: float) -> Iterator[tuple[float, int, float, bool]]:
    """Pings, and each phone's board anew every half minute."""
    each_s = offices * (rush.sockets * share * costs.socket + costs.office * share + rush.phones * share * costs.phone_new / 30)
    for tenth in range(int(MINUTES * SECONDS * 10)):
        yield tenth / 10, ROUTINE, each_s / 10, False


def simulate(rush: Rush, costs: Costs, offices: int, processes: int = 2, seed: int = 1) -> tuple[float, list[float]]:
    """How busy one of the processes is (1: always), and how many milliseconds after its call each display has its board.

    A job once begun is finished; of those that wait, requests go first, then displays.
    """
    arriving = sorted(jobs(Random(seed), rush, costs, offices, processes))
    waiting: list[tuple[int, float, float, bool]] = []
    now, busy, delays, place = 0.0, 0.0, list[float](), 0
    while place < len(arriving) or waiting:
        if not waiting:
            now = max(now, arriving[place][0])
        while place < len(arriving) and arriving[place][0] <= now:
            at, urgency, cost, is_call = arriving[place]
            heapq.heappush(waiting, (urgency, at, cost, is_call))
            place += 1
        _, at, cost, is_call = heapq.heappop(waiting)
        now, busy = now + cost / 1000, busy + cost / 1000
        if is_call:
            delays.append((now - at) * 1000 + costs.verb)
    return busy / (MINUTES * SECONDS), delays


def figures() -> list[Figure]:
    """For a few numbers of offices, on two processes and two cores: how busy each is, and when the display has the call."""
    found = []
    for offices in (5, 10, 20, 40, 60):
        busy, delays = simulate(Rush(), Costs().together(), offices)
        found.append(
            Figure(f"{offices} offices at their rush, two processes: each is busy (simulated)", busy * 100, "%", {"limit": 60.0})
        )
        found.append(Figure("  call → display p99 (simulated)", quantile(delays, 0.99), "ms", {}))
    return found
