"""Slips on their way to paper: leased to a printer's agent, moved to another printer, and what the agents report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from lobby.domain import turn
from lobby.domain.day import Ticket
from lobby.domain.errors import NoPrinter, NotAllowed, NotFound
from lobby.domain.lifecycle import OVER, SlipState, Verb
from lobby.domain.office import Office
from lobby.domain.waiting import promise
from lobby.store import printers, reading, rows
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceRow
from lobby.store.tables.slips import SlipRow
from lobby.store.tables.tickets import TicketRow
from lobby.store.tx import Tx, transaction

OUTCOMES = {"printed": SlipState.PRINTED, "unconfirmed": SlipState.UNCONFIRMED, "failed": SlipState.FAILED}
ON_ITS_WAY = (SlipState.QUEUED, SlipState.SENDING)
TOO_OLD, REPLACED = "too-old", "replaced"


@dataclass(frozen=True, slots=True)
class Paper:
    """A slip to print: a ticket's, or a test print, which has none. `ahead` and `wait` are as they stood at drawing.

    `is_copy`: paper of it may exist already. `printer`: its name and `width_px` the dots of its print head. `offers`: how often it
    has been leased.
    """

    job_id: int
    printer_id: int
    offers: int
    office: Office
    ticket: Ticket | None
    token: str | None
    ahead: int
    wait: tuple[int, int] | None
    is_copy: bool
    printer: str
    width_px: int


def queue(tx: Tx, ticket: TicketRow, printer_id: int, ahead: int) -> None:
    """Queue a new ticket's slip, in the transaction that draws it."""
    facts = {"ahead": ahead, "wait": promise.range_of(tuple(ticket.promise))}
    slip = SlipRow(ticket_id=ticket.id, printer_id=printer_id, state=SlipState.QUEUED, facts=facts, created_at=tx.now)
    slip.has_moved = ticket.slip_printer is not None
    rows.put(tx.session, slip)
    tx.printer_ids.add(printer_id)


def reprint(db: Database, office_id: int, by: str, ticket_id: int, printer_id: int | None = None) -> int:
    """Print a ticket's slip once more, marked as a copy; the ticket's id.

    On the printer named, else where the last slip came out, else on that of the kiosk which drew it, else on the first one; on
    another where that is down. A copy that waits there already is not queued twice; what waits elsewhere is given up.
    Raises NotFound, NotAllowed for a ticket whose life is over, NoPrinter.
    """
    with transaction(db, office_id, by) as tx:
        ticket = tx.ticket(ticket_id)
        if ticket.state in OVER:
            raise NotAllowed(number=ticket.number, state=ticket.state.value)
        former = tx.session.scalars(select(SlipRow).where(SlipRow.ticket_id == ticket.id).order_by(SlipRow.id)).all()
        printer = _printer_for(tx, ticket, former[-1] if former else None, printer_id)
        queued = [slip for slip in former if slip.state is SlipState.QUEUED]
        for slip in queued:
            if slip.printer_id != printer:
                slip.state, slip.reason = SlipState.FAILED, REPLACED
        if not any(slip.printer_id == printer for slip in queued):
            facts = former[0].facts if former else _facts(tx, ticket)
            copy = SlipRow(ticket_id=ticket.id, printer_id=printer, state=SlipState.QUEUED, facts=facts, is_copy=True)
            copy.created_at = tx.now
            tx.session.add(copy)
            tx.printer_ids.add(printer)
            _move(tx, copy, SlipState.QUEUED)
        return ticket.id


def try_out(db: Database, office_id: int, by: str, printer_id: int) -> int:
    """Queue a slip that belongs to no ticket, to see the printer work; the job's id. Raises NotFound."""
    with transaction(db, office_id, by) as tx:
        printer = printers.of_office(tx.session, office_id, printer_id)
        slip = SlipRow(printer_id=printer.id, state=SlipState.QUEUED, facts={}, created_at=tx.now)
        tx.session.add(slip)
        tx.session.flush()
        tx.printer_ids.add(printer.id)
        return slip.id


def offered(db: Database, printer_id: int, too_old: timedelta) -> Paper | None:
    """The slip that this printer is to print next. Leases nothing: who can print it says so by `lease`."""
    with db.snapshot() as session:
        slip = session.scalar(_offered(printer_id, db.clock.now(), too_old).limit(1))
        return None if slip is None else _paper(db, session, slip)


def lease(db: Database, office_id: int, paper: Paper, length_mm: int, lease_for: timedelta) -> bool:
    """Hand an offered slip out to its printer's agent, as it was offered; False where that has changed since.

    One whose lease ran out is offered again, as a copy. `length_mm`: how much paper it takes.
    """
    with transaction(db, office_id, "printer") as tx:
        slip = tx.session.get_one(SlipRow, paper.job_id)
        tx.by = f"device:{slip.printer_id}"
        if not _is_on_offer(slip, tx.now) or (slip.printer_id, slip.offers) != (paper.printer_id, paper.offers):
            return False
        slip.is_copy, slip.length_mm = paper.is_copy, length_mm
        slip.offers += 1
        slip.lease_until = tx.now + lease_for
        _move(tx, slip, SlipState.SENDING)
        return True


