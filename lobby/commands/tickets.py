"""Drawing a ticket, and giving it up."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from lobby.commands import slips
from lobby.domain import calendar, lifecycle, numbers, turn
from lobby.domain.appointments import AppointmentState, check_in, code_of
from lobby.domain.errors import (
    N_,
    AppointmentUsed,
    Closed,
    Evacuation,
    Gone,
    Invalid,
    KeyReused,
    NoMoreTime,
    NotFound,
    Paused,
    PausedBecause,
    QuotaReached,
    UnknownLanguage,
    UnknownService,
)
from lobby.domain.lifecycle import SlipState, State, Verb
from lobby.domain.office import PAUSE_REASONS, Service
from lobby.domain.waiting import outlook, promise
from lobby.store import appointments, reading, rows
from lobby.store.database import Database
from lobby.store.printers import is_down, printers
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.devices import DeviceRow
from lobby.store.tables.tickets import TicketRow, TicketSecretRow
from lobby.store.tx import Tx, transaction

FIRST_PRINTER = ""  # the one that the office had first, if it has any
TOKEN_BYTES = 24  # 192 random bits: guessing is hopeless
OF_KEY = select(TicketRow.id).where(TicketRow.office_id == bindparam("office_id"), TicketRow.key == bindparam("key"))
OF_LETTER = select(func.max(TicketRow.number)).where(
    TicketRow.day_id == bindparam("day_id"), TicketRow.number.between(bindparam("lowest"), bindparam("last"))
)
OF_KIOSK = DeviceRow.id == bindparam("device_id", type_=Integer)
SO_FAR = select(
    OF_KEY.scalar_subquery().label("ticket_id"),
    OF_LETTER.scalar_subquery().label("highest"),
    select(DeviceRow.printer_id).where(OF_KIOSK).scalar_subquery().label("printer_id"),
    select(DeviceRow.fallback_id).where(OF_KIOSK).scalar_subquery().label("fallback_id"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a visitor asks for. `appointment`: the code on the invitation.

    `printer`: where staff want the slip, by its name, or FIRST_PRINTER; a kiosk has its own and names none.
    """

    service: str
    language: str
    needs: tuple[str, ...] = ()
    party_size: int = 1
    appointment: str | None = None
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The ticket that a choice led to. `created` is False when the same key came again."""

    ticket_id: int
    token: str
    number: str
    date: date
    created: bool


def draw(db: Database, office_id: int, choice: Choice, key: str, by: str, device_id: int | None = None) -> Drawn:
    """Draw a ticket. The same `key` with the same choice gives the same ticket again.

    With an appointment in its time it is drawn at any hour; one that comes too late is drawn as a walk-in.
    Raises UnknownService, UnknownLanguage, Evacuation, Closed, Paused, QuotaReached, AppointmentUnknown, AppointmentTooEarly,
    KeyReused, and Gone for the key of a day that is over.
    """
    if not 16 <= len(key) <= 64:
        raise Invalid({"Idempotency-Key": N_("16 bis 64 Zeichen")})
    body = hashlib.sha256(json.dumps(asdict(choice), sort_keys=True).encode()).hexdigest()
    with transaction(db, office_id, by) as tx:
        so_far = _so_far(tx, choice, key, device_id)
        if so_far.ticket_id is not None:
            return _known(tx.session, so_far.ticket_id, body)
        service = _service(tx, choice)
        appointment = None if choice.appointment is None else _appointment(tx, choice.appointment, service)
        is_kept = appointment is not None and turn.is_in_time(tx.office.policy, tx.now, appointment.at)
        _admit(tx, service, is_kept)
        ticket = _new_ticket(tx, service, choice, key, body, device_id)
        ticket.number = numbers.number(service.letter, _next_serial(so_far.highest, None if is_kept else service.daily_quota))
        ticket.appointment_at = appointment.at if appointment else None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        ticket.token_digest = reading.digest(token)
        if choice.printer is None:
            printer_id, ticket.slip_printer = _printer_of(tx, so_far.printer_id, so_far.fallback_id)
        else:
            printer_id = _printer_named(tx, choice.printer)
        ahead = turn.ahead_of(tx.office, tx.so_far(), service.id, tx.now) if printer_id else 0
        ticket.promise = _promise(tx, ticket)
        ticket.slip = SlipState.QUEUED if printer_id else SlipState.NONE
        tx.record_draw(ticket)
        rows.put(tx.session, TicketSecretRow(ticket_id=ticket.id, token=token))
        if appointment:
            appointment.state, appointment.ticket_id = AppointmentState.ARRIVED, ticket.id
        if printer_id:
            slips.queue(tx, ticket, printer_id, ahead)
        return Drawn(ticket.id, token, ticket.number, tx.day.date, created=True)


def withdraw(db: Database, token: str, by: str = "visitor") -> int:
    """The visitor gives the ticket up; its id. Raises NotFound, Gone, NotAllowed."""
    with _held(db, token, by) as (tx, ticket):
        tx.record(Verb.WITHDRAW, ticket, finished_at=tx.now)
        return ticket.id


def postpone(db: Database, token: str, minutes: int | None = None, by: str = "visitor") -> int:
    """The visitor asks not to be called for some minutes, by default as many as the office gives; the ticket's id.

    Others go first meanwhile; then she has her place again. What was promised at drawing is over: she chose otherwise.
    Raises NotFound, Gone, NotAllowed, and NoMoreTime where she asked often enough, or the house closes before.
    """
    with _held(db, token, by) as (tx, ticket):
        until = tx.now + (tx.office.policy.postpone if minutes is None else timedelta(minutes=minutes))
        lifecycle.after(ticket.state, Verb.POSTPONE, ticket.number)
        if not turn.may_postpone(tx.office, tx.so_far().tickets[ticket.id], tx.now, until):
            raise NoMoreTime(number=ticket.number, state=ticket.state.value)
        tx.record(Verb.POSTPONE, ticket, not_before=until, postponed=ticket.postponed + 1, promise=[])
        return ticket.id


@contextmanager
def _held(db: Database, token: str, by: str) -> Iterator[tuple[Tx, TicketRow]]:
    """A transaction of whoever has the token. Raises NotFound, Gone."""
    with db.snapshot() as session:
        found = reading.by_token(session, token)
    if found is None:
        raise NotFound()
    with transaction(db, found.office_id, by) as tx:
        if found.date != tx.day.date:
            raise Gone()
        yield tx, tx.ticket(found.ticket_id)


def _promise(tx: Tx, ticket: TicketRow) -> list[int]:
    """What can be said of this ticket's wait, as it is drawn."""
    about = {"needs": tuple(ticket.needs), "language": ticket.language, "appointment_at": ticket.appointment_at}
    person = replace(outlook.newcomer(ticket.service_id, tx.now), **about)  # type: ignore[arg-type]
    return promise.of(tx.office, tx.so_far(), person, tx.now)


