"""A day played without any short cut: at each event the whole day is looked at. What lobby.domain.simulation must equal."""

import heapq
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Slot, Ticket
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Office
from lobby.domain.simulation import Arrival, Change, Picker, Visit, whose_turn
from lobby.domain.waiting import promise
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.waiting.outlook import MEMORY, NEWCOMER

ARRIVES, CHANGES, ENDS, LEAVES = range(4)


def play(
    office: Office,
    seats: Mapping[int, Seat],
    arrivals: Sequence[Arrival],
    pick: Picker = whose_turn,
    changes: Sequence[Change] = (),
    knowledge: Knowledge | None = None,
    booked: Sequence[Slot] = (),
) -> list[Visit]:
    return _Day(office, seats, arrivals, pick, changes, knowledge, booked).run()


class _Day:
    """Events in the order of time: a seat changes, somebody arrives, a counter becomes free."""

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
        self.changes, self.knowledge, self.booked = changes, knowledge, tuple(booked)
        if knowledge is not None:
            knowledge.end_day()
        self.tickets: dict[int, Ticket] = {}
        self.leaving: set[int] = set()
        self.free = dict.fromkeys(seats)
        self.events = [(arrival.at, ARRIVES, id_) for id_, arrival in enumerate(arrivals)]
        self.events += [(change.at, CHANGES, place) for place, change in enumerate(changes)]
        heapq.heapify(self.events)

    def run(self) -> list[Visit]:
        while self.events:
            now, kind, id_ = heapq.heappop(self.events)
            {ARRIVES: self._arrive, CHANGES: self._change, ENDS: self._end, LEAVES: self._leave}[kind](id_, now)
            if not self.events or self.events[0][0] > now:
                self._call_all(now)
        overtaken = Tally(id_ for ticket in self.tickets.values() for id_ in ticket.overtook)
        return [self._visit(id_, overtaken[id_]) for id_ in range(len(self.arrivals))]

    def _visit(self, id_: int, overtaken: int) -> Visit:
        ticket = self.tickets[id_]
        return Visit(self.arrivals[id_], ticket.called_at, overtaken, ticket.counter_id, ticket.promise)

    def _day(self, now: datetime) -> DayState:
        memory = {} if self.knowledge is None else {MEMORY: self.knowledge}
        return DayState(now.date(), booked=self.booked, tickets=self.tickets, seats=self.seats, memory=memory)

    def _arrive(self, id_: int, now: datetime) -> None:
        come = self.arrivals[id_]
        about = {"needs": come.needs, "language": come.language, "appointment_at": come.appointment_at, "standing": come.standing}
        ticket = Ticket(id_, f"{id_:04d}", come.service_id, drawn_at=come.at, since=come.at, **about)
        if come.patience is not None:
            heapq.heappush(self.events, (now + come.patience, LEAVES, id_))
        if self.knowledge is not None and come.standing is Standing.ORDINARY:
            person = replace(ticket, id=NEWCOMER)
            ticket = replace(ticket, promise=tuple(promise.of(self.office, self._day(now), person, now)))
        self.tickets[id_] = ticket

    def _leave(self, id_: int, now: datetime) -> None:
        if self.tickets[id_].state is State.WAITING:
            self.tickets[id_] = replace(self.tickets[id_], state=State.WITHDRAWN)

    def _change(self, place: int, now: datetime) -> None:
        counter_id, seat = self.changes[place].counter_id, self.changes[place].seat
        if self.changes[place].when_done and seat is None:
            self.leaving.add(counter_id)
            return
        self.leaving.discard(counter_id)
        busy = any(each.counter_id == counter_id and each.state is State.SERVING for each in self.tickets.values())
        self.free.pop(counter_id, None)
        if seat is None:
            self.seats.pop(counter_id, None)
            return
        self.seats[counter_id] = seat
        if seat.break_since is None and not busy:
            self.free[counter_id] = None

    def _end(self, id_: int, now: datetime) -> None:
        ticket, come = self.tickets[id_], self.arrivals[id_]
        state = State.FINISHED if come.shows else State.MISSED
        self.tickets[id_] = replace(ticket, state=state, served_s=int(come.served.total_seconds()), finished_at=now)
        self._learn(id_)
        seat = self.seats.get(ticket.counter_id or 0)
        if ticket.counter_id is not None and seat is not None and seat.break_since is None:
            self.free[ticket.counter_id] = None

    def _call_all(self, now: datetime) -> None:
        for counter_id in list(self.free):
            day = self._day(now)
            found = self.pick(self.office, day, self.office.counters[counter_id], now)
            if found is not None:
                self._call(day, counter_id, found, now)
            elif counter_id in self.leaving:
                self.leaving.discard(counter_id)
                self.seats.pop(counter_id, None)
                del self.free[counter_id]

    def _call(self, day: DayState, counter_id: int, ticket: Ticket, now: datetime) -> None:
        overtook = turn.overtaken_by(self.office, day, self.office.counters[counter_id], ticket, now)
        waited = int((now - self.arrivals[ticket.id].at).total_seconds())
        told = {"counter_id": counter_id, "called_at": now, "waited_s": waited, "overtook": overtook}
        self.tickets[ticket.id] = replace(ticket, state=State.SERVING, **told)
        self._learn(ticket.id)
        del self.free[counter_id]
        heapq.heappush(self.events, (now + self.arrivals[ticket.id].served, ENDS, ticket.id))

    def _learn(self, id_: int) -> None:
        if self.knowledge is not None:
            self.knowledge.learn(self.office, self.tickets[id_])
