"""Telling programs of others what happens: each journal line that they want, in order, until they say that they have it.

The journal itself is the queue, so nothing is lost when Lobby or the receiver is away for a while: a webhook remembers up to
which line it has heard. A receiver may hear a line twice, after a cut between its answer and our note of it: events have ids.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, and_, delete, or_, select
from sqlalchemy.orm import Session

from lobby.clock import real
from lobby.domain import calendar
from lobby.domain.errors import N_, Invalid, NotFound
from lobby.domain.lifecycle import Verb
from lobby.domain.office import Office
from lobby.store import audit, reading
from lobby.store.database import Database
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import OfficeRow
from lobby.store.tables.tickets import TicketRow
from lobby.store.tables.webhooks import DeliveryRow, WebhookRow

EVENTS = {
    Verb.DRAW: "ticket.drawn",
    Verb.CALL: "ticket.called",
    Verb.REPEAT_CALL: "ticket.called",
    Verb.START: "ticket.started",
    Verb.FINISH: "ticket.finished",
    Verb.MISS: "ticket.missed",
    Verb.WITHDRAW: "ticket.withdrawn",
    Verb.EVACUATE: "office.evacuation",
    Verb.ALL_CLEAR: "office.all-clear",
    Verb.ALERT: "alert.raised",
    Verb.ALERT_OVER: "alert.cleared",
}
NAMES = tuple(dict.fromkeys(EVENTS.values()))
PING = "webhook.ping"
MOST = 20
"""Webhooks of an office."""
TOO_MANY = N_("Es gehen höchstens 20 Webhooks. Bitte entfernen Sie zuerst einen.")
BUSY_S, LONGEST_PAUSE_S, KEPT = 30, 600, 100
MOST_FAILURES = 150  # about a day: what is older is no news, so nothing is left to be tried again
TOO_OLD = timedelta(hours=24)
AT_ONCE = 100  # lines looked at in one go
Found = Row[LineRow, DayRow, TicketRow]  # the last is None for a line of no ticket


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a webhook is to be told next, as it is sent. `attempt`: from 1."""

    webhook_id: int
    url: str
    secret: str
    event_id: str
    event: str
    body: str
    attempt: int


def add(db: Database, office_id: int, url: str, events: Sequence[str]) -> WebhookRow:
    """A new webhook, which hears what happens from now on, and its secret.

    Raises NotFound for an unknown office, Invalid where there are too many.
    """
    with db.write() as session:
        office = session.get(OfficeRow, office_id)
        if office is None:
            raise NotFound()
        if len(session.scalars(select(WebhookRow.id).where(WebhookRow.office_id == office_id)).all()) >= MOST:
            raise Invalid({"url": TOO_MANY})
        today = calendar.local_date(reading.office(db, session, office_id), db.clock.now())
        line = reading.revision(session, office_id, today)
        wanted = [name for name in NAMES if name in events]
        row = WebhookRow(office_id=office_id, url=url, secret=_secret(), events=wanted, sent_on=today, sent_line=line)
        session.add(row)
        session.flush()
        audit.note(db, session, "webhook.add", office_id, webhook=row.id, host=_host(row), events=wanted)
        session.expunge(row)
        return row


def rotate(db: Database, office_id: int, webhook_id: int) -> WebhookRow:
    """A new secret, with which everything is signed from now on. Raises NotFound."""
    with db.write() as session:
        row = _of(session, office_id, webhook_id)
        row.secret = _secret()
        audit.note(db, session, "webhook.rotate", office_id, webhook=row.id, host=_host(row))
        session.flush()
        session.expunge(row)
        return row


def pause(db: Database, office_id: int, webhook_id: int) -> None:
    """Tell it nothing until `resume`. Raises NotFound."""
    with db.write() as session:
        row = _of(session, office_id, webhook_id)
        if row.paused_at is None:
            row.paused_at = db.clock.now()
            audit.note(db, session, "webhook.pause", office_id, webhook=row.id, host=_host(row))


def resume(db: Database, office_id: int, webhook_id: int) -> None:
    """Try again now, a paused one too; what happened meanwhile is told, if it is not a day old. Raises NotFound."""
    with db.write() as session:
        row = _of(session, office_id, webhook_id)
        if row.paused_at is not None:
            audit.note(db, session, "webhook.resume", office_id, webhook=row.id, host=_host(row))
            row.failures = 0
        row.paused_at = row.try_at = None


def ping(db: Database, office_id: int, webhook_id: int) -> Parcel:
    """What to send to see whether it arrives, beside the row of events. Then `settle_ping`. Raises NotFound."""
    with db.snapshot() as session:
        row, at = _of(session, office_id, webhook_id), db.clock.now()
        office = reading.office(db, session, office_id)
        event_id = f"{office.slug}/ping/{at.timestamp():.0f}"
        body = json.dumps({"id": event_id, "event": PING, "office": office.slug, "at": _iso(at)})
        return Parcel(row.id, row.url, row.secret, event_id, PING, body, 1)


def settle_ping(db: Database, parcel: Parcel, status: int | None, error: str | None = None) -> None:
    """Keep what became of it in the log."""
    with db.write() as session:
        if session.get(WebhookRow, parcel.webhook_id) is not None:
            _log(db, session, parcel, status, error)


def remove(db: Database, office_id: int, webhook_id: int) -> None:
    """Tell it nothing more, and forget what was told. Raises NotFound."""
    with db.write() as session:
        row = _of(session, office_id, webhook_id)
        session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == row.id))
        audit.note(db, session, "webhook.remove", office_id, webhook=row.id, host=_host(row))
        session.delete(row)


