"""Slips: paper to be printed, written in the ticket's own transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lobby.domain.lifecycle import SlipState
from lobby.store.tables.base import Base
from lobby.store.types import Choice


class SlipRow(Base):
    """A print job. Without a ticket it is a test print. Leased to an agent until `lease_until`.

    `facts`: what the paper says, as it was at drawing. `has_moved`: it is on its kiosk's other printer. `length_mm`: of the paper.
    """

    __tablename__ = "slips"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("devices.id"))
    state: Mapped[SlipState] = mapped_column(Choice(SlipState), index=True)
    facts: Mapped[dict[str, Any]]
    is_copy: Mapped[bool] = mapped_column(default=False)
    offers: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(40))
    has_moved: Mapped[bool] = mapped_column(default=False)
    length_mm: Mapped[int | None]
