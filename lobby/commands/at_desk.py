"""Where a caseworker acts: her counter, what she holds there, and what she may touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from lobby.domain.day import Ticket
from lobby.domain.errors import CounterBusy, Evacuation, Forbidden, NotSignedOn
from lobby.domain.lifecycle import State, Verb
from lobby.domain.office import Counter
from lobby.store.database import Database
from lobby.store.tables.days import SeatRow
from lobby.store.tables.staff import Role, StaffRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow
from lobby.store.tx import Tx, transaction

HELD = (State.CALLED, State.SERVING, State.PARKED)
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction of somebody at work. `counter` and `seat` are None at the front desk, where nobody needs one."""

    tx: Tx
    staff_id: int
    counter: Counter | None
    seat: SeatRow | None = None

    @property
    def at(self) -> int | None:
        return self.counter.id if self.counter else None

    def ticket(self, ticket_id: int) -> TicketRow:
        """A ticket of today that no other counter holds. Raises NotFound, Forbidden."""
        ticket = self.tx.ticket(ticket_id)
        if ticket.state in HELD and ticket.counter_id != self.at:
            raise Forbidden()
        return ticket

    def make_sure_nobody_else_is_here(self, ticket_id: int) -> None:
        """Raises CounterBusy while another one is called or served at this counter."""
        for other in held_at(self.tx, self.at, State.CALLED, State.SERVING):
            if other.id != ticket_id:
                raise CounterBusy(number=other.number)

    def make_sure_nobody_is_leaving(self) -> None:
        """Raises Evacuation: nobody is called while the building is being left."""
        if self.tx.so_far().evacuation is not None:
            raise Evacuation()

    def write(self, ticket: TicketRow, kind: Verb, text: str | None) -> int:
        """Keep a text about a ticket until the day is over; how many there are then."""
        if not text:
            return ticket.notes
        self.tx.session.add(TicketNoteRow(ticket_id=ticket.id, kind=kind, text=text[:LONGEST_NOTE], at=self.tx.now))
        return ticket.notes + 1


@contextmanager
def at_desk(db: Database, office_id: int, staff_id: int, or_front_desk: bool = False) -> Iterator[Desk]:
    """A transaction at the counter where somebody is signed on. `or_front_desk`: the front desk's people need no seat.

    Raises NotSignedOn.
    """
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        seat = seat_of(tx, staff_id)
        if seat is not None:
            yield Desk(tx, staff_id, tx.office.counters[seat.counter_id], seat)
        elif or_front_desk and Role.FRONTDESK in roles_of(tx, staff_id):
            yield Desk(tx, staff_id, None)
        else:
            raise NotSignedOn()


def seat_of(tx: Tx, staff_id: int) -> SeatRow | None:
    """Where somebody sits today; None where nowhere, or at a counter that is no longer in use."""
    seat = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.staff_id == staff_id))
    return seat if seat is not None and seat.counter_id in tx.office.counters else None


def held_at(tx: Tx, counter_id: int | None, *states: State) -> list[Ticket]:
    """Whom a counter holds in one of these states."""
    return [ticket for ticket in tx.so_far().having(*states) if ticket.counter_id == counter_id]


def set_break(desk: Desk, is_on: bool) -> None:
    """Begin or end a break; what is so already stays."""
    tx, seat = desk.tx, desk.seat
    assert seat is not None
    if (seat.break_since is not None) is is_on:
        return
    before, seat.break_since = seat.break_since, tx.now if is_on else None
    tx.record(Verb.BREAK if is_on else Verb.BACK, at=seat.counter_id, break_since=(before, seat.break_since))


def roles_of(tx: Tx, staff_id: int) -> frozenset[str]:
    return frozenset(tx.session.get_one(StaffRow, staff_id).roles)
