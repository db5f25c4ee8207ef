"""A day in an office as one value: its tickets, who sits where, and how the journal leads there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from lobby.domain.lifecycle import SlipState, Standing, State, Verb

INSTANTS = frozenset(
    {
        "drawn_at",
        "since",
        "called_at",
        "started_at",
        "finished_at",
        "slip_at",
        "ended_at",
        "appointment_at",
        "remind_at",
        "not_before",
        "break_since",
        "evacuation",
    }
)
FRAME = ("is_open", "ended_at", "appointments", "booked", "evacuation")
"""What lines without a ticket and without a counter tell of the day."""
KINDS = {"state": State, "slip": SlipState, "standing": Standing}
SPENT = {State.WAITING: "waited_s", State.CALLED: "walked_s", State.SERVING: "served_s"}
"""State → the field that adds up the seconds spent in it: waiting, walking and service time apart."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands. `since`: when it entered its state; `waited_s`, `walked_s`, `served_s`: seconds before that.

    `call_id` names a call, `call_line` its latest ringing: the journal line to announce. `why`: the reasons of the last call
    (lobby.domain.turn). `overtook`: ids of the tickets with an earlier place that could have been called instead.
    `sent_to`: the one counter that shall call it. `return_to`, `return_service_id`: where it goes back to when finished.
    `step`: the last thing that a desk did and can take back, as (verb, counter id, ISO instant).
    `promise`: what was said of the wait at drawing, as `lobby.domain.waiting.promise` keeps it; empty where it was unknown.
    `not_before`: the visitor asked not to be called before then; `postponed`: how often she asked.
    `notes`: how many there are; their texts lie elsewhere and end with the day.
    """

    id: int
    number: str = ""
    service_id: int = 0
    language: str = "de"
    needs: tuple[str, ...] = ()
    party_size: int = 1
    state: State = State.WAITING
    drawn_at: datetime | None = None
    drawn_by: int | None = None
    since: datetime | None = None
    waited_s: int = 0
    walked_s: int = 0
    served_s: int = 0
    appointment_at: datetime | None = None
    standing: Standing = Standing.ORDINARY
    sent_to: int | None = None
    return_to: int | None = None
    return_service_id: int | None = None
    counter_id: int | None = None
    call_id: int | None = None
    call_line: int | None = None
    call_count: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    why: tuple[str, ...] = ()
    overtook: tuple[int, ...] = ()
    remind_at: datetime | None = None
    outcome: str | None = None
    promise: tuple[Any, ...] = ()
    not_before: datetime | None = None
    postponed: int = 0
    notes: int = 0
    step: tuple[Any, ...] = ()
    slip: SlipState = SlipState.NONE
    slip_at: datetime | None = None
    slip_printer: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is signed on at a counter, with a choice of its services and the languages spoken there."""

    staff_id: int
    services: tuple[str, ...] | None = None
    languages: tuple[str, ...] = ()
    break_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that is booked, and the service for which."""

    at: datetime
    service_id: int


@dataclass(frozen=True, slots=True)
class Panic:
    """A caseworker called for help at `since`; counters whose people said that they are coming."""

    since: datetime
    coming: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the journal. `changes`: name → [before, after], JSON values."""

    revision: int
    verb: Verb
    at: datetime
    ticket_id: int | None = None
    counter_id: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DayState:
    """A day after its first `revision` journal lines. `appointments`: how many it has, cancelled ones left out; `booked`: their
    times, those of people who have come included.

    `evacuation`: since when the building is being left, None while it is not. `panics`: counter id → its call for help.
    `settled`: service id → concerns settled without a ticket. `alerts`: as lobby.domain.alerts names them → since when.
    `memory` keeps what was computed from this one value, for whoever computes it; a day that moved on begins with an empty one.
    """

    date: date
    revision: int = 0
    is_open: bool = False
    ended_at: datetime | None = None
    appointments: int = 0
    booked: tuple[Slot, ...] = ()
    evacuation: datetime | None = None
    tickets: Mapping[int, Ticket] = field(default_factory=dict)
    seats: Mapping[int, Seat] = field(default_factory=dict)
    panics: Mapping[int, Panic] = field(default_factory=dict)
    settled: Mapping[int, int] = field(default_factory=dict)
    alerts: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def having(self, *states: State) -> list[Ticket]:
        """The tickets in one of these states, in the order they were drawn."""
        name = f"having {' '.join(states)}"
        if name not in self.memory:
            self.memory[name] = tuple(ticket for ticket in self.tickets.values() if ticket.state in states)
        return list(self.memory[name])


