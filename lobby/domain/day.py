"""A day in an office as one value: its tickets, who sits where, and how the journal leads there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from lobby.domain.lifecycle import SlipState, State, Verb

INSTANTS = frozenset({"drawn_at", "called_at", "started_at", "finished_at", "slip_at", "ended_at"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands. `call_id` names a call, `call_line` its latest ringing: the journal line to announce."""

    id: int
    number: str = ""
    service_id: int = 0
    language: str = "de"
    needs: tuple[str, ...] = ()
    party_size: int = 1
    state: State = State.WAITING
    drawn_at: datetime | None = None
    drawn_by: int | None = None
    counter_id: int | None = None
    call_id: int | None = None
    call_line: int | None = None
    call_count: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    slip: SlipState = SlipState.NONE
    slip_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is signed on at a counter, with a choice of its services and the languages spoken there."""

    staff_id: int
    services: tuple[str, ...] | None = None
    languages: tuple[str, ...] = ()


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
    """A day after its first `revision` journal lines."""

    date: date
    revision: int = 0
    is_open: bool = False
    ended_at: datetime | None = None
    tickets: Mapping[int, Ticket] = field(default_factory=dict)
    seats: Mapping[int, Seat] = field(default_factory=dict)

    def having(self, *states: State) -> list[Ticket]:
        """The tickets in one of these states, in the order they were drawn."""
        return [ticket for ticket in self.tickets.values() if ticket.state in states]


def replay(day: date, lines: Iterable[Line]) -> DayState:
    """The day that these journal lines tell of, from its beginning, in order.

    What replaying gives equals what the tables hold: the promise that the journal is complete.
    """
    return advance(DayState(date=day), lines)


def advance(day: DayState, lines: Iterable[Line]) -> DayState:
    """The day after further journal lines, in order."""
    tickets, seats = dict(day.tickets), dict(day.seats)
    revision, frame = day.revision, {"is_open": day.is_open, "ended_at": day.ended_at}
    for line in lines:
        revision = line.revision
        after = {name: _value(name, change[1]) for name, change in line.changes.items()}
        if line.ticket_id is not None:
            tickets[line.ticket_id] = replace(tickets.get(line.ticket_id, Ticket(line.ticket_id)), **after)
        elif line.verb in (Verb.SIGN_ON, Verb.SIGN_OFF) and line.counter_id is not None:
            _seat(seats, line.counter_id, after)
        elif line.verb in (Verb.OPEN, Verb.CLOSE):
            frame |= after
    return DayState(date=day.date, revision=revision, tickets=tickets, seats=seats, **frame)  # type: ignore[arg-type]


def _seat(seats: dict[int, Seat], counter_id: int, after: dict[str, Any]) -> None:
    if after["staff_id"] is None:
        seats.pop(counter_id, None)
    else:
        seats[counter_id] = Seat(**after)


def _value(name: str, value: Any) -> Any:
    """A change's JSON value as the field holds it."""
    if value is None:
        return None
    if name in INSTANTS:
        return datetime.fromisoformat(value)
    if name == "state":
        return State(value)
    if name == "slip":
        return SlipState(value)
    return tuple(value) if isinstance(value, list) else value
