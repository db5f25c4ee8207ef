"""From rows to plain values: the office, the day, a ticket by its token. One snapshot each."""

import hashlib
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from functools import cache
from typing import Any, TypeVar, cast

import holidays
from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.announcements import Announcements
from lobby.domain.day import DayState, Line, Seat, Ticket, advance
from lobby.domain.display import Direction
from lobby.domain.errors import NotFound
from lobby.domain.feedback import Asking
from lobby.domain.lifecycle import OVER, State, Verb
from lobby.domain.notice import Tip
from lobby.domain.office import Area, Counter, Group, KioskRules, Office, Service
from lobby.domain.partner import Partner
from lobby.domain.policy import Earns, Policy
from lobby.domain.rules import Rule, Rules
from lobby.domain.slip import BLOCKS, SlipLayout
from lobby.store import displays
from lobby.store.database import Database
from lobby.store.tables.days import DayRow, SeatRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.offices import CounterRow, DisplayRow, OfficeRow, ServiceRow
from lobby.store.tables.tickets import TicketNoteRow, TicketRow, TicketSecretRow

FIELDS = tuple(field.name for field in fields(Ticket))
COLUMNS = tuple(getattr(TicketRow, name) for name in FIELDS)
LISTS = ("needs", "why", "overtook", "step", "promise")
IN_LINES_ALONE = (
    Verb.APPOINTMENTS,
    Verb.SETTLE,
    Verb.PANIC,
    Verb.COMING,
    Verb.CALM,
    Verb.EVACUATE,
    Verb.ALL_CLEAR,
    Verb.ALERT,
    Verb.ALERT_OVER,
)
"""What a day holds of these stands in no table but the journal."""
HOLIDAYS_FROM, HOLIDAYS_TO = 2025, 2061
STATES = frozenset(holidays.country_holidays("DE").subdivisions)
SLUGS = select(OfficeRow.slug, OfficeRow.id).order_by(OfficeRow.id)
Placed = TypeVar("Placed", ServiceRow, CounterRow, DisplayRow)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a token leads: a ticket of an office on a date."""

    ticket_id: int
    office_id: int
    date: date


def digest(secret: str) -> str:
    """What is kept of a secret with at least 128 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def office_slugs(session: Session) -> dict[str, int]:
    """All offices: slug → id."""
    return dict(session.execute(SLUGS).all())


def offices(db: Database, session: Session) -> list[Office]:
    """All offices, each with all that is set up in it."""
    versions = session.execute(select(OfficeRow.id, OfficeRow.version).order_by(OfficeRow.id))
    return [_of_version(db, session, row.id, row.version) for row in versions]


def office(db: Database, session: Session, office_id: int) -> Office:
    """The office with all that is set up in it. Raises NotFound."""
    version = session.scalar(select(OfficeRow.version).where(OfficeRow.id == office_id))
    if version is None:
        raise NotFound()
    return _of_version(db, session, office_id, version)


def _of_version(db: Database, session: Session, office_id: int, version: int) -> Office:
    known = db.offices.get(office_id)
    if known is None or known[0] != version:
        known = db.offices[office_id] = (version, _load_office(db, session, office_id))
    return known[1]


def day(session: Session, office_id: int, on: date) -> DayState:
    """An office's day as the tables hold it; an untouched one where there is no row yet."""
    row = session.execute(
        select(DayRow.id, DayRow.revision, DayRow.is_open, DayRow.ended_at, DayRow.appointments).where(
            DayRow.office_id == office_id, DayRow.date == on
        )
    ).one_or_none()
    if row is None:
        return DayState(date=on)
    told = advance(DayState(date=on), journal(session, office_id, on, verbs=IN_LINES_ALONE))
    return DayState(
        date=on,
        revision=row.revision,
        is_open=row.is_open,
        ended_at=row.ended_at,
        appointments=row.appointments,
        booked=told.booked,
        evacuation=told.evacuation,
        tickets=tickets(session, row.id),
        seats=seats(session, row.id),
        panics=told.panics,
        settled=told.settled,
        alerts=told.alerts,
    )


def revision(session: Session, office_id: int, on: date) -> int:
    """How many journal lines a day has."""
    return session.scalar(select(DayRow.revision).where(DayRow.office_id == office_id, DayRow.date == on)) or 0


def revisions(session: Session, since: date) -> list[tuple[int, date, int]]:
    """How many journal lines each day from a date on has, oldest first: (office id, date, revision)."""
    query = select(DayRow.office_id, DayRow.date, DayRow.revision).where(DayRow.date >= since).order_by(DayRow.date)
    return [(row.office_id, row.date, row.revision) for row in session.execute(query)]


def touched(session: Session, office_id: int, on: date, after: int) -> frozenset[int]:
    """The tickets that a day's journal names behind a line."""
    query = select(LineRow.ticket_id).join(DayRow).where(DayRow.office_id == office_id, DayRow.date == on, LineRow.revision > after)
    return frozenset(id_ for id_ in session.scalars(query) if id_ is not None)


