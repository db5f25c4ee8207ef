"""What follows a call: arrived, finished, missed, parked, sent on, taken back into the line."""

from datetime import timedelta

from sqlalchemy import select

from lobby.commands.at_desk import Desk, at_desk
from lobby.domain.errors import Invalid, NotFound, TooLate, UnknownService
from lobby.domain.lifecycle import Standing, State, Verb
from lobby.store.database import Database
from lobby.store.tables.days import SeatRow
from lobby.store.tables.tickets import TicketRow


def start(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor has arrived at the counter: serving begins."""
    with at_desk(db, office_id, staff_id) as desk:
        ticket = desk.ticket(ticket_id)
        desk.tx.record(Verb.START, ticket, desk.at, started_at=desk.tx.now)
        return ticket.id


def finish(db: Database, office_id: int, staff_id: int, ticket_id: int, outcome: str | None = None) -> int:
    """The visitor has been served. Whoever was sent here with "return to me" goes back there instead.

    Raises Invalid for an outcome that the office does not know.
    """
    with at_desk(db, office_id, staff_id) as desk:
        ticket = desk.ticket(ticket_id)
        if outcome is not None and outcome not in desk.tx.office.policy.outcomes:
            raise Invalid({"outcome": Invalid.message})
        if ticket.return_to is not None and ticket.state is State.SERVING:
            _go_back(desk, ticket, outcome)
        else:
            desk.tx.record(Verb.FINISH, ticket, desk.at, finished_at=desk.tx.now, outcome=outcome)
        return ticket.id


def miss(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor called here did not come."""
    with at_desk(db, office_id, staff_id) as desk:
        ticket = desk.ticket(ticket_id)
        desk.tx.record(Verb.MISS, ticket, desk.at)
        return ticket.id


def park(
    db: Database, office_id: int, staff_id: int, ticket_id: int, reason: str | None = None, remind_minutes: int | None = None
) -> int:
    """The visitor steps aside and stays this counter's; the desk may be reminded after some minutes."""
    with at_desk(db, office_id, staff_id) as desk:
        ticket = desk.ticket(ticket_id)
        remind_at = desk.tx.now + timedelta(minutes=remind_minutes) if remind_minutes else None
        desk.tx.record(Verb.PARK, ticket, desk.at, remind_at=remind_at, notes=desk.write(ticket, Verb.PARK, reason))
        return ticket.id


def resume(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """A parked visitor is served again. Raises CounterBusy while another one is called or served here."""
    with at_desk(db, office_id, staff_id) as desk:
        ticket = desk.ticket(ticket_id)
        if ticket.state is State.PARKED:
            desk.make_sure_nobody_else_is_here(ticket.id)
        desk.tx.record(Verb.RESUME, ticket, desk.at, started_at=ticket.started_at or desk.tx.now, remind_at=None)
        return ticket.id


def requeue(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """Back into the line, where the ticket stood."""
    with at_desk(db, office_id, staff_id) as desk:
        ticket = desk.ticket(ticket_id)
        desk.tx.record(Verb.REQUEUE, ticket, desk.at, counter_id=None, remind_at=None)
        return ticket.id


def transfer(
    db: Database,
    office_id: int,
    staff_id: int,
    ticket_id: int,
    service: str | None = None,
    counter: str | None = None,
    note: str | None = None,
    return_to_me: bool = False,
) -> int:
    """Send a visitor on, to a service's line or to one counter; number, wait and language stay.

    Raises Invalid where neither is named, or "return to me" is asked for without a counter of one's own;
    UnknownService, NotFound for an unknown counter.
    """
    with at_desk(db, office_id, staff_id, or_front_desk=True) as desk:
        ticket = desk.ticket(ticket_id)
        to = _where_to(desk, service, counter)
        if return_to_me:
            if desk.at is None:
                raise Invalid({"return_to_me": Invalid.message})
            to |= {"return_to": desk.at, "return_service_id": ticket.service_id}
        if ticket.state in (State.CALLED, State.SERVING, State.PARKED):
            to["standing"] = Standing.RETURNED
        desk.tx.record(
            Verb.TRANSFER,
            ticket,
            desk.at,
            counter_id=None,
            remind_at=None,
            notes=desk.write(ticket, Verb.TRANSFER, note),
            **to,
        )
        return ticket.id


def reinstate(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """A visitor who missed the call waits again, at her old place in line. Raises TooLate after the office's grace time."""
    with at_desk(db, office_id, staff_id, or_front_desk=True) as desk:
        ticket, grace = desk.ticket(ticket_id), desk.tx.office.policy.grace
        if ticket.state is State.MISSED and ticket.since is not None and desk.tx.now - ticket.since > grace:
            raise TooLate(number=ticket.number, state=ticket.state.value, minutes=grace // timedelta(minutes=1))
        desk.tx.record(Verb.REINSTATE, ticket, desk.at, counter_id=None, standing=Standing.REINSTATED)
        return ticket.id


def withdraw(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """The visitor says that she leaves."""
    with at_desk(db, office_id, staff_id, or_front_desk=True) as desk:
        ticket = desk.ticket(ticket_id)
        desk.tx.record(Verb.WITHDRAW, ticket, desk.at, finished_at=desk.tx.now)
        return ticket.id


def note(db: Database, office_id: int, staff_id: int, ticket_id: int, text: str) -> int:
    """Keep a short text about a ticket; it is gone when the day is over, and the journal says only that there was one."""
    with at_desk(db, office_id, staff_id, or_front_desk=True) as desk:
        ticket = desk.ticket(ticket_id)
        desk.tx.record(Verb.NOTE, ticket, desk.at, notes=desk.write(ticket, Verb.NOTE, text))
        return ticket.id


def _where_to(desk: Desk, service: str | None, counter: str | None) -> dict[str, object]:
    if counter is not None:
        found = desk.tx.office.counter(counter)
        if found is None:
            raise NotFound({"counter": NotFound.message})
    to: dict[str, object] = {"sent_to": found.id if counter is not None and found else None}
    if service is not None:
        known = desk.tx.office.service(service)
        if known is None:
            raise UnknownService({"service": UnknownService.message})
        to["service_id"] = known.id
    elif counter is None:
        raise Invalid({"service": Invalid.message})
    return to


def _go_back(desk: Desk, ticket: TicketRow, outcome: str | None) -> None:
    """Back to the counter that sent the visitor; to its service's line where nobody sits there any more."""
    query = select(SeatRow.id).where(SeatRow.day_id == desk.tx.day.id, SeatRow.counter_id == ticket.return_to)
    desk.tx.record(
        Verb.RETURN,
        ticket,
        desk.at,
        counter_id=None,
        sent_to=ticket.return_to if desk.tx.session.scalar(query) else None,
        service_id=ticket.return_service_id or ticket.service_id,
        return_to=None,
        return_service_id=None,
        standing=Standing.RETURNED,
        outcome=outcome,
    )
