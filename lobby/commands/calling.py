"""A caseworker's desk: signing on at a counter, calling, and what follows a call."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, select

from lobby.domain import turn
from lobby.domain.errors import CounterBusy, CounterTaken, Forbidden, NobodyWaiting, NotFound, NotSignedOn
from lobby.domain.lifecycle import State, Verb
from lobby.domain.office import Counter
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import SeatRow
from lobby.store.tables.tickets import TicketRow
from lobby.store.tx import Tx, transaction


@dataclass(frozen=True, slots=True)
class Called:
    """Who was called to which counter, and for how many minutes she had waited."""

    ticket_id: int
    counter_id: int
    waited_minutes: int


def sign_on(
    db: Database,
    office_id: int,
    staff_id: int,
    counter_slug: str,
    services: tuple[str, ...] | None = None,
    languages: tuple[str, ...] = (),
) -> Counter:
    """Take a seat at a counter; whoever sat elsewhere moves.

    Raises NotFound for an unknown counter, CounterTaken, CounterBusy with a ticket still open at the old one.
    """
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        counter = tx.office.counter(counter_slug)
        if counter is None:
            raise NotFound({"counter": NotFound.message})
        taken = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.counter_id == counter.id))
        if taken and taken.staff_id != staff_id:
            raise CounterTaken()
        _stand_up(tx, staff_id, keep=counter.id)
        before = reading.seat(taken) if taken else None
        _sit_down(tx, counter, staff_id, services, languages, before)
        return counter


def sign_off(db: Database, office_id: int, staff_id: int) -> None:
    """Leave the counter; nothing happens to who sits nowhere. Raises CounterBusy."""
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        _stand_up(tx, staff_id)


def call_next(db: Database, office_id: int, staff_id: int) -> Called:
    """Call the ticket whose turn it is to the caseworker's counter.

    Raises NotSignedOn, CounterBusy while one is being served, NobodyWaiting. The order is domain/turn.py's.
    """
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        counter, seat = _seat_of(tx, staff_id)
        day = tx.so_far()
        here = [ticket for ticket in day.having(State.CALLED, State.SERVING) if ticket.counter_id == counter.id]
        for ticket in here:
            if ticket.state is State.SERVING:
                raise CounterBusy(number=ticket.number)
            return Called(ticket.id, counter.id, turn.minutes_waited(ticket, tx.now))  # a double click
        pick = turn.pick(day, turn.served_at(tx.office, counter, reading.seat(seat)), tx.now)
        if pick is None:
            raise NobodyWaiting()
        _ring(tx, Verb.CALL, tx.ticket(pick.ticket.id), counter.id)
        return Called(pick.ticket.id, counter.id, pick.waited_minutes)


def repeat_call(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """Ring once more for the ticket called here."""
    return _act(db, office_id, staff_id, ticket_id, lambda tx, ticket: _ring(tx, Verb.REPEAT_CALL, ticket))


def start(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor has arrived at the counter: serving begins."""
    return _act(db, office_id, staff_id, ticket_id, lambda tx, ticket: tx.record(Verb.START, ticket, started_at=tx.now))


def finish(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor has been served."""
    return _act(db, office_id, staff_id, ticket_id, lambda tx, ticket: tx.record(Verb.FINISH, ticket, finished_at=tx.now))


def miss(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor called here did not come."""
    return _act(db, office_id, staff_id, ticket_id, lambda tx, ticket: tx.record(Verb.MISS, ticket))


def reinstate(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """A visitor who missed the call waits again, at her old place in line."""
    return _act(db, office_id, staff_id, ticket_id, lambda tx, ticket: tx.record(Verb.REINSTATE, ticket))


def withdraw(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor says that she leaves."""
    return _act(db, office_id, staff_id, ticket_id, lambda tx, ticket: tx.record(Verb.WITHDRAW, ticket, finished_at=tx.now))


VERBS: dict[str, Callable[[Database, int, int, int], int]] = {
    Verb.REPEAT_CALL: repeat_call,
    Verb.START: start,
    Verb.FINISH: finish,
    Verb.MISS: miss,
    Verb.REINSTATE: reinstate,
    Verb.WITHDRAW: withdraw,
}


def _act(
    db: Database,
    office_id: int,
    staff_id: int,
    ticket_id: int,
    step: Callable[[Tx, TicketRow], object],
) -> int:
    """One step with a ticket that no other counter holds. Raises NotSignedOn, NotFound, Forbidden, NotAllowed."""
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        counter, _ = _seat_of(tx, staff_id)
        ticket = tx.ticket(ticket_id)
        held = ticket.state in (State.CALLED, State.SERVING)
        if held and ticket.counter_id != counter.id:
            raise Forbidden()
        step(tx, ticket)
        return ticket.id


def _ring(tx: Tx, verb: Verb, ticket: TicketRow, counter_id: int | None = None) -> None:
    """Call or repeat: the line's own number is what displays announce."""
    line = tx.next_line
    if verb is Verb.CALL:
        tx.record(verb, ticket, counter_id, call_id=line, call_line=line, call_count=1, called_at=tx.now)
    else:
        tx.record(verb, ticket, call_line=line, call_count=ticket.call_count + 1, called_at=tx.now)


def _seat_of(tx: Tx, staff_id: int) -> tuple[Counter, SeatRow]:
    seat = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.staff_id == staff_id))
    if seat is None or seat.counter_id not in tx.office.counters:
        raise NotSignedOn()
    return tx.office.counters[seat.counter_id], seat


def _sit_down(
    tx: Tx, counter: Counter, staff_id: int, services: tuple[str, ...] | None, languages: tuple[str, ...], before: object
) -> None:
    tx.session.execute(delete(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.counter_id == counter.id))
    row = SeatRow(
        day_id=tx.day.id,
        counter_id=counter.id,
        staff_id=staff_id,
        services=None if services is None else list(services),
        languages=list(languages),
    )
    tx.session.add(row)
    if reading.seat(row) != before:
        told = {"staff_id": (None, staff_id), "services": (None, row.services), "languages": (None, row.languages)}
        tx.record(Verb.SIGN_ON, None, counter.id, **told)


def _stand_up(tx: Tx, staff_id: int, keep: int | None = None) -> None:
    seat = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.staff_id == staff_id))
    if seat is None or seat.counter_id == keep:
        return
    open_here = [t for t in tx.so_far().having(State.CALLED, State.SERVING) if t.counter_id == seat.counter_id]
    if open_here:
        raise CounterBusy(number=open_here[0].number)
    tx.session.delete(seat)
    tx.session.flush()
    tx.record(Verb.SIGN_OFF, counter_id=seat.counter_id, staff_id=(staff_id, None))