def replay(day: date, lines: Iterable[Line]) -> DayState:
    """The day that these journal lines tell of, from its beginning, in order.

    What replaying gives equals what the tables hold: the promise that the journal is complete.
    """
    return advance(DayState(date=day), lines)


def advance(day: DayState, lines: Iterable[Line], tell: Callable[[Ticket], None] = lambda _: None) -> DayState:
    """The day after further journal lines, in order. `tell` is told of each line's ticket as it is after that line."""
    after = _Advancing(day)
    for line in lines:
        after.apply(line)
        if line.ticket_id is not None:
            tell(after.ticket(line.ticket_id))
    return after.state()


class _Advancing:
    """A day on its way from line to line."""

    def __init__(self, day: DayState) -> None:
        self._date, self._revision, self._frame = day.date, day.revision, {name: getattr(day, name) for name in FRAME}
        self._tickets, self._seats = dict(day.tickets), dict(day.seats)
        self._panics, self._settled, self._alerts = dict(day.panics), dict(day.settled), dict(day.alerts)

    def ticket(self, ticket_id: int) -> Ticket:
        return self._tickets[ticket_id]

    def apply(self, line: Line) -> None:
        self._revision = line.revision
        after = {name: value_of(name, change[1]) for name, change in line.changes.items()}
        if line.ticket_id is not None:
            self._tickets[line.ticket_id] = replace(self._tickets.get(line.ticket_id, Ticket(line.ticket_id)), **after)
        elif line.verb in (Verb.OPEN, Verb.CLOSE, Verb.APPOINTMENTS, Verb.EVACUATE, Verb.ALL_CLEAR):
            self._frame |= {name: value for name, value in after.items() if name in FRAME}
        elif line.verb is Verb.SETTLE:
            self._settled[after["service_id"]] = self._settled.get(after["service_id"], 0) + 1
        elif line.verb is Verb.ALERT:
            self._alerts[after["rule"], after["about"]] = line.at
        elif line.verb is Verb.ALERT_OVER:
            self._alerts.pop((after["rule"], after["about"]), None)
        elif line.counter_id is not None:
            self._at_counter(line, line.counter_id, after)

    def _at_counter(self, line: Line, counter_id: int, after: dict[str, Any]) -> None:
        if line.verb is Verb.SIGN_ON:
            self._seats[counter_id] = Seat(**after)
        elif line.verb is Verb.SIGN_OFF:
            self._seats.pop(counter_id, None)
        elif line.verb in (Verb.BREAK, Verb.BACK):
            self._seats[counter_id] = replace(self._seats[counter_id], **after)
        elif line.verb is Verb.PANIC:
            self._panics[counter_id] = Panic(line.at)
        elif line.verb is Verb.COMING:
            self._panics[counter_id] = replace(self._panics[counter_id], **after)
        elif line.verb is Verb.CALM:
            self._panics.pop(counter_id, None)

    def state(self) -> DayState:
        return DayState(
            date=self._date,
            revision=self._revision,
            tickets=self._tickets,
            seats=self._seats,
            panics=self._panics,
            settled=self._settled,
            alerts=self._alerts,
            **self._frame,
        )


def value_of(name: str, value: Any) -> Any:
    """A change's JSON value as the ticket's, the seat's or the day's field holds it."""
    if value is None:
        return None
    if name == "booked":
        return tuple(Slot(datetime.fromisoformat(at), service_id) for at, service_id in value)
    if name in INSTANTS:
        return datetime.fromisoformat(value)
    if name in KINDS:
        return KINDS[name](value)
    return tuple(value) if isinstance(value, list) else value
