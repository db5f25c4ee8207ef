"""Past days as a log of visits, for the judge of estimates."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain.lifecycle import State, Verb
from lobby.domain.waiting.log import Visit
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import CounterRow, ServiceRow
from lobby.store.tables.tickets import TicketRow


def of_past_days(session: Session, office_id: int) -> list[Visit]:
    """The visits of an office's days that are over, in order.

    The first call ends a wait; who has none gave up when her life ended.
    """
    calls = (
        select(LineRow.ticket_id, func.min(LineRow.at).label("at")).where(LineRow.verb == Verb.CALL).group_by(LineRow.ticket_id)
    ).subquery()
    query = (
        select(TicketRow, DayRow.date, ServiceRow.slug, CounterRow.slug, calls.c.at)
        .join(DayRow, DayRow.id == TicketRow.day_id)
        .join(ServiceRow, ServiceRow.id == TicketRow.service_id)
        .outerjoin(CounterRow, CounterRow.id == TicketRow.counter_id)
        .outerjoin(calls, calls.c.ticket_id == TicketRow.id)
        .where(TicketRow.office_id == office_id, DayRow.ended_at.is_not(None))
        .order_by(DayRow.date, TicketRow.drawn_at, TicketRow.id)
    )
    return [_visit(ticket, str(on), service, counter, called) for ticket, on, service, counter, called in session.execute(query)]


def _visit(ticket: TicketRow, on: str, service: str, counter: str | None, called: datetime | None) -> Visit:
    began = ticket.drawn_at.replace(hour=0, minute=0, second=0, microsecond=0)

    def seconds(at: datetime | None) -> float | None:
        return None if at is None else (at - began).total_seconds()

    return Visit(
        arrival=seconds(ticket.drawn_at) or 0.0,
        start=seconds(called),
        end=seconds(ticket.finished_at) if called and ticket.state is State.FINISHED else None,
        left=None if called else seconds(ticket.finished_at),
        service=service,
        priority=_class(ticket),
        server=counter or "",
        day=on,
        told=tuple(ticket.promise),
    )


def _class(ticket: TicketRow) -> str:
    return "appointment" if ticket.appointment_at else "needs" if ticket.needs else ""
