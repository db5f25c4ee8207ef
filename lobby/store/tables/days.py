"""The day: what an office's journal, numbers and lock hang on."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class DayRow(Base):
    """One office, one local calendar date. `revision` is the number of its last journal line.

    `appointments`: how many the last line told of, cancelled ones left out.
    `digest`: of its last journal line; `audited_at`: when the audit was told of that; `is_counted`: its counts are kept.
    """

    __tablename__ = "days"
    __table_args__ = (UniqueConstraint("office_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    revision: Mapped[int] = mapped_column(default=0)
    is_open: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    appointments: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    audited_at: Mapped[datetime | None]
    is_counted: Mapped[bool] = mapped_column(default=False)


class SeatRow(Base):
    """Somebody signed on at a counter: one person a counter, one counter a person.

    `seen_at`: when a browser last showed this desk; None where none ever did. No board shows it, so it has no lines.
    """

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("day_id", "counter_id"), UniqueConstraint("day_id", "staff_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("days.id"))
    counter_id: Mapped[int] = mapped_column(ForeignKey("counters.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    services: Mapped[list[str] | None] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    break_since: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
