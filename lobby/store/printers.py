"""An office's printers as plain values: what each last said of itself, and how much paper is left on its roll."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lobby.domain.errors import NotFound
from lobby.store.tables.devices import DeviceKind, DeviceRow, PrinterLogRow, PrinterState

SILENCE = timedelta(seconds=150)  # its agent says every minute how it is
CANNOT_PRINT = (PrinterState.OFFLINE, PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.ERROR)
FEW = 40
"""So few slips left on a roll are worth a warning."""
LATEST = 0.1
"""The weight of the newest slip in the mean length of slips."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer. `said`: what its agent last reported, at `said_at`; None where it never did.

    `is_silent`: its agent has not been heard of for SILENCE. `since`: when its state was another one last.
    `slips_left`: about how many its roll still gives. While it is down, `replaced_by` is the other printer of all its kiosks, and
    it `loses_slips` where a kiosk has none that works.
    """

    id: int
    name: str
    said: PrinterState
    said_at: datetime | None
    width_px: int
    roll_m: int
    slips_left: int
    is_silent: bool
    since: datetime | None = None
    replaced_by: str | None = None
    loses_slips: bool = False

    @property
    def is_down(self) -> bool:
        """Whether a slip sent there would not be printed now."""
        return self.is_silent or self.said in CANNOT_PRINT

    @property
    def is_low(self) -> bool:
        return self.said is PrinterState.PAPER_LOW or self.slips_left <= FEW


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Where a kiosk prints, and where when that printer cannot."""

    id: int
    name: str
    printer_id: int | None
    fallback_id: int | None


def printers(session: Session, office_id: int, now: datetime | None = None, speed: float = 1.0) -> tuple[Printer, ...]:
    """The printers of an office, the one it had first before the others; at `now`, None where silence does not matter."""
    query = select(DeviceRow).where(*_used(office_id, DeviceKind.PRINTER))
    found = [_printer(row, now, speed) for row in session.scalars(query.order_by(DeviceRow.id))]
    if any(printer.is_down for printer in found):
        found = [_in_trouble(session, printer, found) if printer.is_down else printer for printer in found]
    return tuple(found)


def down(session: Session, now: datetime, speed: float = 1.0) -> dict[int, list[str]]:
    """The printers of all offices that do not print now, though they once did: office id → names."""
    used = DeviceRow.kind == DeviceKind.PRINTER, DeviceRow.is_retired.is_(False), DeviceRow.reported_at.is_not(None)
    found: dict[int, list[str]] = {}
    for row in session.scalars(select(DeviceRow).where(*used).order_by(DeviceRow.id)):
        if is_down(row, now, speed):
            found.setdefault(row.office_id, []).append(row.name)
    return found


def of_office(session: Session, office_id: int, printer_id: int) -> DeviceRow:
    """One printer's row. Raises NotFound for one that the office does not have."""
    row = session.get(DeviceRow, printer_id)
    if row is None or row.office_id != office_id or row.kind is not DeviceKind.PRINTER or row.is_retired:
        raise NotFound({"printer": NotFound.message})
    return row


def kiosks(session: Session, office_id: int) -> list[Kiosk]:
    """The kiosks of an office, and where each prints."""
    query = select(DeviceRow).where(*_used(office_id, DeviceKind.KIOSK)).order_by(DeviceRow.id)
    return [Kiosk(row.id, row.name, row.printer_id, row.fallback_id) for row in session.scalars(query)]


def history(session: Session, printer_id: int, most: int) -> list[tuple[datetime, PrinterState]]:
    """The last changes of a printer's state, newest first."""
    query = select(PrinterLogRow).where(PrinterLogRow.printer_id == printer_id).order_by(PrinterLogRow.id.desc()).limit(most)
    return [(row.at, row.state) for row in session.scalars(query)]


def is_down(row: DeviceRow, now: datetime, speed: float = 1.0) -> bool:
    return is_silent(row, now, speed) or row.reported in CANNOT_PRINT


def is_silent(row: DeviceRow, now: datetime, speed: float = 1.0) -> bool:
    """Whether nothing was heard of a printer's agent for too long. `speed`: the clock's; agents live in real time."""
    return row.is_silent or row.reported_at is None or now - row.reported_at > SILENCE * max(speed, 1.0)


def count(row: DeviceRow, length_mm: int, *, is_usual: bool = True) -> None:
    """Add a slip to what has been printed of the roll. A test print says nothing of how long slips are."""
    row.used_mm += length_mm
    if is_usual:
        row.slip_mm = round((1 - LATEST) * row.slip_mm + LATEST * length_mm) or 1


def _in_trouble(session: Session, printer: Printer, all_of_them: list[Printer]) -> Printer:
    """The same printer, with since when, and who stands in for it."""
    last = history(session, printer.id, 1)
    working = {other.id: other.name for other in all_of_them if not other.is_down}
    its_kiosks = DeviceRow.printer_id == printer.id, DeviceRow.is_retired.is_(False)
    of_kiosks = session.scalars(select(DeviceRow.fallback_id).where(*its_kiosks))
    instead = [working.get(fallback_id or 0) for fallback_id in of_kiosks]
    return replace(
        printer,
        since=last[0][0] if last else None,
        loses_slips=None in instead,
        replaced_by=instead[0] if instead and all(instead) else None,
    )


def _used(office_id: int, kind: DeviceKind) -> tuple[ColumnElement[bool], ...]:
    return DeviceRow.office_id == office_id, DeviceRow.kind == kind, DeviceRow.is_retired.is_(False)


def _printer(row: DeviceRow, now: datetime | None, speed: float) -> Printer:
    left = max(0, row.roll_m * 1000 - row.used_mm) // max(row.slip_mm, 1)
    silent = now is not None and is_silent(row, now, speed)
    return Printer(row.id, row.name, row.reported, row.reported_at, row.width_px, row.roll_m, left, silent)
