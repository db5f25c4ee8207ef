"""Devices: made with a token of their own, seen, locked out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lobby.commands import keys
from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid, LobbyError, NotFound
from lobby.store import audit, devices, printers, reading
from lobby.store.database import Announcement, Database
from lobby.store.tables.devices import DeviceKind, DeviceRow, PrinterState
from lobby.store.tables.staff import KeyKind, KeyRow


class PrinterInUse(LobbyError):
    code, status = "in-use", 409
    message = N_("Auf diesem Drucker drucken noch: {kiosks}. Wählen Sie dort zuerst einen anderen.")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device's browser is connected from this address, and shows this page of this build."""

    device_id: int
    page: str
    version: str | None
    address: str | None = None


def add(
    db: Database,
    kind: DeviceKind,
    name: str,
    office: str,
    printer: str | None = None,
    fallback: str | None = None,
    width_px: int | None = None,
    roll_m: int | None = None,
    keeps_old: bool = False,
) -> str:
    """Make a device, or a new token for the one of that name: its old ones are over then, unless it `keeps_old`; the token.

    `printer`, `fallback`: where a kiosk prints, and where when that one cannot. `width_px`, `roll_m`: of a printer.
    Raises NotFound for an unknown office or printer, Invalid for a bad name.
    """
    check_name(name)
    with db.write() as session:
        office_id = reading.office_slugs(session).get(office)
        if office_id is None:
            raise NotFound({"office": office})
        device = of_name(session, office_id, kind, name)
        device.printer_id = _printer(session, office_id, printer) or device.printer_id
        device.fallback_id = _printer(session, office_id, fallback) or device.fallback_id
        if device.fallback_id and device.fallback_id == device.printer_id:
            raise Invalid({"fallback": N_("Der Ersatz ist ein anderer Drucker.")})
        device.width_px = width_px or device.width_px
        device.roll_m = roll_m or device.roll_m
        session.flush()
        return _token(db, session, device, keeps_old)


def rotate(db: Database, office_id: int, device_id: int) -> str:
    """A new token for a device; its old ones open nothing from now on. Raises NotFound."""
    with db.write() as session:
        secret = _token(db, session, of_office(session, office_id, device_id))
    announce(db, office_id)
    return secret


def seen(db: Database, sightings: Iterable[Sighting]) -> set[int]:
    """These screens are here now; the offices in which that is news. No other board than that of the devices shows it."""
    now, came = db.clock.now(), set[int]()
    newest = {each.device_id: each for each in sightings}
    with db.write() as session:
        for device_id in sorted(newest):  # each process tells of its screens: in another order two would wait for each other
            each, row = newest[device_id], session.get(DeviceRow, device_id)
            if row is None:
                continue
            if not devices.is_here(row, now, db.clock.speed) or (row.page, row.version) != (each.page, each.version):
                came.add(row.office_id)
            row.seen_at, row.page, row.version, row.address = now, each.page, each.version, each.address or row.address
    return came


def told(db: Database, seen: Sighting, report: dict[str, Any]) -> bool:
    """What a display says of itself, beside being here; whether that is news. `as_of` alone, that of its board, is none."""
    now = db.clock.now()
    with db.write() as session:
        row = session.get(DeviceRow, seen.device_id)
        if row is None:
            return False
        was_here, before = devices.is_here(row, now, db.clock.speed), _lasting(row.told or {})
        row.seen_at = row.told_at = now
        row.page, row.version, row.told, row.address = seen.page, seen.version, report, seen.address or row.address
        return not was_here or before != _lasting(report)


def _lasting(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name != "as_of"}


def lock_out(db: Database, office_id: int, device_id: int) -> None:
    """The device's tokens open nothing from now on; it shows a code to be added anew. Raises NotFound."""
    with db.write() as session:
        row = of_office(session, office_id, device_id)
        revoke_all(db, session, row)
        audit.note(db, session, "device.lock-out", office_id, kind=row.kind, name=row.name)
    announce(db, office_id)


def rename(db: Database, office_id: int, device_id: int, name: str) -> None:
    """Raises NotFound, Invalid for a bad name, or one that another device of the kind has."""
    check_name(name)
    with db.write() as session:
        row = of_office(session, office_id, device_id)
        other = find(session, office_id, row.kind, name)
        if other is not None and other.id != row.id:
            raise Invalid({"name": N_("Diesen Namen hat oder hatte schon ein anderes Gerät.")})
        audit.note(db, session, "device.rename", office_id, kind=row.kind, name=name, before=row.name)
        row.name = name
    announce(db, office_id)


