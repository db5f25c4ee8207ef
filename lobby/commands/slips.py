"""Slips on their way to paper: leased to a printer's agent, and what the agent reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lobby.domain import calendar, turn
from lobby.domain.day import Ticket
from lobby.domain.errors import NoPrinter, NotAllowed, NotFound
from lobby.domain.lifecycle import OVER, SlipState, Verb
from lobby.domain.office import Office
from lobby.store import reading
from lobby.store.database import Announcement, Database
from lobby.store.printers import printers
from lobby.store.tables.devices import DeviceRow, PrinterState
from lobby.store.tables.slips import SlipRow
from lobby.store.tables.tickets import TicketRow
from lobby.store.tx import Tx, transaction

OUTCOMES = {"printed": SlipState.PRINTED, "unconfirmed": SlipState.UNCONFIRMED, "failed": SlipState.FAILED}


@dataclass(frozen=True, slots=True)
class Leased:
    """A slip to print. `ahead` and `wait` are as they stood at drawing; `is_copy` where paper may exist already."""

    job_id: int
    office: Office
    ticket: Ticket
    token: str | None
    ahead: int
    wait: tuple[int, int] | None
    is_copy: bool


def reprint(db: Database, office_id: int, by: str, ticket_id: int, printer_id: int | None = None) -> int:
    """Print a ticket's slip once more, marked as a copy; the ticket's id.

    On the printer named, else on that of the kiosk which drew it, else on the office's first. A copy that waits there already
    is not queued twice; what waits elsewhere is given up. Raises NotFound, NotAllowed for a ticket whose life is over, NoPrinter.
    """
    with transaction(db, office_id, by) as tx:
        ticket = tx.ticket(ticket_id)
        if ticket.state in OVER:
            raise NotAllowed(number=ticket.number, state=ticket.state.value)
        printer = _printer_for(tx, ticket, printer_id)
        former = tx.session.scalars(select(SlipRow).where(SlipRow.ticket_id == ticket.id).order_by(SlipRow.id)).all()
        queued = [slip for slip in former if slip.state is SlipState.QUEUED]
        for slip in queued:
            if slip.printer_id != printer:
                slip.state, slip.reason = SlipState.FAILED, "replaced"
        if not any(slip.printer_id == printer for slip in queued):
            facts = former[0].facts if former else _facts(tx, ticket)
            copy = SlipRow(ticket_id=ticket.id, printer_id=printer, state=SlipState.QUEUED, facts=facts, is_copy=True)
            copy.created_at = tx.now
            tx.session.add(copy)
            tx.printer_ids.add(printer)
            _move(tx, copy, SlipState.QUEUED)
        return ticket.id


def is_waiting(db: Database, printer_id: int) -> bool:
    """Whether there is a slip to lease for this printer now."""
    with db.snapshot() as session:
        return session.scalar(_offered(printer_id, db.clock.now()).limit(1)) is not None


def lease(db: Database, office_id: int, printer_id: int, lease_for: timedelta) -> Leased | None:
    """Hand the oldest waiting slip of this printer out; one whose lease ran out is offered again, as a copy."""
    with transaction(db, office_id, f"device:{printer_id}") as tx:
        slip = tx.session.scalar(_offered(printer_id, tx.now).limit(1))
        if slip is None:
            return None
        slip.is_copy = slip.is_copy or slip.offers > 0
        slip.offers += 1
        slip.lease_until = tx.now + lease_for
        _move(tx, slip, SlipState.SENDING)
        return _paper(tx.session, tx.office, slip)


def newest(db: Database, office_id: int) -> Leased | None:
    """The slip queued last in an office, as it is or will be on paper: to look at. Leases nothing."""
    with db.snapshot() as session:
        query = select(SlipRow).join(TicketRow, TicketRow.id == SlipRow.ticket_id).where(TicketRow.office_id == office_id)
        slip = session.scalar(query.order_by(SlipRow.id.desc()).limit(1))
        return None if slip is None else _paper(session, reading.office(db, session, office_id), slip)


def report(db: Database, office_id: int, printer_id: int, job_id: int, outcome: str, reason: str | None = None) -> None:
    """What became of a leased slip: an outcome of OUTCOMES. Saying the same again changes nothing. Raises NotFound."""
    with transaction(db, office_id, f"device:{printer_id}") as tx:
        slip = tx.session.get(SlipRow, job_id)
        if slip is None or slip.printer_id != printer_id:
            raise NotFound()
        if slip.state in (SlipState.SENDING, SlipState.FAILED) and slip.state is not OUTCOMES[outcome]:
            slip.reason = reason
            _move(tx, slip, OUTCOMES[outcome])


def give_up(db: Database, older_than: timedelta) -> None:
    """Slips that nobody printed in time fail: the number has long been read from the kiosk's screen."""
    with db.snapshot() as session:
        late = _too_old(session, db.clock.now() - older_than)
    for office_id, slip_id in late:
        with transaction(db, office_id, "clock") as tx:
            slip = tx.session.get_one(SlipRow, slip_id)
            if slip.state in (SlipState.QUEUED, SlipState.SENDING):
                slip.reason = "too-old"
                _move(tx, slip, SlipState.FAILED)


