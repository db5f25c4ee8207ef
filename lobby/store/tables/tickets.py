"""Tickets, and what of them must not outlive the day."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.domain.lifecycle import SlipState, Standing, State, Verb
from lobby.store.tables.base import Base
from lobby.store.types import Choice


class TicketRow(Base):
    """A ticket. The fields are those of `lobby.domain.day.Ticket`; they change by `tx.record()` alone.

    `worse_by`: by how many minutes its range went beyond its promise before the call, at most. No board shows it.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("day_id", "number"),
        UniqueConstraint("office_id", "key"),
        Index("ix_tickets_token_digest", "token_digest", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    day_id: Mapped[int] = mapped_column(ForeignKey("days.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    key_body: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(4))
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    language: Mapped[str] = mapped_column(String(12))
    needs: Mapped[list[str]] = mapped_column(JSON)
    party_size: Mapped[int]
    state: Mapped[State] = mapped_column(Choice(State))
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    since: Mapped[datetime | None]
    waited_s: Mapped[int] = mapped_column(default=0)
    walked_s: Mapped[int] = mapped_column(default=0)
    served_s: Mapped[int] = mapped_column(default=0)
    appointment_at: Mapped[datetime | None]
    standing: Mapped[Standing] = mapped_column(Choice(Standing), default=Standing.ORDINARY)
    sent_to: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    return_to: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    return_service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    call_id: Mapped[int | None]
    call_line: Mapped[int | None]
    call_count: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    why: Mapped[list[str]] = mapped_column(JSON, default=list)
    overtook: Mapped[list[int]] = mapped_column(JSON, default=list)
    remind_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(40))
    promise: Mapped[list[Any]] = mapped_column(JSON, default=list)
    not_before: Mapped[datetime | None]
    postponed: Mapped[int] = mapped_column(default=0)
    worse_by: Mapped[int] = mapped_column(default=0)
    notes: Mapped[int] = mapped_column(default=0)
    step: Mapped[list[Any]] = mapped_column(JSON, default=list)
    slip: Mapped[SlipState] = mapped_column(Choice(SlipState))
    slip_at: Mapped[datetime | None]
    slip_printer: Mapped[str | None] = mapped_column(String(80))


class TicketSecretRow(Base):
    """The raw token of a ticket: the only key to its phone page. Emptied when the day is over."""

    __tablename__ = "ticket_secrets"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64))


class TicketNoteRow(Base):
    """What staff wrote about a visit: notes, reasons of transfers, pauses and calls. Emptied when the day is over."""

    __tablename__ = "ticket_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[Verb] = mapped_column(Choice(Verb))
    text: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