def retire(db: Database, office_id: int, device_id: int) -> None:
    """The device is not used any more: no list shows it, and its tokens open nothing. What it did stays known.

    One of the same kind and name brings it back. Raises NotFound, PrinterInUse while a kiosk prints on it.
    """
    with db.write() as session:
        row = of_office(session, office_id, device_id)
        prints_on_it = (DeviceRow.printer_id == row.id) | (DeviceRow.fallback_id == row.id)
        kiosks = session.scalars(select(DeviceRow.name).where(prints_on_it, DeviceRow.is_retired.is_(False))).all()
        if kiosks:
            raise PrinterInUse(kiosks=", ".join(kiosks))
        row.is_retired = True
        revoke_all(db, session, row)
        audit.note(db, session, "device.retire", office_id, kind=row.kind, name=row.name)
    announce(db, office_id)


def revoke_all(db: Database, session: Session, device: DeviceRow) -> None:
    valid = KeyRow.device_id == device.id, KeyRow.revoked_at.is_(None)
    session.execute(update(KeyRow).where(*valid).values(revoked_at=db.clock.now()))


def announce(db: Database, office_id: int) -> None:
    """Nothing of the day has changed, and yet boards show something new."""
    with db.snapshot() as session:
        today = calendar.local_date(reading.office(db, session, office_id), db.clock.now())
        revision = reading.revision(session, office_id, today)
    db.announce(Announcement(office_id, today, revision, frozenset(), frozenset()))


def page_of(db: Database, kind: DeviceKind, name: str, office: str) -> str | None:
    """The path of the page that a device opens: a display's is that of its name, else the office's first. None: it opens none."""
    if kind is DeviceKind.PRINTER:
        return None
    if kind is DeviceKind.KIOSK:
        return "/kiosk"
    if kind is DeviceKind.EXIT:
        return "/kiosk/exit"
    with db.snapshot() as session:
        known = reading.office(db, session, reading.office_slugs(session)[office]).displays
    return f"/display/{name if name in known else next(iter(known), name)}"


def first_printer(db: Database, office: str) -> str | None:
    """The name of the printer that an office had first; None where it has none."""
    with db.snapshot() as session:
        office_id = reading.office_slugs(session).get(office)
        first = next(iter(printers.printers(session, office_id)), None) if office_id else None
        return first.name if first else None


def of_office(session: Session, office_id: int, device_id: int) -> DeviceRow:
    """Raises NotFound."""
    row = session.get(DeviceRow, device_id)
    if row is None or row.office_id != office_id or row.is_retired:
        raise NotFound()
    return row


def of_name(session: Session, office_id: int, kind: DeviceKind, name: str) -> DeviceRow:
    """The device of this name, made where there is none, and in use again where it was not."""
    row = find(session, office_id, kind, name)
    if row is None:
        row = DeviceRow(office_id=office_id, kind=kind, name=name, reported=PrinterState.UNKNOWN, width_px=576, roll_m=80)
        session.add(row)
    row.is_retired = False
    session.flush()
    return row


def check_name(name: str) -> None:
    if not 1 <= len(name) <= 80 or not name.isprintable():
        raise Invalid({"name": N_("1 bis 80 Zeichen")})


def _token(db: Database, session: Session, device: DeviceRow, keeps_old: bool = False) -> str:
    if not keeps_old:
        revoke_all(db, session, device)
    audit.note(db, session, "device.token", device.office_id, kind=device.kind, name=device.name, keeps_old=keeps_old)
    return keys.make(db, session, KeyKind.DEVICE, device_id=device.id)


def _printer(session: Session, office_id: int, name: str | None) -> int | None:
    if name is None:
        return None
    device = find(session, office_id, DeviceKind.PRINTER, name)
    if device is None or device.is_retired:
        raise NotFound({"printer": name})
    return device.id


def find(session: Session, office_id: int, kind: DeviceKind, name: str) -> DeviceRow | None:
    query = select(DeviceRow).where(DeviceRow.office_id == office_id, DeviceRow.kind == kind, DeviceRow.name == name)
    return session.scalar(query)
