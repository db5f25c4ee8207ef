"""An office's devices as plain values: what each is, and when it was last heard of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from lobby.store.printers import is_silent
from lobby.store.tables.devices import DeviceKind, DeviceRow
from lobby.store.tables.staff import KeyRow

STALE = timedelta(seconds=45)  # boards come at least every 30 s
ABSENCE = timedelta(seconds=40)  # who is connected is noted every 15 s


@dataclass(frozen=True, slots=True)
class Device:
    """A device. `seen_at`: when it was last heard of, None where it never was. `printer`: the name of a kiosk's.

    `page`, `version`: what a screen shows, and of which build. `is_locked_out`: it has no token that opens anything.
    `told`: what a display last said of what it shows and how it sounds; `stale_since`: the age of what it shows, if that is old.
    `address`: from where it was last heard of.
    """

    id: int
    kind: DeviceKind
    name: str
    printer: str | None
    seen_at: datetime | None
    is_here: bool
    page: str | None
    version: str | None
    is_locked_out: bool
    told: Mapping[str, Any] | None = None
    stale_since: datetime | None = None
    address: str | None = None


def devices(session: Session, office_id: int, now: datetime, speed: float = 1.0) -> tuple[Device, ...]:
    """The devices of an office: kiosks, displays, printers, each in the order they were added."""
    printer = aliased(DeviceRow)
    query = select(DeviceRow, printer.name).outerjoin(printer, printer.id == DeviceRow.printer_id)
    rows = session.execute(
        query.where(DeviceRow.office_id == office_id, DeviceRow.is_retired.is_(False)).order_by(DeviceRow.id)
    ).all()
    with_key = set(session.scalars(select(KeyRow.device_id).where(KeyRow.device_id.is_not(None), KeyRow.revoked_at.is_(None))))
    found = [_device(row, name, row.id not in with_key, now, speed) for row, name in rows]
    order = list(DeviceKind)
    return tuple(sorted(found, key=lambda device: order.index(device.kind)))


def is_here(row: DeviceRow, now: datetime, speed: float = 1.0) -> bool:
    """Whether a screen's socket is connected, or a printer's agent reports. `speed`: the clock's."""
    if row.kind is DeviceKind.PRINTER:
        return not is_silent(row, now, speed)
    return row.seen_at is not None and now - row.seen_at <= ABSENCE * max(speed, 1.0)


def _device(row: DeviceRow, printer: str | None, is_locked_out: bool, now: datetime, speed: float) -> Device:
    seen_at = row.reported_at if row.kind is DeviceKind.PRINTER else row.seen_at
    here = is_here(row, now, speed)
    stale = _stale_since(row, speed)
    page, version = row.page, row.version
    return Device(row.id, row.kind, row.name, printer, seen_at, here, page, version, is_locked_out, row.told, stale, row.address)


def _stale_since(row: DeviceRow, speed: float) -> datetime | None:
    """Of when the board is that a display shows, if it was older than boards get when the display spoke of it."""
    try:
        as_of = datetime.fromisoformat((row.told or {})["as_of"])
        return as_of if row.told_at and row.told_at - as_of > STALE * max(speed, 1.0) else None
    except (KeyError, TypeError, ValueError):
        return None
