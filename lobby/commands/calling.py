"""Calling: the next one, this one, once more; and what a caseworker takes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lobby.commands.at_desk import Desk, at_desk, held_at, roles_of, set_break
from lobby.domain import turn
from lobby.domain.errors import CannotUndo, CounterBusy, MayNotPick, NobodyWaiting, TooSoon
from lobby.domain.lifecycle import UNDO_WITHIN, State, Verb
from lobby.domain.turn import Pick
from lobby.store.database import Database
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow

PICK_REASONS = ("urgent", "language", "agreed", "other")
"""Why somebody is called from the list; a text of another kind is kept as a note, and the journal says "other"."""


@dataclass(frozen=True, slots=True)
class Called:
    """Who was called to which counter, and why: reasons as in lobby.domain.turn."""

    ticket_id: int
    counter_id: int
    reasons: tuple[str, ...]


def call_next(db: Database, office_id: int, staff_id: int) -> Called:
    """Call the ticket whose turn it is to the caseworker's counter. A break ends with it.

    Raises NotSignedOn, CounterBusy while one is being served, NobodyWaiting, Evacuation. The order is domain/turn.py's.
    """
    with at_desk(db, office_id, staff_id) as desk:
        assert desk.counter is not None
        desk.make_sure_nobody_is_leaving()
        for ticket in held_at(desk.tx, desk.at, State.CALLED, State.SERVING):
            if ticket.state is State.SERVING:
                raise CounterBusy(number=ticket.number)
            return Called(ticket.id, desk.counter.id, ticket.why)  # a double click
        pick = turn.pick(desk.tx.office, desk.tx.so_far(), desk.counter, desk.tx.now)
        if pick is None:
            raise NobodyWaiting()
        return _call(desk, pick)


def call_this(db: Database, office_id: int, staff_id: int, ticket_id: int, reason: str | None = None) -> int:
    """Call a ticket from the list, or one parked here. `reason`: one of PICK_REASONS, or a short text.

    Raises NotSignedOn, MayNotPick, CounterBusy, NotFound, Forbidden, NotAllowed, Evacuation.
    """
    with at_desk(db, office_id, staff_id) as desk:
        assert desk.counter is not None
        desk.make_sure_nobody_is_leaving()
        row = desk.ticket(ticket_id)
        is_mine = row.state in (State.CALLED, State.PARKED)
        if not is_mine and not roles_of(desk.tx, staff_id) & desk.tx.office.policy.pickers:
            raise MayNotPick()
        if row.state is State.CALLED:
            return row.id  # a double click
        desk.make_sure_nobody_else_is_here(row.id)
        day = desk.tx.so_far()
        why = reason if reason in PICK_REASONS else "other"
        pick = turn.by_hand(desk.tx.office, day, desk.counter, day.tickets[row.id], desk.tx.now, why)
        _call(desk, pick, None if is_mine or reason in PICK_REASONS else reason)
        return row.id


def repeat_call(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """Ring once more for the ticket called here; one that has rung as often as the office allows is missed.

    Raises TooSoon, Evacuation, and what all verbs raise.
    """
    with at_desk(db, office_id, staff_id) as desk:
        desk.make_sure_nobody_is_leaving()
        row, policy = desk.ticket(ticket_id), desk.tx.office.policy
        if row.state is State.CALLED and row.called_at is not None:
            rests = row.called_at + policy.repeat_gap - desk.tx.now
            if rests > timedelta():
                raise TooSoon(number=row.number, state=row.state.value, seconds=-(-rests // timedelta(seconds=1)))
        if row.state is State.CALLED and row.call_count >= policy.most_calls:
            desk.tx.record(Verb.MISS, row, desk.at)
        else:
            desk.tx.record(
                Verb.REPEAT_CALL,
                row,
                desk.at,
                call_line=desk.tx.next_line,
                call_count=row.call_count + 1,
                called_at=desk.tx.now,
            )
        return row.id


def undo(db: Database, office_id: int, staff_id: int, ticket_id: int) -> int:
    """Take back what this counter did last with a ticket, within a minute and before anybody else touched it.

    Boards take a call back; nothing is spoken. Raises CannotUndo, CounterBusy where somebody else is at the counter by now.
    """
    with at_desk(db, office_id, staff_id) as desk:
        row = desk.tx.ticket(ticket_id)
        if not row.step or row.step[1] != desk.at or desk.tx.now - datetime.fromisoformat(row.step[2]) > UNDO_WITHIN:
            raise CannotUndo(number=row.number, state=row.state.value)
        query = select(LineRow).where(LineRow.ticket_id == row.id, LineRow.verb != Verb.SLIP)
        last = desk.tx.session.scalars(query.order_by(LineRow.id.desc()).limit(1)).one()
        if last.changes.get("state", [None])[0] in (State.CALLED, State.SERVING):
            desk.make_sure_nobody_else_is_here(row.id)
        if "notes" in last.changes:
            _forget_note(desk, row)
        desk.tx.record_undo(row, last, desk.at)
        return row.id


def _call(desk: Desk, pick: Pick, note: str | None = None) -> Called:
    """Call somebody to this counter: the line's own number is what displays announce."""
    assert desk.counter is not None
    set_break(desk, is_on=False)
    row, day = desk.tx.ticket(pick.ticket.id), desk.tx.so_far()
    is_waiting = row.state is State.WAITING
    overtaken = turn.overtaken_by(desk.tx.office, day, desk.counter, pick.ticket, desk.tx.now) if is_waiting else ()
    line = desk.tx.next_line
    desk.tx.record(
        Verb.CALL,
        row,
        desk.at,
        counter_id=desk.counter.id,
        call_id=line,
        call_line=line,
        call_count=1,
        called_at=desk.tx.now,
        why=list(pick.reasons),
        overtook=[*row.overtook, *overtaken],
        remind_at=None,
        not_before=None,
        sent_to=None,
        notes=desk.write(row, Verb.CALL, note),
    )
    return Called(row.id, desk.counter.id, pick.reasons)


def _forget_note(desk: Desk, row: TicketRow) -> None:
    query = select(TicketNoteRow).where(TicketNoteRow.ticket_id == row.id).order_by(TicketNoteRow.id.desc()).limit(1)
    newest = desk.tx.session.scalar(query)
    if newest is not None:
        desk.tx.session.delete(newest)
