"""A day invented or repeated: the rules of turn.py over given arrivals and service times, without a clock or a database."""

import heapq
from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office

Picker = Callable[[Office, DayState, Counter, datetime], Ticket | None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A visitor of the day. `served`: how long serving her takes."""

    at: datetime
    service_id: int
    served: timedelta
    needs: tuple[str, ...] = ()
    language: str = "de"
    appointment_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of an arrival. `called_at` is None where nobody could call her; `overtaken`: by how many."""

    arrival: Arrival
    called_at: datetime | None
    overtaken: int

    @property
    def wait(self) -> timedelta | None:
        """From when she was there and it was her time, to the call."""
        if self.called_at is None:
            return None
        ready = max(self.arrival.at, self.arrival.appointment_at or self.arrival.at)
        return max(timedelta(), self.called_at - ready)


def whose_turn(office: Office, day: DayState, counter: Counter, now: datetime) -> Ticket | None:
    """The office's own order, as at a real counter."""
    found = turn.pick(office, day, counter, now)
    return found.ticket if found else None


def play(office: Office, seats: Mapping[int, Seat], arrivals: Sequence[Arrival], pick: Picker = whose_turn) -> list[Visit]:
    """Let a day run: whoever sits at a counter (counter id → seat) calls as soon as the last visitor has left.

    Everybody comes when called, and counters work until nobody is left. The visits are in the order of `arrivals`.
    """
    return _Day(office, seats, arrivals, pick).run()


class _Day:
    """Events in the order of time: somebody arrives, or a counter becomes free."""

    def __init__(self, office: Office, seats: Mapping[int, Seat], arrivals: Sequence[Arrival], pick: Picker) -> None:
        self.office, self.seats, self.arrivals, self.pick = office, seats, arrivals, pick
        self.tickets: dict[int, Ticket] = {}
        self.free = dict.fromkeys(seats)
        self.called: dict[int, datetime] = {}
        self.events: list[tuple[datetime, int, int]] = [(arrival.at, 0, id_) for id_, arrival in enumerate(arrivals)]
        heapq.heapify(self.events)

    def run(self) -> list[Visit]:
        while self.events:
            now, kind, id_ = heapq.heappop(self.events)
            if kind == 0:
                self._arrive(id_)
            else:
                self.free[id_] = None
            if not self.events or self.events[0][0] > now:
                self._call_all(now)
        overtaken = Tally(id_ for ticket in self.tickets.values() for id_ in ticket.overtook)
        return [Visit(arrival, self.called.get(id_), overtaken[id_]) for id_, arrival in enumerate(self.arrivals)]

    def _arrive(self, id_: int) -> None:
        come = self.arrivals[id_]
        about = {"needs": come.needs, "language": come.language, "appointment_at": come.appointment_at}
        self.tickets[id_] = Ticket(id_, f"{id_:04d}", come.service_id, drawn_at=come.at, since=come.at, **about)  # type: ignore[arg-type]

    def _call_all(self, now: datetime) -> None:
        for counter_id in list(self.free):
            day = DayState(now.date(), tickets=self.tickets, seats=self.seats)
            found = self.pick(self.office, day, self.office.counters[counter_id], now)
            if found is not None:
                self._call(day, counter_id, found, now)

    def _call(self, day: DayState, counter_id: int, ticket: Ticket, now: datetime) -> None:
        overtook = turn.overtaken_by(self.office, day, self.office.counters[counter_id], ticket)
        self.tickets[ticket.id] = replace(ticket, state=State.SERVING, overtook=overtook)
        self.called[ticket.id] = now
        del self.free[counter_id]
        heapq.heappush(self.events, (now + self.arrivals[ticket.id].served, 1, counter_id))
