"""Kiosks, displays and printers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lobby.store.tables.base import Base
from lobby.store.types import Choice


class DeviceKind(StrEnum):
    """What a device is."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    PRINTER = "printer"
    EXIT = "exit"


class PrinterState(StrEnum):
    """What a printer last said of itself. Silence is unknown."""

    ONLINE = "online"
    OFFLINE = "offline"
    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    ERROR = "error"
    UNKNOWN = "unknown"


class DeviceRow(Base):
    """A device of an office. A kiosk prints on `printer_id`, and on `fallback_id` when that one cannot.

    Of a printer: `reported`, `reported_at`: what its agent last said; `is_silent`: that its silence was noted; `width_px`: dots of
    its print head; `roll_m`: how long a new roll is; `used_mm`: what has been printed of this one; `slip_mm`: how long a slip has
    been on average of late.
    Of a screen: `seen_at`: when its socket was last connected, `page` and `version`: what it showed then, and of which build;
    `address`, `version`: from where, and of which build, any of them was last heard of. `is_retired`: not used any more.
    `told`, `told_at`: what a display last said of what it shows and how it sounds, and when;
    `check_failures`: wrong PINs of the self-check in a row, which is refused until `check_blocked_until` after too many.
    """

    __tablename__ = "devices"
    __table_args__ = (UniqueConstraint("office_id", "kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    kind: Mapped[DeviceKind] = mapped_column(Choice(DeviceKind))
    name: Mapped[str] = mapped_column(String(80))
    printer_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    fallback_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))
    reported: Mapped[PrinterState] = mapped_column(Choice(PrinterState), default=PrinterState.UNKNOWN)
    reported_at: Mapped[datetime | None]
    is_silent: Mapped[bool] = mapped_column(default=False)
    width_px: Mapped[int] = mapped_column(default=576)
    roll_m: Mapped[int] = mapped_column(default=80)
    used_mm: Mapped[int] = mapped_column(default=0)
    slip_mm: Mapped[int] = mapped_column(default=150)
    seen_at: Mapped[datetime | None]
    page: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[str | None] = mapped_column(String(20))
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    told_at: Mapped[datetime | None]
    check_failures: Mapped[int] = mapped_column(default=0)
    check_blocked_until: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(45))
    is_retired: Mapped[bool] = mapped_column(default=False)


class PairingRow(Base):
    """A screen without a key shows `code`. `digest`: of the secret in its browser, which becomes its key once staff add it."""

    __tablename__ = "pairings"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[DeviceKind] = mapped_column(Choice(DeviceKind))
    expires_at: Mapped[datetime]


class PrinterLogRow(Base):
    """The history of a printer's states: each change as its agent told it, or its silence."""

    __tablename__ = "printer_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("devices.id"), index=True)
    state: Mapped[PrinterState] = mapped_column(Choice(PrinterState))
    at: Mapped[datetime] = mapped_column(index=True)
