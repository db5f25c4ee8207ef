"""An office's printers as plain values, with what each last said of itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.store.tables.devices import DeviceKind, DeviceRow, PrinterState


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer. `said`: what its agent last reported, at `said_at`; None where it never did."""

    id: int
    name: str
    said: PrinterState
    said_at: datetime | None


def printers(session: Session, office_id: int) -> tuple[Printer, ...]:
    """The printers of an office, the one it had first before the others."""
    columns = (DeviceRow.id, DeviceRow.name, DeviceRow.reported, DeviceRow.reported_at)
    query = select(*columns).where(DeviceRow.office_id == office_id, DeviceRow.kind == DeviceKind.PRINTER)
    return tuple(Printer(*row) for row in session.execute(query.order_by(DeviceRow.id)))