def renew(db: Database, printer_id: int, job_id: int, lease_for: timedelta) -> None:
    """The agent is still printing: it holds the slip for longer. Raises NotFound where it does not hold it."""
    with db.write() as session:
        slip = session.get(SlipRow, job_id)
        if slip is None or slip.printer_id != printer_id or slip.state is not SlipState.SENDING:
            raise NotFound()
        slip.lease_until = db.clock.now() + lease_for


def report(
    db: Database, office_id: int, printer_id: int, job_id: int, outcome: str, reason: str | None = None, touched: bool = True
) -> None:
    """What became of a leased slip: an outcome of OUTCOMES. Saying the same again changes nothing. Raises NotFound.

    One that failed and left no trace on paper (`touched` is False) goes to its kiosk's other printer, where there is one.
    """
    with transaction(db, office_id, f"device:{printer_id}") as tx:
        slip = tx.session.get(SlipRow, job_id)
        if slip is None or slip.printer_id != printer_id:
            raise NotFound()
        if slip.state not in (SlipState.SENDING, SlipState.FAILED) or slip.state is OUTCOMES[outcome]:
            return
        if touched and slip.state is SlipState.SENDING:
            printers.count(tx.session.get_one(DeviceRow, printer_id), slip.length_mm or 0, is_usual=slip.ticket_id is not None)
        elif not touched and slip.state is SlipState.SENDING and reason != TOO_OLD and (other := _other_printer(tx, slip)):
            slip.is_copy = slip.is_copy or slip.offers > 1
            _send_on(tx, slip, other)
            return
        slip.reason = reason
        _move(tx, slip, OUTCOMES[outcome])


def give_up_on(db: Database, paper: Paper, reason: str) -> None:
    """A slip that cannot be drawn fails: it must not hold up those behind it."""
    with transaction(db, paper.office.id, "printer") as tx:
        slip = tx.session.get_one(SlipRow, paper.job_id)
        if _is_on_offer(slip, tx.now):
            slip.reason = reason
            _move(tx, slip, SlipState.FAILED)


def newest(db: Database, office_id: int) -> Paper | None:
    """The slip queued last in an office, as it is or will be on paper: to look at. Leases nothing."""
    with db.snapshot() as session:
        query = select(SlipRow).join(TicketRow, TicketRow.id == SlipRow.ticket_id).where(TicketRow.office_id == office_id)
        slip = session.scalar(query.order_by(SlipRow.id.desc()).limit(1))
        return None if slip is None else _paper(db, session, slip)


def give_up(db: Database, older_than: timedelta) -> None:
    """Slips that nobody printed in time fail: the number has long been read from the kiosk's screen."""
    for office_id, slip_id in _waiting(db, SlipRow.created_at < db.clock.now() - older_than):
        with transaction(db, office_id, "clock") as tx:
            slip = tx.session.get_one(SlipRow, slip_id)
            if _is_on_offer(slip, tx.now):
                slip.reason = TOO_OLD
                _move(tx, slip, SlipState.FAILED)


def send_on(db: Database, after: timedelta) -> None:
    """Slips that their kiosk's printer has not begun in time go to the kiosk's other one."""
    is_kiosks = SlipRow.has_moved.is_(False) & SlipRow.is_copy.is_(False) & (SlipRow.created_at < db.clock.now() - after)
    for office_id, slip_id in _waiting(db, is_kiosks):
        with transaction(db, office_id, "clock") as tx:
            slip = tx.session.get_one(SlipRow, slip_id)
            if _is_on_offer(slip, tx.now) and not _is_busy(tx, slip) and (other := _other_printer(tx, slip)):
                slip.is_copy = _is_copy(slip)
                _send_on(tx, slip, other)


def _is_busy(tx: Tx, slip: SlipRow) -> bool:
    """Whether the slip's printer is printing another one now: then this one waits for its turn."""
    printing = SlipRow.state == SlipState.SENDING, SlipRow.lease_until >= tx.now
    return tx.session.scalar(select(SlipRow.id).where(SlipRow.printer_id == slip.printer_id, *printing).limit(1)) is not None


def _other_printer(tx: Tx, slip: SlipRow) -> DeviceRow | None:
    """The second printer of the kiosk that drew the slip's ticket, where the slip has not been there and it can print."""
    ticket = tx.session.get(TicketRow, slip.ticket_id) if slip.ticket_id else None
    kiosk = tx.session.get(DeviceRow, ticket.drawn_by) if ticket and ticket.drawn_by else None
    if slip.has_moved or kiosk is None or kiosk.printer_id != slip.printer_id or kiosk.fallback_id is None:
        return None
    other = tx.session.get_one(DeviceRow, kiosk.fallback_id)
    return None if printers.is_down(other, tx.now, tx.db.clock.speed) else other


