"""What stays of a day when its tickets are deleted: counts, and nothing of one visitor. Written when the day is over."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class Sums:
    """What some visits come to; the names are those of `lobby.domain.daycounts`.

    `called`, `finished`, `withdrawn`, `expired`: how many of them; `missed`: called in vain at least once; `abandoned`: given up
    before any call. Seconds are sums: `waited_s` of those called, `walked_s` and `served_s` of those finished. `within_15` and so
    on: how many of those called waited no longer than so many minutes. `promised`, `kept`, `sooner`, `got_worse`: as
    `lobby.domain.kept.Tally` has them. `overtakings`: how many others they went before; `overtaken`: how many somebody went before;
    `transfers`: how often they were sent on; `at_service_point`: finished there. `waits`, `walks`, `serves`: the same seconds in
    bins, as `lobby.domain.quantiles` packs them.
    """

    drawn: Mapped[int]
    called: Mapped[int]
    finished: Mapped[int]
    missed: Mapped[int]
    withdrawn: Mapped[int]
    expired: Mapped[int]
    abandoned: Mapped[int] = mapped_column(default=0)
    waited_s: Mapped[int]
    walked_s: Mapped[int]
    served_s: Mapped[int]
    within_15: Mapped[int]
    within_30: Mapped[int]
    within_60: Mapped[int]
    promised: Mapped[int]
    kept: Mapped[int]
    sooner: Mapped[int]
    got_worse: Mapped[int]
    overtakings: Mapped[int] = mapped_column(default=0)
    overtaken: Mapped[int] = mapped_column(default=0)
    transfers: Mapped[int] = mapped_column(default=0)
    at_service_point: Mapped[int] = mapped_column(default=0)
    waits: Mapped[str] = mapped_column(Text, default="")
    walks: Mapped[str] = mapped_column(Text, default="")
    serves: Mapped[str] = mapped_column(Text, default="")


class CountRow(Sums, Base):
    """The tickets of one service that were drawn in one hour of a day, on the office's clock.

    `settled`: concerns settled at the front desk without a ticket; `late`: as `lobby.domain.kept.Tally` has it,
    in no order of theirs.
    """

    __tablename__ = "counts"
    __table_args__ = (UniqueConstraint("office_id", "date", "service_id", "hour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    hour: Mapped[int]
    settled: Mapped[int] = mapped_column(default=0)
    late: Mapped[list[float]] = mapped_column(JSON)


class GroupCountRow(Sums, Base):
    """The tickets of one channel on a day; or of one language or outcome in the days of one week that lie in one month.

    `kind`: channel · language · outcome; `date`: the day, or the first of those days (`lobby.domain.daycounts.piece`).
    """

    __tablename__ = "group_counts"
    __table_args__ = (UniqueConstraint("office_id", "kind", "date", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(40))


class FlowCountRow(Base):
    """How often somebody was sent on from one service to another on a day, or to another counter of the same."""

    __tablename__ = "flow_counts"
    __table_args__ = (UniqueConstraint("office_id", "date", "service_id", "to_service_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    to_service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    moved: Mapped[int]


class OpenHoursRow(Base):
    """How long the places of an area were open and busy in one hour of a day, all together: `lobby.domain.counterhours.Spent`."""

    __tablename__ = "open_hours"
    __table_args__ = (UniqueConstraint("office_id", "date", "area", "hour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    date: Mapped[date]
    area: Mapped[str] = mapped_column(String(40))
    hour: Mapped[int]
    places: Mapped[int]
    open_s: Mapped[int]
    busy_s: Mapped[int]
