"""Logs of invented queues: seeded, so that each test judges the same visits."""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from lobby.domain.waiting.log import Visit

HOUR = 3600.0


@dataclass(frozen=True)
class Queue:
    """`types`: name → (share, mean service seconds, servers that serve it or None for all). `load`: work that comes ÷ servers.

    `of_day`: how many come on a day, as a multiple of the mean.
    """

    servers: int
    load: float
    days: int
    types: dict[str, tuple[float, float, tuple[str, ...] | None]]
    variation: float = 0.8
    hours: float = 8
    urgent: float = 0.0
    patience_s: float = math.inf
    over_day: Callable[[float], float] = lambda share: 1.0
    works_until: Callable[[Random], float] = lambda rng: 1.0
    of_day: Callable[[Random], float] = lambda rng: 1.0


def log_normal(rng: Random, mean: float, variation: float) -> float:
    sigma = math.sqrt(math.log(1 + variation**2))
    return mean * math.exp(rng.gauss(-sigma * sigma / 2, sigma))


def visits(queue: Queue, seed: int) -> list[Visit]:
    """Some days of a queue: who is urgent goes first, then first come first served; servers take a quarter of an hour's break."""
    rng = Random(seed)
    return [visit for day in range(1, queue.days + 1) for visit in one_day(queue, rng, f"2026-01-{day:02d}")]


def one_day(queue: Queue, rng: Random, date: str) -> list[Visit]:
    end = queue.hours * HOUR
    come = sorted(arrivals(queue, rng, end, queue.of_day(rng)))
    until = {f"s{n}": end * queue.works_until(rng) for n in range(queue.servers)}
    breaks = {server: rng.uniform(0.3, 0.7) * end for server in until}
    line: list[int] = []
    found: dict[int, Visit] = {}
    idle: set[str] = set()
    happens = [(at, 0, index) for index, (at, *_) in enumerate(come)] + [(0.0, 1, n) for n in range(queue.servers)]
    heapq.heapify(happens)
    while happens:
        now, kind, which = heapq.heappop(happens)
        line.append(which) if kind == 0 else idle.add(f"s{which}")
        for server in sorted(idle):
            if now >= until[server]:
                idle.discard(server)
            elif server in breaks and now >= breaks[server]:
                del breaks[server]
                idle.discard(server)
                heapq.heappush(happens, (now + 900, 1, int(server[1:])))
            elif (index := chosen(queue, come, line, server, now, found, date)) is not None:
                at, urgent, type_, served, _ = come[index]
                found[index] = Visit(round(at), round(now), round(now + served), None, type_, urgent, server, date)
                idle.discard(server)
                heapq.heappush(happens, (now + served, 1, int(server[1:])))
    for index in line:
        found[index] = gone(come[index], min(come[index][4], HOUR), date)
    return [found[index] for index in sorted(found)]


def arrivals(queue: Queue, rng: Random, end: float, many: float):
    work = sum(share * mean for share, mean, _ in queue.types.values())
    most, at = 2.5 * queue.load * queue.servers / work, 0.0
    while (at := at + rng.expovariate(most)) < end:
        if rng.random() * 2.5 < many * queue.over_day(at / end):
            type_ = rng.choices(list(queue.types), [share for share, *_ in queue.types.values()])[0]
            patience = rng.expovariate(1 / queue.patience_s) if queue.patience_s < math.inf else math.inf
            yield (
                at,
                str(int(rng.random() < queue.urgent)),
                type_,
                log_normal(rng, queue.types[type_][1], queue.variation),
                patience,
            )


def chosen(queue: Queue, come, line: list[int], server: str, now: float, found: dict[int, Visit], date: str) -> int | None:
    for index in [index for index in line if come[index][0] + come[index][4] < now]:
        line.remove(index)
        found[index] = gone(come[index], come[index][4], date)
    able = [index for index in line if queue.types[come[index][2]][2] is None or server in queue.types[come[index][2]][2]]
    if not able:
        return None
    index = min(able, key=lambda index: (-int(come[index][1]), index))
    line.remove(index)
    return index


def gone(person, patience: float, date: str) -> Visit:
    at, urgent, type_, *_ = person
    return Visit(round(at), None, None, round(at + patience), type_, urgent, "", date)