def tickets(session: Session, day_id: int, states: Iterable[State] | None = None) -> dict[int, Ticket]:
    """The tickets of a day, all or those in some states, in the order they were drawn."""
    query = select(*COLUMNS).where(TicketRow.day_id == day_id).order_by(TicketRow.id)
    if states is not None:
        query = query.where(TicketRow.state.in_(tuple(states)))
    return {row.id: as_ticket(row) for row in session.execute(query)}


def ticket(session: Session, ticket_id: int) -> Ticket:
    """One ticket of any day. Raises NotFound."""
    row = session.execute(select(*COLUMNS).where(TicketRow.id == ticket_id)).one_or_none()
    if row is None:
        raise NotFound()
    return as_ticket(row)


def seats(session: Session, day_id: int) -> dict[int, Seat]:
    """Who is signed on where: counter id → seat."""
    rows = session.scalars(select(SeatRow).where(SeatRow.day_id == day_id))
    return {row.counter_id: seat(row) for row in rows}


def seat(row: SeatRow) -> Seat:
    services = None if row.services is None else tuple(row.services)
    return Seat(row.staff_id, services, tuple(row.languages), row.break_since)


def notes(session: Session, day: DayState) -> dict[int, list[str]]:
    """What staff wrote about a day's living tickets, oldest first: ticket id → texts."""
    noted = [ticket.id for ticket in day.tickets.values() if ticket.notes and ticket.state not in OVER]
    found: dict[int, list[str]] = {ticket_id: [] for ticket_id in noted}
    if noted:
        query = select(TicketNoteRow).where(TicketNoteRow.ticket_id.in_(noted)).order_by(TicketNoteRow.id)
        for row in session.scalars(query):
            found[row.ticket_id].append(row.text)
    return found


def journal(session: Session, office_id: int, on: date, after: int = 0, verbs: Iterable[Verb] | None = None) -> list[Line]:
    """A day's journal behind line `after`, in order; all of it, or the lines with some verbs."""
    columns = (LineRow.revision, LineRow.verb, LineRow.at, LineRow.ticket_id, LineRow.counter_id, LineRow.changes)
    query = select(*columns).join(DayRow).where(DayRow.office_id == office_id, DayRow.date == on, LineRow.revision > after)
    if verbs is not None:
        query = query.where(LineRow.verb.in_(tuple(verbs)))
    return [Line(*row) for row in session.execute(query.order_by(LineRow.revision))]


def last_left(session: Session, office_id: int, on: date, staff_id: int) -> tuple[int, str] | None:
    """Which counter somebody left last on a day, and by whose doing: (counter id, `clock` for a lost desk)."""
    query = select(LineRow).join(DayRow).where(DayRow.office_id == office_id, DayRow.date == on, LineRow.verb == Verb.SIGN_OFF)
    left = session.scalars(query.order_by(LineRow.revision.desc()))
    mine = (line for line in left if line.changes["staff_id"][0] == staff_id)
    return next(((line.counter_id, line.by) for line in mine if line.counter_id is not None), None)


def by_token(session: Session, token: str) -> Found | None:
    """Which ticket a token belongs to, also after its day, until its rows are deleted."""
    row = session.execute(
        select(TicketRow.id, TicketRow.office_id, DayRow.date).join(DayRow).where(TicketRow.token_digest == digest(token))
    ).one_or_none()
    return Found(*row) if row else None


def token(session: Session, ticket_id: int) -> str | None:
    """The raw token of a ticket, until its day is over."""
    return session.scalar(select(TicketSecretRow.token).where(TicketSecretRow.ticket_id == ticket_id))


def tokens(session: Session, ticket_ids: Iterable[int]) -> dict[int, str]:
    """The raw tokens of these tickets: ticket id → token."""
    query = select(TicketSecretRow.ticket_id, TicketSecretRow.token).where(TicketSecretRow.ticket_id.in_(tuple(ticket_ids)))
    return {row.ticket_id: row.token for row in session.execute(query)}


def as_ticket(row: object) -> Ticket:
    """A row of COLUMNS as a ticket."""
    values = {name: getattr(row, name) for name in FIELDS}
    values |= {name: tuple(values[name]) for name in LISTS}
    return Ticket(**values)


def _load_office(db: Database, session: Session, office_id: int) -> Office:
    row = session.get_one(OfficeRow, office_id)
    services = {found.slug: _service(found) for found in _in_use(session, ServiceRow, office_id)}
    return Office(
        id=row.id,
        slug=row.slug,
        name=row.name,
        address=row.address,
        time_zone=row.time_zone,
        languages=tuple(row.languages),
        order_languages=row.order_languages,
        hours=_hours(row.hours),
        closures=frozenset(map(date.fromisoformat, row.closures)) | public_holidays(row.state),
        exceptions={date.fromisoformat(on): tuple(map(_span, spans)) for on, spans in row.exceptions.items()},
        policy=policy(row.turn, row.calls, row.outcomes),
        areas={area["slug"]: Area(**area) for area in row.areas},
        groups={group["slug"]: Group(**group) for group in row.groups},
        kiosk=_kiosk(row.kiosk),
        rules=_rules(row.alerts),
        feedback=Asking(**row.feedback),
        slip=_slip(row.slip),
        announcements=_announcements(row.announcements),
        walk_in_stop=timedelta(minutes=row.walk_in_stop_minutes),
        retention_days=row.retention_days,
        is_demo=row.is_demo,
        always_open=row.is_demo and db.demo_open,
        services={service.id: service for service in services.values()},
        counters={found.id: _counter(found, services) for found in _in_use(session, CounterRow, office_id)},
        displays={found.slug: displays.display(found) for found in _in_use(session, DisplayRow, office_id)},
        tips=tuple(Tip(**tip) for tip in row.tips),
        partners=tuple(Partner(**partner) for partner in row.partners),
        notices=displays.notices(session, office_id),
    )


