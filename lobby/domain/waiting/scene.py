"""What is known of a queue at one instant, from what happened so far and nothing else; and simple estimates made from that."""

from collections import deque
from statistics import median

from lobby.domain.waiting.line import rest_of
from lobby.domain.waiting.log import Visit

IDLE_S = 300.0  # a counter that was at work so recently is still open
LAST = 20
MOST_GAPS = 4
START_S = 600.0  # a service time, as long as nobody has seen one
Kind = tuple[str, str]

RIVALS = ("usual formula", "LES", "HOL", "mean of last 20", "median of three")
"""LES: the wait of the last one called. HOL: how long the head of the line has waited."""
ESTIMATES = ("structure", "usual formula", "LES", "HOL", "mean of last 20", "own LES", "own HOL", "pace")
"""What our range is made from."""
TRUSTED = frozenset({0, 1})


class Mean:
    """A running mean: exact at first, then leaning towards what is recent."""

    __slots__ = ("count", "value")

    def __init__(self, value: float = START_S) -> None:
        self.value, self.count = value, 0

    def add(self, value: float, least: float = 0.01) -> None:
        self.count += 1
        self.value += (value - self.value) * max(least, 1 / self.count)


class Scene:
    """A queue as whoever looks at its log sees it at an instant."""

    def __init__(self) -> None:
        self.line: dict[int, Visit] = {}
        self.kinds: dict[Kind, dict[int, float]] = {}
        self.busy: dict[int, tuple[float, Visit]] = {}
        self.at_work: dict[str, float] = {}
        self.skills: dict[str, dict[str, int]] = {}
        self.service = Mean()
        self.services: dict[str, Mean] = {}
        self.waits: deque[float] = deque(maxlen=LAST)
        self.of_kind: dict[Kind, deque[float]] = {}
        self.gap = Mean(START_S)
        self.started = 0.0
        self.knows_ends = False

    def new_day(self) -> None:
        """Nobody is there yet. What was learned stays."""
        self.line, self.kinds, self.busy, self.at_work = {}, {}, {}, {}

    def arrive(self, index: int, visit: Visit) -> None:
        self.line[index] = visit
        self.kinds.setdefault((visit.service, visit.priority), {})[index] = visit.arrival

    def leave(self, index: int, visit: Visit) -> None:
        self.line.pop(index, None)
        self.kinds[visit.service, visit.priority].pop(index, None)

    def start(self, index: int, visit: Visit, now: float) -> None:
        """Somebody is called."""
        if len(self.line) > 1:  # a pause with nobody in line says nothing of the pace
            self.gap.add(min(now - self.started, MOST_GAPS * self.gap.value), 0.05)
        self.started = now
        self.leave(index, visit)
        wait = now - visit.arrival
        self.waits.append(wait)
        self.of_kind.setdefault((visit.service, visit.priority), deque(maxlen=3)).append(wait)
        if visit.end is not None:
            self.busy[index] = (now, visit)
        if visit.server:
            self.at_work[visit.server] = now
            known = self.skills.setdefault(visit.server, {})
            known[visit.service] = known.get(visit.service, 0) + 1

    def end(self, index: int, visit: Visit, now: float) -> None:
        """A service ends."""
        began, _ = self.busy.pop(index, (now, visit))
        self.knows_ends = True
        self.service.add(now - began)
        self.services.setdefault(visit.service, Mean(self.service.value)).add(now - began, 0.02)
        if visit.server:
            self.at_work[visit.server] = now

    def counters(self, now: float) -> float:
        """How many counters are open: busy, or at work a moment ago."""
        if not self.at_work:
            return max(1.0, len(self.busy))
        taken = {visit.server for _, visit in self.busy.values()}
        gone = [server for server, seen in self.at_work.items() if now - seen > IDLE_S and server not in taken]
        for server in gone:
            del self.at_work[server]
        return max(1.0, len(self.at_work))

    def usual(self, now: float, ahead: int) -> float:
        """(people ahead + 1) × mean service time ÷ open counters; the pace of calls where no log tells of service times."""
        if not self.knows_ends:
            return (ahead + 1) * self.gap.value
        return (ahead + 1) * self.service.value / self.counters(now)

    def rivals(self, now: float) -> tuple[float, ...]:
        """The estimates of RIVALS for somebody who arrives now."""
        last = self.waits[-1] if self.waits else 0.0
        head = next(iter(self.line.values()), None)
        three = list(self.waits)[-3:]
        return (
            self.usual(now, len(self.line)),
            last,
            now - head.arrival if head else 0.0,
            sum(self.waits) / len(self.waits) if self.waits else 0.0,
            median(three) if three else 0.0,
        )

    def estimates(self, visit: Visit, now: float, rivals: tuple[float, ...]) -> tuple[float, ...]:
        """The estimates of ESTIMATES for somebody who arrives now."""
        return (self.structural(visit, now), *rivals[:4], *self.own(visit, now))

    def structural(self, visit: Visit, now: float) -> float:
        """The work of those ahead that falls to counters which could serve this one, and the rest of what goes on there."""
        if not self.knows_ends:
            return (len(self.line) + 1) * self.gap.value
        self.counters(now)
        mine = [server for server in self.at_work if visit.service in self.skills[server]]
        if not mine:
            return self.usual(now, len(self.line))
        able, work = set(mine), 0.0
        for (service, _), people in self.kinds.items():
            if people:
                work += len(people) * self._mean(service) * self._share(service, able)
        pace = 0.0
        for began, busy in self.busy.values():
            if busy.server in able:
                pace += 1 / max(1.0, rest_of(self._mean(busy.service), now - began))
        free = len(able) - sum(1 for _, busy in self.busy.values() if busy.server in able)
        return work / len(able) + (1 / pace if pace and free <= 0 else 0.0)

    def own(self, visit: Visit, now: float) -> tuple[float, float, float]:
        """Of the same kind: the wait of the last one called, of the head of the line, and the pace of calls × people ahead."""
        kind = visit.service, visit.priority
        waits = self.of_kind.get(kind)
        head = next(iter(self.kinds.get(kind, {}).values()), None)
        return (
            waits[-1] if waits else self.waits[-1] if self.waits else 0.0,
            now - head if head is not None else 0.0,
            (len(self.line) + 1) * self.gap.value,
        )

    def _mean(self, service: str) -> float:
        known = self.services.get(service)
        if known is None:
            return self.service.value
        trust = known.count / (known.count + 5)
        return trust * known.value + (1 - trust) * self.service.value

    def _share(self, service: str, able: set[str]) -> float:
        serving = [server for server in self.at_work if service in self.skills[server]]
        return sum(server in able for server in serving) / len(serving) if serving else 1.0
