"""What is held of visitors now, what has been deleted, and all of it as plain values: for the data-protection officer.

Tokens, and the keys by which a double tap is known, are never part of it; nor is who of the staff did something.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain.errors import N_, NotFound
from lobby.store.tables.appointments import AppointmentRow
from lobby.store.tables.audit import AuditRow
from lobby.store.tables.counts import CountRow, FlowCountRow, GroupCountRow, OpenHoursRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.feedback import FeedbackAnswerRow, FeedbackCountRow, FeedbackWordsRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import ServiceRow
from lobby.store.tables.slips import SlipRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow, TicketSecretRow

DELETIONS = ("day.delete", "texts.delete")
LEFT_OUT = {"token_digest", "key", "key_body", "address", "digest"}
NOTHING = N_("Von diesem Besuch ist nichts gespeichert.")
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Held:
    """How many rows of a table are of visitors of one office, and the date of the oldest; None where there is none."""

    table: str
    rows: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """An entry of the audit: what was deleted, when and by whom. `what`: its date, and how many rows of each table."""

    at: datetime
    by: str
    act: str
    office_id: int | None
    what: dict[str, Any]
    digest: str


def held(session: Session, office_id: int) -> list[Held]:
    """Each table that tells of visitors; the last six hang on no visit."""
    return [_held(table, *session.execute(_counted(table, office_id)).one()) for table in OF_VISITORS]


def deletions(session: Session, office_id: int | None, first: date, last: date) -> list[Deletion]:
    """What the audit keeps of deletions on these days (UTC), newest first: of this office, or of any, and of all at once."""
    is_ours = AuditRow.office_id.is_(None) | (AuditRow.office_id == office_id) | (office_id is None)
    query = select(AuditRow).where(is_ours, AuditRow.act.in_(DELETIONS), AuditRow.date >= first, AuditRow.date <= last)
    rows = session.scalars(query.order_by(AuditRow.date.desc(), AuditRow.number.desc()))
    return [Deletion(row.at, row.by, row.act, row.office_id, row.what, row.digest) for row in rows]


def of_office(session: Session, office_id: int) -> dict[str, Rows]:
    """Table → rows: all that is held of an office's visitors, without tokens and notes."""
    tables = [table for table in OF_VISITORS if table not in IN_CONFIDENCE]
    return {table.__tablename__: _rows(session.scalars(_of_office(select(table), table, office_id))) for table in tables}


def of_ticket(session: Session, office_id: int, on: date, number: str) -> dict[str, Any]:
    """All that is held of one visit, notes included; of its token, and of how it was, whether there is one. Raises NotFound."""
    ours = TicketRow.office_id == office_id, DayRow.date == on, TicketRow.number == number
    ticket = session.scalar(select(TicketRow).join(DayRow, TicketRow.day_id == DayRow.id).where(*ours))
    if ticket is None:
        raise NotFound({"ticket": NOTHING})
    service = session.get_one(ServiceRow, ticket.service_id)
    parts: tuple[Any, ...] = (LineRow, SlipRow, AppointmentRow, TicketNoteRow)
    found = {table.__tablename__: _rows(session.scalars(select(table).where(table.ticket_id == ticket.id))) for table in parts}
    has_token = session.get(TicketSecretRow, ticket.id) is not None
    has_answered = session.get(FeedbackAnswerRow, ticket.id) is not None
    told = {"date": on.isoformat(), "service": service.name, "has_token": has_token, "has_answered": has_answered}
    return told | {"tickets": _rows([ticket])} | found


SUMS = (CountRow, GroupCountRow, FlowCountRow, OpenHoursRow)
OF_VISITORS: tuple[Any, ...] = (
    *(DayRow, TicketRow, TicketSecretRow, TicketNoteRow, SlipRow, LineRow, AppointmentRow, FeedbackAnswerRow),
    *(*SUMS, FeedbackCountRow, FeedbackWordsRow),
)
IN_CONFIDENCE = (TicketSecretRow, TicketNoteRow, FeedbackAnswerRow, FeedbackWordsRow)
"""What an export of all leaves out: what opens a page, what staff wrote for each other, what visitors thought."""
OF_OFFICE = (DayRow, AppointmentRow, *SUMS, FeedbackCountRow, FeedbackWordsRow)


def _held(table: Any, rows: int, oldest: date | datetime | None) -> Held:
    return Held(table.__tablename__, rows, oldest.date() if isinstance(oldest, datetime) else oldest)


def _counted(table: Any, office_id: int) -> Any:
    """How many rows, and the oldest date. An appointment's is the one it is for."""
    own = {AppointmentRow: AppointmentRow.at, FeedbackWordsRow: FeedbackWordsRow.week}
    when = own.get(table, getattr(table, "date", DayRow.date))
    return _of_office(select(func.count(), func.min(when)).select_from(table), table, office_id)


def _of_office(query: Any, table: Any, office_id: int) -> Any:
    """The query, for the rows of this office alone; all but sums and appointments hang on a day."""
    if hasattr(table, "ticket_id") and table not in (LineRow, AppointmentRow):
        query = query.join(TicketRow, table.ticket_id == TicketRow.id)
    if table not in OF_OFFICE:
        query = query.join(
            DayRow, DayRow.id == (TicketRow if hasattr(table, "ticket_id") and table is not LineRow else table).day_id
        )
        return query.where(DayRow.office_id == office_id)
    return query.where(table.office_id == office_id)


def _rows(found: Iterable[Any]) -> Rows:
    return [
        {name: _plain(name, getattr(row, name)) for name in row.__table__.columns.keys() if name not in LEFT_OUT}  # noqa: SIM118
        for row in found
    ]


def _plain(name: str, value: Any) -> Any:
    """As JSON has it; of who acted only whether it was staff, a device, the visitor or the clock."""
    if name == "by":
        return str(value).partition(":")[0]
    return json.loads(json.dumps(value, default=lambda each: each.isoformat()))