def _in_use(session: Session, table: type[Placed], office_id: int) -> Iterable[Placed]:
    return session.scalars(select(table).where(table.office_id == office_id, ~table.is_retired).order_by(table.position))


def _service(row: ServiceRow) -> Service:
    return Service(
        id=row.id,
        slug=row.slug,
        letter=row.letter,
        name=row.name,
        bring=row.bring,
        icon=row.icon,
        mean_minutes=row.mean_minutes,
        express=row.express,
        daily_quota=row.daily_quota,
        paused=row.is_paused,
        hours=None if row.hours is None else _hours(row.hours),
        pause_reason=row.pause_reason,
        area=row.area,
        group=row.group,
        words=row.words,
    )


def _counter(row: CounterRow, services: dict[str, Service]) -> Counter:
    return Counter(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        number=row.number,
        floor=row.floor,
        area=row.area,
        name=row.name,
        hint=row.hint,
        direction=cast(Direction | None, row.direction),
        service_ids=frozenset(services[slug].id for slug in row.services if slug in services),
    )


def _hours(row: dict[str, list[str]]) -> calendar.Hours:
    return {weekday: tuple(map(_span, spans)) for weekday, spans in row.items()}


def _slip(row: dict[str, Any]) -> SlipLayout:
    logo = row.get("logo")
    return SlipLayout(tuple(row.get("blocks", BLOCKS)), logo and b64decode(logo), row.get("footer", {}))


def _announcements(row: dict[str, Any]) -> Announcements:
    """What the row says; what it says nothing of is as `Announcements` has it. Volumes are per cent in the file."""
    if not row:
        return Announcements()
    return Announcements(
        order=row["languages"],
        chimes=row["chime"],
        speed=row["speed"],
        is_clear=row["clear"],
        volume=row["volume"] / 100,
        volumes=tuple((_span(each["hours"]), each["volume"] / 100) for each in row["volumes"]),
        quiet=tuple(map(_span, row["quiet"])),
    )


def _kiosk(row: dict[str, Any]) -> KioskRules:
    minutes = row.get("long_wait_minutes")
    return KioskRules(KioskRules().long_wait if minutes is None else timedelta(minutes=minutes), row.get("advice"))


def _rules(row: dict[str, Any]) -> Rules:
    """What the row says; what it says nothing of is as `Rules` has it."""
    return Rules(**{name: Rule(timedelta(minutes=told["minutes"]), told["on"]) for name, told in row.items()})


def policy(turn: dict[str, Any], calls: dict[str, Any], outcomes: Mapping[str, Any]) -> Policy:
    """What the office file's parts say; what they say nothing of is as `Policy` has it."""
    told = {name: _rule(name, value) for name, value in (turn | calls).items()}
    return Policy(**{UNITS.get(name, (name, None))[0]: value for name, value in told.items()}, outcomes=outcomes)


UNITS = {
    "limit_minutes": ("limit", "minutes"),
    "early_minutes": ("early", "minutes"),
    "late_minutes": ("late", "minutes"),
    "repeat_gap_seconds": ("repeat_gap", "seconds"),
    "grace_minutes": ("grace", "minutes"),
    "desk_lost_minutes": ("desk_lost", "minutes"),
    "postpone_minutes": ("postpone", "minutes"),
}
"""Names in the office file that carry a unit → the policy's names, and the unit."""


def _rule(name: str, value: Any) -> Any:
    if name in UNITS:
        return timedelta(**{str(UNITS[name][1]): value})
    if isinstance(value, dict):
        return Earns(**value)
    return frozenset(value) if isinstance(value, list) else value


@cache
def public_holidays(state: str | None) -> frozenset[date]:
    """The public holidays of a German state ("ST") for as long as a server may run; none where there is no state."""
    if state is None:
        return frozenset()
    return frozenset(_holidays(state))


def holidays_named(state: str | None, since: date, until: date) -> list[tuple[date, str]]:
    """The public holidays between two dates, each with its name, in order."""
    return sorted((on, name) for on, name in _holidays(state).items() if since <= on <= until) if state in STATES else []


@cache
def _holidays(state: str) -> dict[date, str]:
    return dict(holidays.country_holidays("DE", subdiv=state, language="de", years=range(HOLIDAYS_FROM, HOLIDAYS_TO)))


def _span(text: str) -> calendar.Span:
    start, end = text.split("-")
    return time.fromisoformat(start), time() if end == "24:00" else time.fromisoformat(end)
