"""Printers as their agents and staff tell of them: how each is, its roll, its print head."""

from datetime import timedelta

from sqlalchemy import delete, select

from lobby.commands.devices import announce
from lobby.domain.errors import N_, Invalid, NotFound
from lobby.store import audit, printers
from lobby.store.acting import address_of
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind, DeviceRow, PrinterLogRow, PrinterState

WIDTHS = (576, 512, 384)
"""Dots of a print head: 80 mm paper, 80 mm at 180 dpi, 58 mm."""
ROLLS = range(5, 301)
KEPT_FOR = timedelta(days=90)


def status(db: Database, printer_id: int, state: PrinterState, version: str | None = None) -> None:
    """Keep what a printer says of itself, when, from where and by which build of the agent. What is news is announced."""
    with db.write() as session:
        row = session.get_one(DeviceRow, printer_id)
        is_news = row.reported is not state or printers.is_silent(row, db.clock.now(), db.clock.speed)
        row.reported, row.reported_at, row.is_silent = state, db.clock.now(), False
        row.version, row.address = version or row.version, address_of(f"device:{printer_id}") or row.address
        if is_news:
            session.add(PrinterLogRow(printer_id=printer_id, state=state, at=row.reported_at))
        office_id = row.office_id
    if is_news:
        announce(db, office_id)


def note_silence(db: Database) -> None:
    """A printer whose agent has not been heard of for long is unknown from now on; and what is long past is forgotten."""
    now, speed = db.clock.now(), db.clock.speed
    with db.snapshot() as session:
        told = DeviceRow.kind == DeviceKind.PRINTER, DeviceRow.reported_at.is_not(None), DeviceRow.is_silent.is_(False)
        silent = [row.id for row in session.scalars(select(DeviceRow).where(*told)) if printers.is_silent(row, now, speed)]
        is_old = session.scalar(select(PrinterLogRow.id).where(PrinterLogRow.at < now - KEPT_FOR).limit(1)) is not None
    for printer_id in silent:
        if office_id := _note_silence(db, printer_id):
            announce(db, office_id)
    if is_old:
        with db.write() as session:
            session.execute(delete(PrinterLogRow).where(PrinterLogRow.at < now - KEPT_FOR))


def _note_silence(db: Database, printer_id: int) -> int | None:
    """The printer's office; None where another process was faster, or the printer spoke meanwhile."""
    now = db.clock.now()
    with db.write() as session:
        row = session.scalars(select(DeviceRow).where(DeviceRow.id == printer_id).with_for_update()).one()
        if row.is_silent or not printers.is_silent(row, now, db.clock.speed):
            return None
        row.reported, row.is_silent = PrinterState.UNKNOWN, True
        session.add(PrinterLogRow(printer_id=printer_id, state=PrinterState.UNKNOWN, at=now))
        return row.office_id


def new_roll(db: Database, office_id: int, printer_id: int) -> None:
    """Somebody put a new roll in. Raises NotFound."""
    with db.write() as session:
        row = printers.of_office(session, office_id, printer_id)
        row.used_mm = 0
        audit.note(db, session, "printer.new-roll", office_id, printer=row.name)
    announce(db, office_id)


def set_up(db: Database, office_id: int, printer_id: int, width_px: int, roll_m: int) -> None:
    """Say how wide a printer's head is and how long its rolls are. Raises NotFound, Invalid."""
    check(width_px, roll_m)
    with db.write() as session:
        row = printers.of_office(session, office_id, printer_id)
        row.width_px, row.roll_m = width_px, roll_m
        audit.note(db, session, "printer.set-up", office_id, printer=row.name, width_px=width_px, roll_m=roll_m)
    announce(db, office_id)


def choose(db: Database, office_id: int, kiosk_id: int, printer_id: int | None, fallback_id: int | None) -> None:
    """Say where a kiosk prints, and where when that printer cannot. Raises NotFound, Invalid for one printer twice."""
    if fallback_id is not None and fallback_id == printer_id:
        raise Invalid({"fallback": N_("Der Ersatz ist ein anderer Drucker.")})
    with db.write() as session:
        kiosk = session.get(DeviceRow, kiosk_id)
        if kiosk is None or kiosk.office_id != office_id or kiosk.kind is not DeviceKind.KIOSK:
            raise NotFound()
        for wanted in (printer_id, fallback_id):
            if wanted is not None:
                printers.of_office(session, office_id, wanted)
        kiosk.printer_id, kiosk.fallback_id = printer_id, fallback_id
        audit.note(db, session, "kiosk.choose-printer", office_id, kiosk=kiosk.name, printer=printer_id, fallback=fallback_id)


def check(width_px: int, roll_m: int) -> None:
    """Raises Invalid for a width that no print head has, or a roll that no shop sells."""
    wrong = {"width_px": N_("576, 512 oder 384")} if width_px not in WIDTHS else {}
    wrong |= {"roll_m": N_("5 bis 300 Meter")} if roll_m not in ROLLS else {}
    if wrong:
        raise Invalid(wrong)
