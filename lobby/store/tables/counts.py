"""What stays of a day when its tickets are deleted: counts, and nothing of one visitor."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class CountRow(Base):
    """The tickets of one service that were drawn in one hour of a day, on the office's clock.

    `called`, `finished`, `withdrawn`, `expired`: how many of them; `missed`: called in vain at least once. Seconds are sums:
    `waited_s` of those called, `walked_s` and `served_s` of those finished. `within_15` and so on: how many of those called waited
    no longer than so many minutes. `promised`, `kept`, `sooner`, `late`, `got_worse`: as
    `lobby.domain.kept.Tally` has them; `late` in no order of theirs.
    """

    __tablename__ = "counts"
    __table_args__ = (UniqueConstraint("office_id", "date", "service_id", "hour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    hour: Mapped[int]
    drawn: Mapped[int]
    called: Mapped[int]
    finished: Mapped[int]
    missed: Mapped[int]
    withdrawn: Mapped[int]
    expired: Mapped[int]
    waited_s: Mapped[int]
    walked_s: Mapped[int]
    served_s: Mapped[int]
    within_15: Mapped[int]
    within_30: Mapped[int]
    within_60: Mapped[int]
    promised: Mapped[int]
    kept: Mapped[int]
    sooner: Mapped[int]
    late: Mapped[list[float]] = mapped_column(JSON)
    got_worse: Mapped[int]


class LanguageCountRow(Base):
    """How many tickets were drawn in one language on a day."""

    __tablename__ = "language_counts"
    __table_args__ = (UniqueConstraint("office_id", "date", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    language: Mapped[str] = mapped_column(String(12))
    drawn: Mapped[int]
