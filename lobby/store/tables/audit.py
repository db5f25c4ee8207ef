"""The audit: who changed what is set up, when and from where. One chain of hashes a day, whose end outlives the day's entries."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class AuditRow(Base):
    """One act, never changed. `act`: "device.add"; `what`: about which thing; `digest`: over this entry and the one before."""

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("date", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[date]
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(45))
    act: Mapped[str] = mapped_column(String(40))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    what: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))


class AuditDayRow(Base):
    """A day of the audit, kept for ever. `begins`: the end of the day before; `digest`: of the last of its `entries`."""

    __tablename__ = "audit_days"
    __table_args__ = (UniqueConstraint("date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    date: Mapped[date]
    begins: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    entries: Mapped[int] = mapped_column(default=0)
