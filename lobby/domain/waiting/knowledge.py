"""What an office has learned of its waits: how long its services take, and how far its estimates were off.

Ranges are the structural estimate (`line`) times rolling quantiles of actual ÷ estimate, by service as far as it has seen visits,
else by the group of services that share counters. The quantiles are of standardised logarithms, with a width that depends on the
estimate alone and so slowly that a longer estimate never gets an earlier end.
"""

from copy import copy
from dataclasses import dataclass
from math import exp, log, sqrt

from lobby.domain import turn
from lobby.domain.day import Ticket
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Office
from lobby.domain.waiting.learning import BEGIN, LEAST, WINDOW, Rolling
from lobby.domain.waiting.scene import Mean
from lobby.domain.waiting.shown import Wait, shown_closely

WALK_S = 60.0  # from the call until somebody sits at the counter
UNKNOWN_MINUTES = 15
KEPT, KEPT_FAITH = 0.85, 40  # share of appointments that are kept, before any was seen, and how many it weighs as much as
FAITH = 8  # visits of a service that weigh as much as what the office file says of it
OWN = 25  # visits of a service that weigh as much as its whole group
STEP = 0.005
FURTHEST = 1.0
LOW, HIGH = 0.075, 0.93  # a little outside nine in ten: those who wait longest are learned of last


def width(seconds: float) -> float:
    """By how much estimates of this size are usually off, in logarithms."""
    return 0.25 + 0.5 / sqrt(1 + seconds / 900)


@dataclass(slots=True)
class Record:
    """How far estimates were off, in widths; and by how much the ends are moved so that they hold as shown."""

    ratios: Rolling
    seen: int = 0
    low: float = 0.0
    high: float = 0.0

    def copy(self) -> "Record":
        return Record(self.ratios.copy(), self.seen, self.low, self.high)

    def learn(self, off: float, wait: Wait, actual_s: float) -> None:
        self.seen += 1
        self.ratios.add(off)
        self.high = _moved(self.high, 0.9 if actual_s > wait.high_minutes * 60 else -0.1)
        self.low = _moved(self.low, -0.9 if actual_s < wait.low_minutes * 60 else 0.1)


class Knowledge:
    """One office's, at one line of its journal: whoever goes on from there takes a copy, so that an older day keeps its own."""

    def __init__(self) -> None:
        self._means: dict[int, Mean] = {}
        self._groups: dict[frozenset[int], Record] = {}
        self._services: dict[int, Record] = {}
        self._known: set[tuple[int, State]] = set()
        self._kept = Mean(KEPT)
        self._kept.count = KEPT_FAITH

    @property
    def kept(self) -> float:
        """The share of its appointments for which people come."""
        return self._kept.value

    def mean_s(self, office: Office, service_id: int) -> float:
        """How long a visitor of a service takes a counter, no-shows included, in seconds; at first what the office file says."""
        return self._mean(office, service_id).value

    def wait(self, office: Office, service_id: int, seconds: float) -> Wait:
        """The range that is told of an estimate."""
        all_, own = self._record(turn.competing(office, service_id)), self._services.get(service_id)
        trust = own.seen / (own.seen + OWN) if own else 0.0
        low, high = (
            (1 - trust) * all_.ratios.quantile(level) + (trust * own.ratios.quantile(level) if own else 0.0)
            for level in (LOW, HIGH)
        )
        middle, deviation = log(seconds + LEAST), width(seconds)
        ends = (middle + deviation * (low + all_.low), middle + deviation * (high + all_.high))
        low_s, high_s = sorted(max(0.0, exp(end) - LEAST) for end in ends)
        return shown_closely(low_s, high_s)

    def learn(self, office: Office, ticket: Ticket) -> None:
        """Take in what a ticket tells: its wait and its service, each once."""
        if ticket.called_at is not None and self._is_new(ticket, State.CALLED):
            self._learn_wait(office, ticket)
        if ticket.state in (State.FINISHED, State.MISSED) and self._is_new(ticket, State.FINISHED):
            self._mean(office, ticket.service_id).add(ticket.walked_s + ticket.served_s, 0.02)

    def learn_appointments(self, arrived: int, missed: int) -> None:
        """Take in how many appointments of a day were kept, and how many were not."""
        for came in [1.0] * arrived + [0.0] * missed:
            self._kept.add(came, 0.002)

    def copy(self) -> "Knowledge":
        """The same, to learn on."""
        found = Knowledge()
        found._kept = copy(self._kept)
        found._means = {service_id: copy(mean) for service_id, mean in self._means.items()}
        found._groups = {group: record.copy() for group, record in list(self._groups.items())}
        found._services = {service_id: record.copy() for service_id, record in self._services.items()}
        found._known = set(self._known)
        return found

    def end_day(self) -> None:
        """Tickets of the day before are not told of again."""
        self._known.clear()

    def _is_new(self, ticket: Ticket, what: State) -> bool:
        if (ticket.id, what) in self._known:
            return False
        self._known.add((ticket.id, what))
        return True

    def _learn_wait(self, office: Office, ticket: Ticket) -> None:
        if not ticket.promise or ticket.standing is not Standing.ORDINARY:
            return
        seconds = ticket.promise[2]
        now = self.wait(office, ticket.service_id, seconds)  # many were told the same before the first was called: learn it once
        off = (log(ticket.waited_s + LEAST) - log(seconds + LEAST)) / width(seconds)
        if ticket.service_id not in self._services:
            self._services[ticket.service_id] = _begin()
        for record in (self._record(turn.competing(office, ticket.service_id)), self._services[ticket.service_id]):
            record.learn(off, now, ticket.waited_s)

    def _record(self, group: frozenset[int]) -> Record:
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = _begin()
        return known

    def _mean(self, office: Office, service_id: int) -> Mean:
        known = self._means.get(service_id)
        if known is None:
            service = office.services.get(service_id)
            known = self._means[service_id] = Mean(WALK_S + 60.0 * (service.mean_minutes if service else UNKNOWN_MINUTES))
            known.count = FAITH
        return known


def _begin() -> Record:
    return Record(Rolling(WINDOW, BEGIN))


def _moved(end: float, by: float) -> float:
    return min(max(end + STEP * by, -FURTHEST), FURTHEST)