def printer_status(db: Database, printer_id: int, state: PrinterState) -> None:
    """Keep what a printer says of itself, and when. Another state than before is announced: the front desk shows it."""
    with db.write() as session:
        device = session.get_one(DeviceRow, printer_id)
        is_news, office_id = device.reported is not state, device.office_id
        device.reported, device.reported_at = state, db.clock.now()
    if is_news:
        with db.snapshot() as session:
            today = calendar.local_date(reading.office(db, session, office_id), db.clock.now())
            revision = reading.revision(session, office_id, today)
        db.announce(Announcement(office_id, today, revision, frozenset(), frozenset()))


def _printer_for(tx: Tx, ticket: TicketRow, printer_id: int | None) -> int:
    """Where a copy is printed. Raises NotFound for a printer that the office does not have, NoPrinter where it has none."""
    known = [printer.id for printer in printers(tx.session, tx.office.id)]
    if printer_id is not None and printer_id not in known:
        raise NotFound({"printer": NotFound.message})
    if not known:
        raise NoPrinter()
    kiosk = tx.session.get(DeviceRow, ticket.drawn_by) if ticket.drawn_by else None
    return printer_id or (kiosk and kiosk.printer_id) or known[0]


def _facts(tx: Tx, ticket: TicketRow) -> dict[str, object]:
    """What the paper of a ticket says that had none when it was drawn."""
    day = tx.so_far()
    return {"ahead": turn.ahead_of(tx.office, day, ticket.service_id, tx.now, day.tickets[ticket.id]), "wait": None}


def _offered(printer_id: int, now: datetime):  # type: ignore[no-untyped-def]
    """Slips of this printer that wait, or whose lease ran out."""
    lapsed = (SlipRow.state == SlipState.SENDING) & (SlipRow.lease_until < now)
    return (
        select(SlipRow)
        .where(SlipRow.printer_id == printer_id, or_(SlipRow.state == SlipState.QUEUED, lapsed))
        .order_by(SlipRow.is_copy, SlipRow.id)
    )


def _paper(session: Session, office: Office, slip: SlipRow) -> Leased:
    ticket = reading.ticket(session, slip.ticket_id)
    wait = slip.facts["wait"]
    token = reading.token(session, slip.ticket_id)
    return Leased(slip.id, office, ticket, token, slip.facts["ahead"], wait and tuple(wait), slip.is_copy)


def _too_old(session: Session, before: datetime) -> list[tuple[int, int]]:
    waiting = SlipRow.state == SlipState.QUEUED
    lapsed = (SlipRow.state == SlipState.SENDING) & (SlipRow.lease_until < before)
    query = (
        select(TicketRow.office_id, SlipRow.id)
        .join(TicketRow, TicketRow.id == SlipRow.ticket_id)
        .where(SlipRow.created_at < before, or_(waiting, lapsed))
    )
    return [(office_id, slip_id) for office_id, slip_id in session.execute(query)]


def _move(tx: Tx, slip: SlipRow, state: SlipState) -> TicketRow:
    """Change the slip, and the ticket's word of it with a line."""
    slip.state = state
    ticket = tx.session.get_one(TicketRow, slip.ticket_id)
    if ticket.slip is not state and ticket.day_id == tx.day.id:
        tx.record(Verb.SLIP, ticket, slip=state, slip_at=tx.now)
    return ticket
