"""Programs of others that are told what happens, and what became of telling them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class WebhookRow(Base):
    """An address that hears of some events. `secret` signs what is sent. `sent_on`, `sent_line`: the journal line heard last.

    `failures`: in a row; it is tried again at `try_at`, unless it is `paused_at` some moment. `busy_until`: a process is
    sending now, or was stopped while it did.
    """

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(64))
    events: Mapped[list[str]]
    sent_on: Mapped[date]
    sent_line: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """One attempt to tell a webhook of an event. `status`: what its server answered, none where nobody did, and why in `error`."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"), index=True)
    event_id: Mapped[str] = mapped_column(String(80))
    event: Mapped[str] = mapped_column(String(40))
    attempt: Mapped[int]
    at: Mapped[datetime]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(40))
