"""The day's frame: opening, closing, and what becomes of everything still open then."""

from datetime import date

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.lifecycle import State, Verb
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow, SeatRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow, TicketSecretRow
from lobby.store.tx import Tx, transaction


def due(db: Database) -> list[tuple[int, date]]:
    """The days (office id, date) whose frame no longer fits the hour, oldest first: what `turn` is to be called for."""
    with db.snapshot() as session:
        now = db.clock.now()
        found: list[tuple[int, date]] = []
        for office_id in reading.office_slugs(session).values():
            office = reading.office(db, session, office_id)
            today = calendar.local_date(office, now)
            rows = session.scalars(select(DayRow).where(DayRow.office_id == office_id, DayRow.ended_at.is_(None)))
            known = {row.date: row.is_open for row in rows}
            found += [(office_id, past) for past in sorted(known) if past < today]
            ended = select(DayRow.ended_at).where(DayRow.office_id == office_id, DayRow.date == today)
            if session.scalar(ended) is None and _is_due(
                calendar.is_open(office, now), known.get(today), now >= calendar.day_end(office, today)
            ):
                found.append((office_id, today))
        return found


def turn(db: Database, office_id: int, on: date) -> None:
    """Bring a day's frame up to the hour: open it, close it for a break, or end it.

    At the end waiting, called, parked and missed tickets expire, those being served are finished, seats are freed.
    """
    with transaction(db, office_id, "clock", on=on) as tx:
        if tx.day.ended_at is not None:
            return
        is_open = on == calendar.local_date(tx.office, tx.now) and calendar.is_open(tx.office, tx.now)
        if tx.now >= calendar.day_end(tx.office, on):
            _end(tx)
        elif is_open != tx.day.is_open:
            verb = Verb.OPEN if is_open else Verb.CLOSE
            tx.record(verb, is_open=(tx.day.is_open, is_open))
            tx.day.is_open = is_open


def forget_texts(db: Database) -> None:
    """Empty what must not outlive its day: raw tokens, which open nothing from midnight on, and what staff wrote."""
    with db.snapshot() as session:
        now = db.clock.now()
        offices = [reading.office(db, session, id_) for id_ in reading.office_slugs(session).values()]
        past = [(DayRow.office_id == office.id) & (DayRow.date < calendar.local_date(office, now)) for office in offices]
        stale = {table: _of_days(session, table, or_(False, *past)) for table in (TicketSecretRow, TicketNoteRow)}
    if any(stale.values()):
        with db.write() as session:
            for table, ticket_ids in stale.items():
                session.execute(delete(table).where(table.ticket_id.in_(ticket_ids)))


def _of_days(session: Session, table: type[TicketSecretRow] | type[TicketNoteRow], days: ColumnElement[bool]) -> list[int]:
    query = select(table.ticket_id).join(TicketRow, TicketRow.id == table.ticket_id).join(DayRow)
    return list(session.scalars(query.where(days).distinct()))


def _is_due(is_open: bool, was_open: bool | None, is_over: bool) -> bool:
    """Whether a day needs a line; one without a row and without opening needs none."""
    return (is_over and was_open is not None) or (not is_over and is_open != bool(was_open))


def _end(tx: Tx) -> None:
    tx.record(Verb.CLOSE, is_open=(tx.day.is_open, False), ended_at=(None, tx.now))
    tx.day.is_open, tx.day.ended_at = False, tx.now
    open_states = (State.WAITING, State.CALLED, State.PARKED, State.MISSED, State.SERVING)
    rows = tx.session.scalars(select(TicketRow).where(TicketRow.day_id == tx.day.id, TicketRow.state.in_(open_states)))
    for ticket in rows.all():
        verb = Verb.FINISH if ticket.state is State.SERVING else Verb.EXPIRE
        tx.record(verb, ticket, finished_at=tx.now)
    for seat in tx.session.scalars(select(SeatRow).where(SeatRow.day_id == tx.day.id)).all():
        tx.record(Verb.SIGN_OFF, at=seat.counter_id, staff_id=(seat.staff_id, None))
        tx.session.delete(seat)