def _send_on(tx: Tx, slip: SlipRow, other: DeviceRow) -> None:
    slip.printer_id, slip.has_moved, slip.offers, slip.lease_until = other.id, True, 0, None
    tx.printer_ids.add(other.id)
    _move(tx, slip, SlipState.QUEUED, slip_printer=other.name)


def _printer_for(tx: Tx, ticket: TicketRow, last: SlipRow | None, printer_id: int | None) -> int:
    """Where a copy is printed. Raises NotFound for a printer that the office does not have, NoPrinter where it has none."""
    known = printers.printers(tx.session, tx.office.id, tx.now, tx.db.clock.speed)
    if printer_id is not None:
        if printer_id not in [printer.id for printer in known]:
            raise NotFound({"printer": NotFound.message})
        return printer_id
    if not known:
        raise NoPrinter()
    kiosk = tx.session.get(DeviceRow, ticket.drawn_by) if ticket.drawn_by else None
    own = (kiosk.printer_id, kiosk.fallback_id) if kiosk else ()
    places = (last.printer_id if last else None, *own, *(printer.id for printer in known))
    wanted: list[int] = [place for place in places if place is not None]
    working = [printer.id for printer in known if not printer.is_down]
    return next((id_ for id_ in wanted if id_ in working), wanted[0])


def _facts(tx: Tx, ticket: TicketRow) -> dict[str, object]:
    """What the paper of a ticket says that had none when it was drawn."""
    day = tx.so_far()
    ahead = turn.ahead_of(tx.office, day, ticket.service_id, tx.now, day.tickets[ticket.id])
    return {"ahead": ahead, "wait": promise.range_of(tuple(ticket.promise))}


def _offered(printer_id: int, now: datetime, too_old: timedelta) -> Select[SlipRow]:
    """Slips of this printer that wait, or whose lease ran out; new ones before copies, none that would surprise."""
    lapsed = (SlipRow.state == SlipState.SENDING) & (SlipRow.lease_until < now)
    return (
        select(SlipRow)
        .where(SlipRow.printer_id == printer_id, or_(SlipRow.state == SlipState.QUEUED, lapsed))
        .where(SlipRow.created_at >= now - too_old)
        .order_by(SlipRow.is_copy, SlipRow.id)
    )


def _is_on_offer(slip: SlipRow, now: datetime) -> bool:
    is_lapsed = slip.state is SlipState.SENDING and slip.lease_until is not None and slip.lease_until < now
    return slip.state is SlipState.QUEUED or is_lapsed


def _is_copy(slip: SlipRow) -> bool:
    """Whether paper of it may exist: a reprint, or offered before and never reported."""
    return slip.is_copy or slip.offers > 0


def _paper(db: Database, session: Session, slip: SlipRow) -> Paper:
    printer = session.get_one(DeviceRow, slip.printer_id)
    office = reading.office(db, session, printer.office_id)
    ticket = reading.ticket(session, slip.ticket_id) if slip.ticket_id else None
    token = reading.token(session, slip.ticket_id) if slip.ticket_id else None
    wait = slip.facts.get("wait")
    return Paper(
        job_id=slip.id,
        printer_id=slip.printer_id,
        offers=slip.offers,
        office=office,
        ticket=ticket,
        token=token,
        ahead=slip.facts.get("ahead", 0),
        wait=wait and tuple(wait),
        is_copy=_is_copy(slip),
        printer=printer.name,
        width_px=printer.width_px,
    )


def _waiting(db: Database, which: ColumnElement[bool]) -> list[tuple[int, int]]:
    """(office id, slip id) of the slips that wait, or whose lease ran out, and are such."""
    with db.snapshot() as session:
        lapsed = (SlipRow.state == SlipState.SENDING) & (SlipRow.lease_until < db.clock.now())
        query = select(DeviceRow.office_id, SlipRow.id).join(DeviceRow, DeviceRow.id == SlipRow.printer_id)
        found = session.execute(query.where(or_(SlipRow.state == SlipState.QUEUED, lapsed), which))
        return [(office_id, slip_id) for office_id, slip_id in found]


def _move(tx: Tx, slip: SlipRow, state: SlipState, **changes: Any) -> None:
    """Change the slip, and the ticket's word of it with a line."""
    slip.state = state
    ticket = tx.session.get(TicketRow, slip.ticket_id) if slip.ticket_id else None
    if ticket and ticket.day_id == tx.day.id and (changes or ticket.slip is not state):
        tx.record(Verb.SLIP, ticket, slip=state, slip_at=tx.now, **changes)
