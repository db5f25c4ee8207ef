"""Who sits where: signing on and off, breaks, desks whose browser was lost, calls for help."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update

from lobby.commands.at_desk import HELD, at_desk, held_at, set_break
from lobby.domain import calendar
from lobby.domain.errors import CounterBusy, CounterTaken, NotFound, UnknownLanguage, UnknownService
from lobby.domain.lifecycle import State, Verb
from lobby.domain.office import Counter
from lobby.i18n import LANGUAGES
from lobby.store import reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow, SeatRow
from lobby.store.tables.tickets import TicketRow
from lobby.store.tx import Tx, transaction

FRONT_DESK = 0  # stands for the front desk among the counters whose people come to help


def sign_on(
    db: Database,
    office_id: int,
    staff_id: int,
    counter_slug: str,
    services: tuple[str, ...] | None = None,
    languages: tuple[str, ...] = (),
) -> Counter:
    """Take a seat at a counter; whoever sat elsewhere moves.

    Raises NotFound for an unknown counter, UnknownService, UnknownLanguage, CounterTaken, CounterBusy with a ticket still
    open at the old one.
    """
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        counter = _counter(tx, counter_slug)
        if not all(tx.office.service(slug) for slug in services or ()):
            raise UnknownService({"services": UnknownService.message})
        if not set(languages) <= set(LANGUAGES):
            raise UnknownLanguage({"languages": UnknownLanguage.message})
        taken = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.counter_id == counter.id))
        if taken and taken.staff_id != staff_id:
            raise CounterTaken()
        _stand_up(tx, staff_id, keep=counter.id)
        before = reading.seat(taken) if taken else None
        _sit_down(tx, counter, staff_id, services, languages, before)
        return counter


def sign_off(db: Database, office_id: int, staff_id: int, return_visitors: bool = False) -> None:
    """Leave the counter; nothing happens to who sits nowhere.

    Raises CounterBusy while somebody is called or served there, unless `return_visitors` sends all back to the line, where
    they stood. Parked ones always go back.
    """
    with transaction(db, office_id, f"staff:{staff_id}") as tx:
        _stand_up(tx, staff_id, return_visitors=return_visitors)


def take_break(db: Database, office_id: int, staff_id: int) -> None:
    """Nobody is called here for a while; the seat is kept. Raises NotSignedOn, CounterBusy."""
    with at_desk(db, office_id, staff_id) as desk:
        desk.make_sure_nobody_else_is_here(0)
        set_break(desk, is_on=True)


def end_break(db: Database, office_id: int, staff_id: int) -> None:
    """Work goes on. Raises NotSignedOn."""
    with at_desk(db, office_id, staff_id) as desk:
        set_break(desk, is_on=False)


def panic(db: Database, office_id: int, staff_id: int) -> None:
    """Call colleagues for help to this counter; calling again changes nothing. Raises NotSignedOn."""
    with at_desk(db, office_id, staff_id) as desk:
        if desk.at not in desk.tx.so_far().panics:
            desk.tx.record(Verb.PANIC, at=desk.at)


def coming(db: Database, office_id: int, staff_id: int, counter_slug: str) -> None:
    """Say that one comes to help. Raises NotFound where nobody called, NotSignedOn."""
    with at_desk(db, office_id, staff_id, or_front_desk=True) as desk:
        counter = _counter(desk.tx, counter_slug)
        panic = desk.tx.so_far().panics.get(counter.id)
        if panic is None:
            raise NotFound()
        mine = desk.at or FRONT_DESK
        if mine not in panic.coming:
            desk.tx.record(Verb.COMING, at=counter.id, coming=(panic.coming, (*panic.coming, mine)))


def calm(db: Database, office_id: int, staff_id: int, counter_slug: str) -> None:
    """The help is no longer needed. Raises NotFound for an unknown counter, NotSignedOn."""
    with at_desk(db, office_id, staff_id, or_front_desk=True) as desk:
        counter = _counter(desk.tx, counter_slug)
        if counter.id in desk.tx.so_far().panics:
            desk.tx.record(Verb.CALM, at=counter.id)


def seen(db: Database, desks: Iterable[tuple[int, int]]) -> None:
    """Browsers show these desks now: (office id, staff id)."""
    with db.write() as session:
        for office_id, staff_id in sorted(desks):  # each process tells of its desks: in another order two would wait for each other
            today = calendar.local_date(reading.office(db, session, office_id), db.clock.now())
            days = select(DayRow.id).where(DayRow.office_id == office_id, DayRow.date == today).scalar_subquery()
            session.execute(
                update(SeatRow).where(SeatRow.day_id == days, SeatRow.staff_id == staff_id).values(seen_at=db.clock.now())
            )


def lost(db: Database) -> list[tuple[int, int]]:
    """Desks whose browser has been gone for longer than the office waits: (office id, staff id)."""
    with db.snapshot() as session:
        now = db.clock.now()
        known = {office.id: office for office in reading.offices(db, session)}
        query = select(DayRow.office_id, DayRow.date, SeatRow.staff_id, SeatRow.seen_at).join(DayRow).where(SeatRow.seen_at < now)
        return [
            (row.office_id, row.staff_id)
            for row in session.execute(query)
            if row.date == calendar.local_date(known[row.office_id], now)
            and row.seen_at < now - known[row.office_id].policy.desk_lost * db.clock.speed
        ]


def free(db: Database, office_id: int, staff_id: int) -> None:
    """Free the counter of a lost desk. Who is being served there stays and can be taken over; the others return to the line."""
    with transaction(db, office_id, "clock") as tx:
        seat = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.staff_id == staff_id))
        patience: timedelta = tx.office.policy.desk_lost * db.clock.speed
        if seat is not None and seat.seen_at is not None and seat.seen_at < tx.now - patience:
            _leave(tx, seat, State.CALLED, State.PARKED)


def _counter(tx: Tx, slug: str) -> Counter:
    counter = tx.office.counter(slug)
    if counter is None:
        raise NotFound({"counter": NotFound.message})
    return counter


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
        tx.record(
            Verb.SIGN_ON,
            at=counter.id,
            staff_id=(None, staff_id),
            services=(None, row.services),
            languages=(None, row.languages),
        )


def _stand_up(tx: Tx, staff_id: int, keep: int | None = None, return_visitors: bool = False) -> None:
    seat = tx.session.scalar(select(SeatRow).where(SeatRow.day_id == tx.day.id, SeatRow.staff_id == staff_id))
    if seat is None or seat.counter_id == keep:
        return
    open_here = held_at(tx, seat.counter_id, State.CALLED, State.SERVING)
    if open_here and not return_visitors:
        raise CounterBusy(number=open_here[0].number)
    _leave(tx, seat, *HELD)


def _leave(tx: Tx, seat: SeatRow, *returning: State) -> None:
    """Free a seat: its visitors in these states go back to the line, and whoever was sent to this counter waits for any."""
    for ticket in held_at(tx, seat.counter_id, *returning):
        tx.record(Verb.REQUEUE, tx.ticket(ticket.id), at=seat.counter_id, counter_id=None, remind_at=None)
    sent = select(TicketRow).where(
        TicketRow.day_id == tx.day.id, TicketRow.state == State.WAITING, TicketRow.sent_to == seat.counter_id
    )
    for row in tx.session.scalars(sent).all():
        tx.record(Verb.TRANSFER, row, at=seat.counter_id, sent_to=None)
    tx.session.delete(seat)
    tx.session.flush()
    tx.record(Verb.SIGN_OFF, at=seat.counter_id, staff_id=(seat.staff_id, None))
