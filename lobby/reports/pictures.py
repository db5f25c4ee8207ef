"""What pictures of the days show: load, waits over the day, how long visits take, who was sent on where. No cell under five."""

from collections import Counter as Tally
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lobby.domain import calendar
from lobby.domain.feedback import SMALLEST
from lobby.domain.lifecycle import State, Verb
from lobby.domain.office import Office
from lobby.domain.spread import classes, quantile
from lobby.reports import visits
from lobby.reports.visits import Load
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketRow

BOUNDS = (0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 90)
"""Minutes at which a class of service times begins."""


@dataclass(frozen=True, slots=True)
class Waited:
    """Those drawn in one hour who were called: how many, and minutes that half, 8 of 10, 9 of 10 waited at most."""

    hour: int
    called: int
    p50: float
    p80: float
    p90: float


@dataclass(frozen=True, slots=True)
class Took:
    """Visits that took from `begin` minutes up to the next class; None where they were one to four."""

    begin: int
    visits: int | None


@dataclass(frozen=True, slots=True)
class Durations:
    """How long visits took: how many there were, half and 9 of 10 at most so many minutes, and the classes."""

    visits: int
    p50: float
    p90: float
    classes: list[Took]


@dataclass(frozen=True, slots=True)
class Sent:
    """How often somebody was sent on from one service to another, by their slugs; five times at least."""

    origin: str
    target: str
    times: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """All of it. `first_held`: the first day whose tickets are still there: only from then on waits and durations are known."""

    load: list[Load]
    waits: list[Waited]
    durations: Durations | None
    flow: list[Sent]
    first_held: date | None


def pictures(session: Session, office: Office, first: date, last: date) -> Pictures:
    """Of the days from `first` to `last`, both included. What needs single visits is of the days that are not deleted yet."""
    within = DayRow.office_id == office.id, DayRow.date.between(first, last)
    tickets = select(TicketRow.drawn_at, TicketRow.called_at, TicketRow.waited_s, TicketRow.served_s, TicketRow.state)
    waited: defaultdict[int, list[float]] = defaultdict(list)
    served = []
    for row in session.execute(tickets.join(DayRow, DayRow.id == TicketRow.day_id).where(*within)):
        if row.called_at is not None:
            waited[calendar.local(office, row.drawn_at).hour].append(row.waited_s / 60)
        if row.state is State.FINISHED:
            served.append(row.served_s / 60)
    return Pictures(
        load=visits.load(session, office, first, last),
        waits=[_waited(hour, found) for hour, found in sorted(waited.items()) if len(found) >= SMALLEST],
        durations=_durations(served) if len(served) >= SMALLEST else None,
        flow=_flow(session, office, first, last),
        first_held=session.scalar(select(DayRow.date).where(*within).order_by(DayRow.date).limit(1)),
    )


def _waited(hour: int, minutes: list[float]) -> Waited:
    return Waited(hour, len(minutes), *(round(quantile(minutes, share), 1) for share in (0.5, 0.8, 0.9)))


def _durations(minutes: list[float]) -> Durations:
    counts = zip(BOUNDS, classes(minutes, BOUNDS), strict=True)
    told = [Took(begin, None if 0 < number < SMALLEST else number) for begin, number in counts]
    return Durations(len(minutes), round(quantile(minutes, 0.5), 1), round(quantile(minutes, 0.9), 1), told)


def _flow(session: Session, office: Office, first: date, last: date) -> list[Sent]:
    slugs = {service.id: service.slug for service in office.services.values()}
    lines = select(LineRow.changes).join(DayRow, DayRow.id == LineRow.day_id).where(LineRow.verb == Verb.TRANSFER)
    moves = (
        line.changes["service_id"]
        for line in session.execute(lines.where(DayRow.office_id == office.id, DayRow.date.between(first, last)))
        if "service_id" in line.changes
    )
    times = Tally((slugs.get(origin, ""), slugs.get(target, "")) for origin, target in moves)
    return [
        Sent(*pair, number) for pair, number in sorted(times.items(), key=lambda each: (-each[1], each[0])) if number >= SMALLEST
    ]
