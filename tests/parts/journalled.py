"""Past days with their whole journals, played by rules of their own: to simulate from, and to compare with what was measured."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lobby.domain import calendar
from lobby.domain.day import Line, Seat
from lobby.domain.lifecycle import SlipState, State, Verb
from lobby.domain.office import Office
from lobby.domain.simulation import Arrival, Change, play
from lobby.rehearsal import plan
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketRow

MINUTE = timedelta(minutes=1)
PAPERWORK = timedelta(seconds=70)  # after each visit, before the next call
_numbers = itertools.count(1)


@dataclass(frozen=True)
class PastDay:
    """A day's lines, and the waits in minutes as they came about."""

    date: date
    lines: tuple[Line, ...]
    waits: tuple[float, ...]


def past_day(office: Office, on: date, seed: int = 1, tickets: int = 120, counters: Sequence[str] = ()) -> PastDay:
    """A day between the office's first opening and its last closing at these counters (all where none is named)."""
    rng = Random(seed)
    here = [counter for counter in office.counters.values() if not counters or counter.slug in counters]
    openings = calendar.openings(office, on)
    come = _arrivals(office, on, seed, tickets, rng)
    changes = [
        change
        for opening in openings
        for counter in here
        for change in (
            Change(opening.start - rng.random() * 4 * MINUTE, counter.id, Seat(counter.id)),
            Change(opening.end + MINUTE, counter.id, None, when_done=True),
        )
    ]
    visits = play(office, {}, come, changes=changes)
    called = [visit.called_at + visit.arrival.served for visit in visits if visit.called_at]
    told: list[tuple[datetime, Verb, int | None, int | None, dict[str, Any]]] = []
    for change in changes:
        at = change.at
        if change.seat is None:  # when the last is served
            later = next((each.at for each in changes if each.counter_id == change.counter_id and each.at > at and each.seat), None)
            of_it = [v.called_at + v.arrival.served for v in visits if v.called_at and v.counter_id == change.counter_id]
            at = max([at, *(end for end in of_it if later is None or end < later)])
        seat = {"staff_id": [None, change.counter_id], "services": [None, None], "languages": [None, []]}
        told.append((at, Verb.SIGN_ON if change.seat else Verb.SIGN_OFF, None, change.counter_id, seat if change.seat else {}))
    assert called
    for id_, visit in enumerate(visits, 1):
        told += _life(id_, visit)
    told.sort(key=lambda each: each[0])
    lines = tuple(Line(revision, verb, at, id_, place, changes) for revision, (at, verb, id_, place, changes) in enumerate(told, 1))
    return PastDay(on, lines, tuple(visit.wait / MINUTE for visit in visits if visit.wait is not None))


def put(db, office: Office, past: PastDay) -> None:
    """The same in the tables: the day, its tickets as far as lines point to them, and its journal."""
    with db.write() as session:
        day = DayRow(office_id=office.id, date=past.date, ended_at=past.lines[-1].at, revision=past.lines[-1].revision)
        session.add(day)
        session.flush()
        ids = {}
        for line in past.lines:
            if line.ticket_id is not None and line.ticket_id not in ids:
                row = _ticket(office, day, line)
                session.add(row)
                session.flush()
                ids[line.ticket_id] = row.id
            told = dict(line.changes)
            row = LineRow(
                day_id=day.id, revision=line.revision, verb=line.verb, counter_id=line.counter_id, changes=told, at=line.at
            )
            row.ticket_id, row.by = ids.get(line.ticket_id), "test"
            session.add(row)


def last_opened(office: Office, before: date, many: int) -> list[date]:
    """The last so many dates before one on which most services were open."""
    days = (before - timedelta(days=ago) for ago in range(1, 200))
    return sorted(itertools.islice((day for day in days if calendar.openings(office, day, office.service("residence"))), many))


def _arrivals(office: Office, on: date, seed: int, tickets: int, rng: Random) -> list[Arrival]:
    midnight = datetime.combine(on, datetime.min.time(), ZoneInfo(office.time_zone))
    ids = {service.slug: service.id for service in office.services.values()}
    found = []
    for visitor in plan.tuesday(seed, tickets, tuple(ids), office.languages):
        at = (midnight + timedelta(seconds=round(visitor.arrives_s))).astimezone(ZoneInfo("UTC"))
        if calendar.accepts_walk_ins(office, at, office.services[ids[visitor.service]]):
            shows = rng.random() > 0.1
            served = timedelta(seconds=round(visitor.walks_s + visitor.served_s if shows else 120)) + PAPERWORK
            patience = None if visitor.leaves_s is None else timedelta(seconds=round(visitor.leaves_s))
            found.append(Arrival(at, ids[visitor.service], served, visitor.needs, visitor.language, None, shows, patience=patience))
    return found


def _life(id_: int, visit: Any) -> list[Any]:
    come, seat = visit.arrival, visit.counter_id
    drawn = {
        "service_id": [None, come.service_id],
        "language": [None, come.language],
        "needs": [None, list(come.needs)],
        "state": [None, "waiting"],
        "drawn_at": [None, come.at.isoformat()],
    }
    found = [(come.at, Verb.DRAW, id_, None, drawn)]
    if visit.called_at is None:
        gone = come.at + (come.patience or timedelta(hours=12))
        verb = Verb.EXPIRE if come.patience is None else Verb.WITHDRAW
        return [*found, (gone, verb, id_, None, {"state": ["waiting", "expired" if verb is Verb.EXPIRE else "withdrawn"]})]
    end = visit.called_at + come.served - PAPERWORK
    found.append((visit.called_at, Verb.CALL, id_, seat, {"state": ["waiting", "called"], "counter_id": [None, seat]}))
    if not come.shows:
        return [*found, (end, Verb.MISS, id_, seat, {"state": ["called", "missed"]})]
    start = visit.called_at + (end - visit.called_at) / 10
    return [
        *found,
        (start, Verb.START, id_, seat, {"state": ["called", "serving"]}),
        (end, Verb.FINISH, id_, seat, {"state": ["serving", "finished"]}),
    ]


def _ticket(office: Office, day: DayRow, line: Line) -> TicketRow:
    number = next(_numbers)
    return TicketRow(
        office_id=office.id,
        day_id=day.id,
        token_digest=f"j{number:063}",
        key=f"journalled-{number}",
        key_body="",
        number=f"Z{number % 1000:03}" if number < 1000 else f"{number:04}"[-4:],
        service_id=line.changes["service_id"][1],
        language="de",
        needs=[],
        party_size=1,
        state=State.FINISHED,
        drawn_at=line.at,
        slip=SlipState.NONE,
    )


def house(office: Office) -> Office:
    """The demo office as plain values, open on working days from 9 to 12 and from 14 to 18."""
    hours = {day: ((time(9), time(12)), (time(14), time(18))) for day in calendar.WEEKDAYS[:5]}
    return replace(office, always_open=False, hours=hours, walk_in_stop=30 * MINUTE, time_zone="Europe/Berlin")