def _so_far(tx: Tx, choice: Choice, key: str, device_id: int | None) -> Any:
    """What the tables say before a draw: the ticket of this key, the letter's highest number, where the kiosk prints."""
    service = tx.office.service(choice.service)
    lowest, last = numbers.span(service.letter if service else "-")  # a range, so that the index finds it
    asked = {"office_id": tx.office.id, "key": key, "day_id": tx.day.id, "lowest": lowest, "last": last, "device_id": device_id}
    return tx.session.connection().execute(SO_FAR, asked).one()


def _known(session: Session, ticket_id: int, body: str) -> Drawn:
    ticket = session.get_one(TicketRow, ticket_id)
    token = reading.token(session, ticket.id)
    found = token and reading.by_token(session, token)
    if ticket.key_body != body:
        raise KeyReused()
    if not found:
        raise Gone()  # its day is over
    return Drawn(ticket.id, token or "", ticket.number, found.date, created=False)


def _service(tx: Tx, choice: Choice) -> Service:
    """The service asked for, in a language that is spoken here."""
    service = tx.office.service(choice.service)
    if service is None:
        raise UnknownService({"service": UnknownService.message})
    if choice.language not in tx.office.languages:
        raise UnknownLanguage({"language": UnknownLanguage.message})
    return service


def _appointment(tx: Tx, code: str, service: Service) -> AppointmentRow:
    """The appointment of this code, if it can be checked in now."""
    row = appointments.row_of(tx.session, tx.office.id, code_of(code))
    if row is not None and row.ticket_id is not None and (before := tx.session.get(TicketRow, row.ticket_id)):
        raise AppointmentUsed(number=before.number)
    check_in(tx.office, appointments.appointment(row) if row else None, service, tx.now)
    assert row is not None
    return row


def _admit(tx: Tx, service: Service, is_kept: bool) -> None:
    """Whether a ticket may be drawn now: with a kept appointment until the day ends, else while walk-ins are accepted."""
    if tx.so_far().evacuation is not None:
        raise Evacuation()
    if tx.day.ended_at is not None or not (is_kept or calendar.accepts_walk_ins(tx.office, tx.now, service)):
        raise Closed()
    if service.paused and not is_kept:
        raise PausedBecause(reason=PAUSE_REASONS[service.pause_reason]) if service.pause_reason else Paused()


def _new_ticket(tx: Tx, service: Service, choice: Choice, key: str, body: str, device_id: int | None) -> TicketRow:
    return TicketRow(
        office_id=tx.office.id,
        day_id=tx.day.id,
        key=key,
        key_body=body,
        service_id=service.id,
        language=choice.language,
        needs=list(choice.needs),
        party_size=choice.party_size,
        state=State.WAITING,
        drawn_at=tx.now,
        drawn_by=device_id,
        call_count=0,
    )


def _next_serial(highest: str | None, quota: int | None) -> int:
    """The serial after the highest number that the service's letter has today. Raises QuotaReached."""
    serial = int(highest[1:]) + 1 if highest else 1
    if serial > numbers.limit(quota):
        raise QuotaReached()
    return serial


def _printer_of(tx: Tx, printer_id: int | None, fallback_id: int | None) -> tuple[int | None, str | None]:
    """Where a kiosk prints; with the printer's name where its own is down and it is the other one."""
    if printer_id is None or fallback_id is None:
        return printer_id, None
    own, other = (tx.session.get_one(DeviceRow, id_) for id_ in (printer_id, fallback_id))
    speed = tx.db.clock.speed
    if is_down(own, tx.now, speed) and not is_down(other, tx.now, speed):
        return other.id, other.name
    return own.id, None


def _printer_named(tx: Tx, name: str) -> int | None:
    """The office's printer of this name, or the first that works; None where it has none. Raises Invalid for an unknown name."""
    known = sorted(printers(tx.session, tx.office.id, tx.now, tx.db.clock.speed), key=lambda printer: printer.is_down)
    found = next((printer.id for printer in known if name in (FIRST_PRINTER, printer.name)), None)
    if found is None and name != FIRST_PRINTER:
        raise Invalid({"printer": Invalid.message})
    return found
