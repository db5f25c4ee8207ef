"""Offices and what is set up in them. Rows are retired, never deleted: old tickets point to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base


class OfficeRow(Base):
    """An office. `hours`: weekday → ["09:00-12:00"]; `closures`: ISO date → reason; `exceptions`: ISO date → other hours.

    `state`: whose public holidays are closed days, as in "ST". `turn`, `calls`, `outcomes`: the policy, as in the office file.
    `order_languages`: "used" or "fixed", lobby.domain.languages says what that means.
    `slip`, `areas`, `groups`, `kiosk`: how slips look, where visitors wait, how kiosks offer concerns, as in the office file.
    `tips`: what the hall tells of living here; `partners`: whom visitors are sent on to.
    `announcements`: how displays sound; `alerts`: what the lead is told of; `feedback`: whether visitors are asked how it was.
    `check_pin_hash`: opens the kiosks' self-check.
    `retention_days`: for how long the tickets and lines of a day that is over are kept; then their counts alone.
    `version` rises with each change of the office or of what is set up in it.
    """

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, Any]]
    address: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(60))
    state: Mapped[str | None] = mapped_column(String(4))
    languages: Mapped[list[str]]
    order_languages: Mapped[str] = mapped_column(String(10), default="used")
    hours: Mapped[dict[str, Any]]
    closures: Mapped[dict[str, Any]]
    exceptions: Mapped[dict[str, Any]]
    walk_in_stop_minutes: Mapped[int]
    turn: Mapped[dict[str, Any]]
    calls: Mapped[dict[str, Any]]
    outcomes: Mapped[dict[str, Any]]
    slip: Mapped[dict[str, Any]] = mapped_column(default=dict)
    areas: Mapped[list[Any]] = mapped_column(JSON, default=list)
    tips: Mapped[list[Any]] = mapped_column(JSON, default=list)
    partners: Mapped[list[Any]] = mapped_column(JSON, default=list)
    announcements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    groups: Mapped[list[Any]] = mapped_column(JSON, default=list)
    kiosk: Mapped[dict[str, Any]] = mapped_column(default=dict)
    alerts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    feedback: Mapped[dict[str, Any]] = mapped_column(default=dict)
    check_pin_hash: Mapped[str | None] = mapped_column(String(200))
    retention_days: Mapped[int] = mapped_column(default=30)
    is_demo: Mapped[bool]
    version: Mapped[int] = mapped_column(default=0)


class ServiceRow(Base):
    """A service; its letter is unique in the office among those in use. `hours`: its own ones, where they are not the office's.

    `pause_reason`: a code of lobby.domain.office.PAUSE_REASONS.
    """

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("office_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    slug: Mapped[str] = mapped_column(String(40))
    letter: Mapped[str] = mapped_column(String(1))
    name: Mapped[dict[str, Any]]
    bring: Mapped[dict[str, Any]]
    icon: Mapped[str] = mapped_column(String(40))
    mean_minutes: Mapped[int]
    express: Mapped[bool]
    daily_quota: Mapped[int | None]
    hours: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_paused: Mapped[bool]
    pause_reason: Mapped[str | None] = mapped_column(String(20))
    area: Mapped[str | None] = mapped_column(String(40))
    group: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int]
    is_retired: Mapped[bool] = mapped_column(default=False)


class CounterRow(Base):
    """A counter; `services` are the slugs that it serves."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("office_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    slug: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(20))
    floor: Mapped[int]
    area: Mapped[str] = mapped_column(String(40))
    name: Mapped[dict[str, Any]]
    hint: Mapped[dict[str, Any]]
    direction: Mapped[str | None] = mapped_column(String(10))
    services: Mapped[list[str]]
    position: Mapped[int]
    is_retired: Mapped[bool] = mapped_column(default=False)


class DisplayRow(Base):
    """A screen in the hall; lobby.domain.display says what its settings mean."""

    __tablename__ = "displays"
    __table_args__ = (UniqueConstraint("office_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    slug: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    layout: Mapped[str] = mapped_column(String(10), default="hall")
    area: Mapped[str | None] = mapped_column(String(40))
    services: Mapped[list[str]] = mapped_column(default=list)
    counters: Mapped[list[str]] = mapped_column(default=list)
    part: Mapped[int] = mapped_column(default=1)
    parts: Mapped[int] = mapped_column(default=1)
    viewing_metres: Mapped[float] = mapped_column(default=6.0)
    screen_inches: Mapped[float] = mapped_column(default=55.0)
    contrast: Mapped[bool] = mapped_column(default=False)
    break_minutes: Mapped[int] = mapped_column(default=0)
    promises: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    is_retired: Mapped[bool] = mapped_column(default=False)


class OfficeChangeRow(Base):
    """The last change of an office's set-up, to be taken back: the office file `before`, and which one it left (`digest`)."""

    __tablename__ = "office_changes"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    changes: Mapped[list[str]]
    digest: Mapped[str] = mapped_column(String(64))
