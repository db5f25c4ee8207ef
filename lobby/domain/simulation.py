"""A day invented or repeated: the rules of turn.py over given arrivals and service times, without a clock or a database."""

import heapq
from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Slot, Ticket
from lobby.domain.inline import InLine
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Counter, Office
from lobby.domain.waiting import promise
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.waiting.outlook import MEMORY, NEWCOMER

ARRIVES, CHANGES, ENDS, LEAVES = range(4)
Picker = Callable[[Office, DayState, Counter, datetime], Ticket | None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A visitor of the day. `served`: how long serving her takes; or calling her in vain, where she does not come.

    `patience`: after so long in line she leaves; None: she never does.
    """

    at: datetime
    service_id: int
    served: timedelta
    needs: tuple[str, ...] = ()
    language: str = "de"
    appointment_at: datetime | None = None
    shows: bool = True
    standing: Standing = Standing.ORDINARY
    patience: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From `at` on somebody sits at a counter, is in a break there, or nobody does. Who is served then is served to the end.

    `when_done`: whoever sits there leaves only when nobody is left in line whom the counter serves.
    """

    at: datetime
    counter_id: int
    seat: Seat | None
    when_done: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of an arrival. `called_at` is None where nobody could call her, or she left; `overtaken`: by how many.

    `promise`: what was said of her wait when she came, as `lobby.domain.waiting.promise` keeps it.
    """

    arrival: Arrival
    called_at: datetime | None
    overtaken: int
    counter_id: int | None = None
    promise: tuple[Any, ...] = ()

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


def play(
    office: Office,
    seats: Mapping[int, Seat],
    arrivals: Sequence[Arrival],
    pick: Picker = whose_turn,
    changes: Sequence[Change] = (),
    knowledge: Knowledge | None = None,
    booked: Sequence[Slot] = (),
) -> list[Visit]:
    """Let a day run: whoever sits at a counter (counter id → seat) calls as soon as the last visitor has left.

    Counters work until nobody is left, or until a change takes their people away. With `knowledge` everybody is told how long
    it will take, and what came of it is learned. The visits are in the order of `arrivals`. `pick` sees those who wait, and
    nobody else of the day.
    """
    return _Day(office, seats, arrivals, pick, changes, knowledge, booked).run()


class _Day:
    """Events in the order of time: a seat changes, somebody arrives or leaves, a counter becomes free."""

    def __init__(
        self,
        office: Office,
        seats: Mapping[int, Seat],
        arrivals: Sequence[Arrival],
        pick: Picker,
        changes: Sequence[Change],
        knowledge: Knowledge | None,
        booked: Sequence[Slot],
    ) -> None:
        self.office, self.seats, self.arrivals, self.pick = office, dict(seats), arrivals, pick
        self.changes, self.knowledge, self.booked = changes, knowledge, list(booked)
        if knowledge is not None:
            knowledge.end_day()
        all_seats = [*seats.values(), *(change.seat for change in changes if change.seat is not None)]
        self.line = InLine(office, frozenset(code for seat in all_seats for code in seat.languages))
        self.busy: dict[int, Ticket] = {}
        self.over: dict[int, Ticket] = {}
        self.calls: dict[int, tuple[datetime, int]] = {}
        self.overtaken: Tally[int] = Tally()
        self.free = {counter_id: None for counter_id, seat in seats.items()}
        self.leaving: set[int] = set()
        self.told: DayState | None = None
        self.events = [(arrival.at, ARRIVES, id_) for id_, arrival in enumerate(arrivals)]
        self.events += [(change.at, CHANGES, place) for place, change in enumerate(changes)]
        heapq.heapify(self.events)

    def run(self) -> list[Visit]:
        happens = {ARRIVES: self._arrive, CHANGES: self._change, ENDS: self._end, LEAVES: self._leave}
        while self.events:
            now, kind, id_ = heapq.heappop(self.events)
            happens[kind](id_, now)
            if not self.events or self.events[0][0] > now:
                self._call_all(now)
        return [self._visit(id_) for id_ in range(len(self.arrivals))]

    def _visit(self, id_: int) -> Visit:
        ticket, (called_at, counter_id) = self.over.get(id_) or self.line.tickets[id_], self.calls.get(id_, (None, None))
        return Visit(self.arrivals[id_], called_at, self.overtaken[id_], counter_id, ticket.promise)

    def _arrive(self, id_: int, now: datetime) -> None:
        come = self.arrivals[id_]
        about = {"needs": come.needs, "language": come.language, "appointment_at": come.appointment_at, "standing": come.standing}
        ticket = Ticket(id_, f"{id_:04d}", come.service_id, drawn_at=come.at, since=come.at, **about)  # type: ignore[arg-type]
        if self.knowledge is not None and come.standing is Standing.ORDINARY:
            ticket = replace(ticket, promise=self._promise(ticket, now))
        self.line.add(ticket)
        if come.patience is not None:
            heapq.heappush(self.events, (now + come.patience, LEAVES, id_))

    def _promise(self, ticket: Ticket, now: datetime) -> tuple[Any, ...]:
        """What is said of her wait; all who wait and all who are being served matter for that."""
        present = {**self.line.tickets, **{each.id: each for each in self.busy.values()}}
        memory = {MEMORY: self.knowledge, turn.EXHAUSTED: self.line.exhausted}
        day = DayState(now.date(), booked=tuple(self.booked), tickets=present, seats=self.seats, memory=memory)
        if self.told is not None:
            turn.carry(self.told, day)
        self.told = day
        return tuple(promise.of(self.office, day, replace(ticket, id=NEWCOMER), now))

    def _change(self, place: int, now: datetime) -> None:
        counter_id, seat = self.changes[place].counter_id, self.changes[place].seat
        if self.changes[place].when_done and seat is None:
            self.leaving.add(counter_id)
            return
        self.leaving.discard(counter_id)
        self.free.pop(counter_id, None)
        if seat is None:
            self.seats.pop(counter_id, None)
            return
        self.seats[counter_id] = seat
        if seat.break_since is None and counter_id not in self.busy:
            self.free[counter_id] = None

    def _end(self, id_: int, now: datetime) -> None:
        come, (_, counter_id) = self.arrivals[id_], self.calls[id_]
        ticket = self.busy.pop(counter_id)
        self._forget_booked(come)
        if self.knowledge is not None:
            state = State.FINISHED if come.shows else State.MISSED
            self.knowledge.learn(self.office, replace(ticket, state=state, served_s=int(come.served.total_seconds())))
        seat = self.seats.get(counter_id)
        if seat is not None and seat.break_since is None:
            self.free[counter_id] = None

    def _leave(self, id_: int, now: datetime) -> None:
        if id_ in self.line.tickets:
            self.over[id_] = self.line.tickets[id_]
            self.line.remove(self.over[id_])
            self._forget_booked(self.arrivals[id_])

    def _forget_booked(self, come: Arrival) -> None:
        """Nobody waits for an appointment that was kept."""
        if come.appointment_at is not None and (slot := Slot(come.appointment_at, come.service_id)) in self.booked:
            self.booked.remove(slot)

    def _call_all(self, now: datetime) -> None:
        for counter_id in list(self.free):
            counter, seat = self.office.counters[counter_id], self.seats.get(counter_id)
            found = self._whose_turn(counter, seat, now)
            if found is not None:
                self._call(counter, seat, found, now)
            elif counter_id in self.leaving:
                self.leaving.discard(counter_id)
                self.seats.pop(counter_id, None)
                del self.free[counter_id]

    def _whose_turn(self, counter: Counter, seat: Seat | None, now: datetime) -> Ticket | None:
        if self.pick is whose_turn:
            day = self.line.candidates(now.date(), counter, seat)
            return None if day is None else whose_turn(self.office, day, counter, now)
        day = DayState(now.date(), tickets=self.line.tickets, seats=self.seats)
        return self.pick(self.office, day, counter, now)

    def _call(self, counter: Counter, seat: Seat | None, ticket: Ticket, now: datetime) -> None:
        day = self.line.earlier(now.date(), counter, seat, ticket)
        overtook = turn.overtaken_by(self.office, day, counter, ticket, now)
        self.overtaken.update(overtook)
        self.line.remove(ticket)
        self.line.overtaken(overtook, ticket.service_id)
        self.calls[ticket.id] = now, counter.id
        self.busy[counter.id] = self.over[ticket.id] = self._called(ticket, counter.id, now)
        del self.free[counter.id]
        heapq.heappush(self.events, (now + self.arrivals[ticket.id].served, ENDS, ticket.id))

    def _called(self, ticket: Ticket, counter_id: int, now: datetime) -> Ticket:
        """The ticket as its call changed it, for whoever learns of it; nobody else looks at it any more."""
        if self.knowledge is None:
            return ticket
        waited = int((now - self.arrivals[ticket.id].at).total_seconds())
        called = replace(ticket, state=State.SERVING, counter_id=counter_id, called_at=now, waited_s=waited)
        self.knowledge.learn(self.office, called)
        return called
