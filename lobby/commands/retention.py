"""How long what happened is kept: whole days that are over, until the office's days have passed; then their counts alone."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lobby.domain import calendar, kept
from lobby.domain.lifecycle import State
from lobby.domain.office import Office
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.counts import CountRow, LanguageCountRow
from lobby.store.tables.days import DayRow, SeatRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.slips import SlipRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow, TicketSecretRow

OF_TICKETS = (TicketSecretRow, TicketNoteRow, SlipRow)


def forget(db: Database) -> list[tuple[str, date]]:
    """Delete the days that are over for longer than their office keeps them, once their counts are kept: (office, date) of each.

    A whole day goes in one transaction, or stays: single lines never go.
    """
    with db.snapshot() as session:
        offices = [reading.office(db, session, id_) for id_ in reading.office_slugs(session).values()]
        due = [(office, day_id, on) for office in offices for day_id, on in _due(db, session, office)]
    for office, day_id, _ in due:
        with db.write() as session:
            _forget(session, office, day_id)
    return [(office.slug, on) for office, _, on in due]


def longest(db: Database) -> int:
    """For how many days the office that keeps the most keeps them; 0 where there is none."""
    with db.snapshot() as session:
        offices = [reading.office(db, session, id_) for id_ in reading.office_slugs(session).values()]
    return max((office.retention_days for office in offices), default=0)


def _due(db: Database, session: Session, office: Office) -> list[tuple[int, date]]:
    first_kept = calendar.local_date(office, db.clock.now()) - timedelta(days=office.retention_days)
    query = select(DayRow.id, DayRow.date).where(DayRow.office_id == office.id, DayRow.ended_at.is_not(None))
    return [(day_id, on) for day_id, on in session.execute(query.where(DayRow.date < first_kept).order_by(DayRow.date))]


def _forget(session: Session, office: Office, day_id: int) -> None:
    day = session.scalar(select(DayRow).where(DayRow.id == day_id).with_for_update())
    if day is None:  # another process was quicker
        return
    tickets = session.scalars(select(TicketRow).where(TicketRow.day_id == day_id)).all()
    session.add_all(_counts(office, day, tickets))
    session.add_all(
        LanguageCountRow(office_id=office.id, date=day.date, language=language, drawn=drawn)
        for language, drawn in Tally(ticket.language for ticket in tickets).items()
    )
    of_day = select(TicketRow.id).where(TicketRow.day_id == day_id)
    for of_ticket in OF_TICKETS:
        session.execute(delete(of_ticket).where(of_ticket.ticket_id.in_(of_day)))
    session.execute(update(AppointmentRow).where(AppointmentRow.ticket_id.in_(of_day)).values(ticket_id=None))
    for of_days in (LineRow, SeatRow, TicketRow):
        session.execute(delete(of_days).where(of_days.day_id == day_id))
    session.delete(day)


def _counts(office: Office, day: DayRow, tickets: Iterable[TicketRow]) -> list[CountRow]:
    cells: defaultdict[tuple[int, int], list[TicketRow]] = defaultdict(list)
    for ticket in tickets:
        cells[ticket.service_id, calendar.local(office, ticket.drawn_at).hour].append(ticket)
    about = {"office_id": office.id, "date": day.date}
    return [CountRow(**about, service_id=service_id, hour=hour, **_cell(of)) for (service_id, hour), of in cells.items()]


def _cell(tickets: list[TicketRow]) -> dict[str, Any]:
    states = Tally(ticket.state for ticket in tickets)
    called = [ticket for ticket in tickets if ticket.called_at is not None]
    told = kept.total(map(kept.tally, tickets))
    return {
        "drawn": len(tickets),
        "called": len(called),
        **{state.value: states[state] for state in (State.FINISHED, State.WITHDRAWN, State.EXPIRED)},
        **{name: sum(getattr(each, name) for each in called) for name in ("waited_s", "walked_s", "served_s")},
        **{name: getattr(told, name) for name in kept.COUNTS},
        "late": sorted(round(minutes, 1) for minutes in told.late),
    }
