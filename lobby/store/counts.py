"""A day in counts: of tickets that are still there, and of those whose day was deleted. The same figures either way."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lobby.domain import calendar, kept
from lobby.domain.lifecycle import State, Verb
from lobby.domain.office import Office
from lobby.store.tables.counts import CountRow, LanguageCountRow
from lobby.store.tables.days import DayRow
from lobby.store.tables.journal import LineRow
from lobby.store.tables.tickets import TicketRow

WITHIN = (15, 30, 60)
"""Minutes within which somebody was called: the steps that waits are counted in."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The tickets of one service drawn in one hour of a day. What each number is says lobby.store.tables.counts."""

    date: date
    service_id: int
    hour: int
    drawn: int = 0
    called: int = 0
    finished: int = 0
    missed: int = 0
    withdrawn: int = 0
    expired: int = 0
    waited_s: int = 0
    walked_s: int = 0
    served_s: int = 0
    within_15: int = 0
    within_30: int = 0
    within_60: int = 0
    promised: int = 0
    kept: int = 0
    sooner: int = 0
    late: list[float] = field(default_factory=list)
    got_worse: int = 0


NUMBERS = tuple(name for name in Cell.__dataclass_fields__ if name not in ("date", "service_id", "hour", "late"))


def between(session: Session, office: Office, first: date, last: date) -> list[Cell]:
    """The cells of the days from `first` to `last`, both included."""
    gone = select(CountRow).where(CountRow.office_id == office.id, CountRow.date.between(first, last))
    days = select(DayRow.id, DayRow.date).where(DayRow.office_id == office.id, DayRow.date.between(first, last))
    found = [Cell(**{name: getattr(row, name) for name in Cell.__dataclass_fields__}) for row in session.scalars(gone)]
    return found + [cell for day_id, on in session.execute(days).all() for cell in of_day(session, office, day_id, on)]


def of_day(session: Session, office: Office, day_id: int, on: date) -> list[Cell]:
    """The cells of a day whose tickets are still there."""
    missed = set(session.scalars(select(LineRow.ticket_id).where(LineRow.day_id == day_id, LineRow.verb == Verb.MISS)))
    cells: defaultdict[tuple[int, int], list[TicketRow]] = defaultdict(list)
    for ticket in session.scalars(select(TicketRow).where(TicketRow.day_id == day_id)):
        cells[ticket.service_id, calendar.local(office, ticket.drawn_at).hour].append(ticket)
    return [_cell(on, *place, tickets, missed) for place, tickets in cells.items()]


def languages(session: Session, office_id: int, first: date, last: date) -> dict[str, int]:
    """How many tickets were drawn in each language on the days from `first` to `last`, both included."""
    gone = select(LanguageCountRow.language, LanguageCountRow.drawn).where(
        LanguageCountRow.office_id == office_id, LanguageCountRow.date.between(first, last)
    )
    drawn = select(TicketRow.language, func.count()).join(DayRow, DayRow.id == TicketRow.day_id).group_by(TicketRow.language)
    there = session.execute(drawn.where(DayRow.office_id == office_id, DayRow.date.between(first, last)))
    found: Tally[str] = Tally()
    for language, number in (*there, *session.execute(gone)):
        found[language] += number
    return dict(found)


def rows(office: Office, cells: Iterable[Cell]) -> list[CountRow]:
    """The same, as it is kept."""
    return [CountRow(office_id=office.id, **asdict(cell)) for cell in cells]


def _cell(on: date, service_id: int, hour: int, tickets: list[TicketRow], missed: set[int | None]) -> Cell:
    states = Tally(ticket.state for ticket in tickets)
    called = [ticket for ticket in tickets if ticket.called_at is not None]
    served = [ticket for ticket in tickets if ticket.state is State.FINISHED]
    told = kept.total(map(kept.tally, tickets))
    return Cell(
        on,
        service_id,
        hour,
        drawn=len(tickets),
        called=len(called),
        missed=sum(ticket.id in missed for ticket in tickets),
        late=sorted(round(minutes, 1) for minutes in told.late),
        **{name: getattr(told, name) for name in kept.COUNTS},
        **{state.value: states[state] for state in (State.FINISHED, State.WITHDRAWN, State.EXPIRED)},
        waited_s=sum(each.waited_s for each in called),
        **{name: sum(getattr(each, name) for each in served) for name in ("walked_s", "served_s")},
        **{f"within_{most}": sum(each.waited_s <= most * 60 for each in called) for most in WITHIN},
    )