def listed(db: Database, office_id: int) -> list[WebhookRow]:
    with db.snapshot() as session:
        return list(session.scalars(select(WebhookRow).where(WebhookRow.office_id == office_id).order_by(WebhookRow.id)))


def deliveries(db: Database, office_id: int, webhook_id: int) -> list[DeliveryRow]:
    """The last attempts, newest first. Raises NotFound."""
    with db.snapshot() as session:
        row = _of(session, office_id, webhook_id)
        of_it = select(DeliveryRow).where(DeliveryRow.webhook_id == row.id)
        return list(session.scalars(of_it.order_by(DeliveryRow.id.desc()).limit(KEPT)))


def due(db: Database) -> list[int]:
    """The webhooks that have something to hear now, and to which nobody is sending."""
    now = db.clock.now()
    with db.snapshot() as session:
        is_due = or_(WebhookRow.try_at.is_(None), WebhookRow.try_at <= now)
        rows = session.scalars(select(WebhookRow).where(WebhookRow.paused_at.is_(None), is_due))
        return [row.id for row in rows if not _is_busy(row, now) and _lines(session, row, 1)]


def take(db: Database, webhook_id: int) -> Parcel | None:
    """What to tell a webhook next, which nobody else may send meanwhile; None where there is nothing. Then `settle`."""
    now = db.clock.now()
    with db.write() as session:
        row = session.get(WebhookRow, webhook_id, with_for_update=True)
        if row is None or row.paused_at is not None or _is_busy(row, now) or (row.try_at is not None and row.try_at > now):
            return None
        while lines := _lines(session, row, AT_ONCE):
            for found in lines:
                line, day, _ = found
                if EVENTS.get(line.verb) in row.events and now - line.at <= TOO_OLD:
                    row.busy_until = now + real(db.clock, seconds=BUSY_S)
                    return _parcel(reading.office(db, session, row.office_id), row, found)
                row.sent_on, row.sent_line = day.date, line.revision
        return None


def settle(db: Database, parcel: Parcel, status: int | None, error: str | None = None) -> bool:
    """Keep what became of a parcel; whether it arrived: answered with 2xx.

    What did not is sent again, after ever longer pauses; after about a day without an answer the webhook is paused.
    """
    arrived = status is not None and 200 <= status < 300
    with db.write() as session:
        row = session.get(WebhookRow, parcel.webhook_id, with_for_update=True)
        if row is None:
            return False
        row.busy_until, now = None, db.clock.now()
        if arrived:
            on, line = parcel.event_id.split("/")[1:]
            row.sent_on, row.sent_line = datetime.fromisoformat(on).date(), int(line)
            row.failures, row.try_at = 0, None
        else:
            row.try_at = now + real(db.clock, seconds=min(2**row.failures, LONGEST_PAUSE_S))
            row.failures += 1
            if row.failures >= MOST_FAILURES:
                row.paused_at = now
        _log(db, session, parcel, status, error)
    return arrived


def _log(db: Database, session: Session, parcel: Parcel, status: int | None, error: str | None) -> None:
    told = {"event_id": parcel.event_id, "event": parcel.event, "attempt": parcel.attempt}
    session.add(DeliveryRow(webhook_id=parcel.webhook_id, at=db.clock.now(), status=status, error=error, **told))
    session.flush()
    _forget(session, parcel.webhook_id)


def _secret() -> str:
    return secrets.token_hex(32)


def _host(row: WebhookRow) -> str:
    """Of its address what may be kept for years: a path or a query may hold a key."""
    return urlsplit(row.url).hostname or ""


def _of(session: Session, office_id: int, webhook_id: int) -> WebhookRow:
    row = session.get(WebhookRow, webhook_id)
    if row is None or row.office_id != office_id:
        raise NotFound()
    return row


def _is_busy(row: WebhookRow, now: datetime) -> bool:
    return row.busy_until is not None and row.busy_until > now


def _lines(session: Session, row: WebhookRow, most: int) -> Sequence[Found]:
    """The journal behind what a webhook has heard, oldest first."""
    later = or_(DayRow.date > row.sent_on, and_(DayRow.date == row.sent_on, LineRow.revision > row.sent_line))
    query = (
        select(LineRow, DayRow, TicketRow)
        .join(DayRow, LineRow.day_id == DayRow.id)
        .outerjoin(TicketRow, LineRow.ticket_id == TicketRow.id)
        .where(DayRow.office_id == row.office_id, later)
    )
    return session.execute(query.order_by(DayRow.date, LineRow.revision).limit(most)).all()


def _parcel(office: Office, row: WebhookRow, found: Found) -> Parcel:
    line, day, ticket = found
    event_id, event = f"{office.slug}/{day.date.isoformat()}/{line.revision}", EVENTS[line.verb]
    told: dict[str, Any] = {"id": event_id, "event": event, "office": office.slug, "at": _iso(line.at)}
    if ticket is not None:
        told["ticket"] = {"number": ticket.number, "service": office.services[ticket.service_id].slug, "language": ticket.language}
    if line.verb in (Verb.ALERT, Verb.ALERT_OVER):
        told["alert"] = {name: line.changes[name][1] for name in ("rule", "about", "minutes")}
    counter = office.counters.get(line.counter_id or 0)
    told["counter"] = counter.slug if counter else None
    return Parcel(row.id, row.url, row.secret, event_id, event, json.dumps(told, ensure_ascii=False), row.failures + 1)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _forget(session: Session, webhook_id: int) -> None:
    kept = select(DeliveryRow.id).where(DeliveryRow.webhook_id == webhook_id).order_by(DeliveryRow.id.desc()).limit(KEPT)
    oldest = min(session.scalars(kept), default=0)
    session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.id < oldest))
