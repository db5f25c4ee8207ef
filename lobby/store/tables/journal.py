"""The journal: what happened, gap-free within a day, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.domain.lifecycle import Verb
from lobby.store.tables.base import Base
from lobby.store.types import Choice


class LineRow(Base):
    """One line. `changes`: name → [before, after]. `by` says who acted, `address` from where (staff, devices): for the audit.

    `digest`: over this line and the one before; lines from before there were digests have none.
    """

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("day_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("days.id"))
    revision: Mapped[int]
    verb: Mapped[Verb] = mapped_column(Choice(Verb))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counters.id"))
    changes: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(45))
    digest: Mapped[str | None] = mapped_column(String(64))
