"""How long everybody in an office waits now: those in line, and whoever draws for a service."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from lobby.domain import turn
from lobby.domain.day import DayState, Line, Seat, Ticket, advance
from lobby.domain.lifecycle import State
from lobby.domain.office import Office
from lobby.domain.waiting import line
from lobby.domain.waiting.coming import STAND_IN, Coming, awaited, delayed, stand_ins
from lobby.domain.waiting.knowledge import Knowledge
from lobby.domain.waiting.line import AtWork, InLine
from lobby.domain.waiting.shown import Wait, later

HALF_MINUTE_S = 30
BREAK = timedelta(minutes=15)
LEAST_BREAK = timedelta(minutes=5)
NEWCOMER = 1 << 40  # ids of those who have not drawn: behind everybody of the same priority
MEMORY = "knowledge"
"""Under this name a day carries what its office has learned; without it, ranges are those of the first day."""


class Ranges(Mapping[int, Wait | None]):
    """Ranges of some, by id; None is unknown. Each is made when it is first asked for: most boards ask for one of hundreds."""

    def __init__(self, starts: Mapping[int, float | None], make: Callable[[int, float], Wait]) -> None:
        self._starts, self._make = starts, make
        self._made: dict[int, Wait | None] = {}

    def __getitem__(self, id_: int) -> Wait | None:
        if id_ not in self._made:
            start = self._starts[id_]
            self._made[id_] = None if start is None else self._make(id_, start)
        return self._made[id_]

    def __iter__(self) -> Iterator[int]:
        return iter(self._starts)

    def __len__(self) -> int:
        return len(self._starts)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Ranges at one instant: ticket id → range, and service id → that of somebody who drew now. None is unknown."""

    tickets: Mapping[int, Wait | None]
    services: Mapping[int, Wait | None]


def outlook(office: Office, day: DayState, now: datetime) -> Outlook:
    """The ranges of this half minute. Kept with the day as it stands: every board of that half minute asks for them."""
    if not is_known(office, day, now):
        instant = _half_minute(now)
        day.memory["outlook"] = (instant, office, _looked(office, day, instant))
    found: Outlook = day.memory["outlook"][2]
    return found


def is_known(office: Office, day: DayState, now: datetime) -> bool:
    """Whether the ranges of this half minute have been made already."""
    known = day.memory.get("outlook")
    return known is not None and known[0] == _half_minute(now) and known[1] is office


def _half_minute(now: datetime) -> datetime:
    return now.replace(second=now.second // HALF_MINUTE_S * HALF_MINUTE_S, microsecond=0)


def start_of(office: Office, day: DayState, newcomer: Ticket, now: datetime) -> float | None:
    """In how many seconds somebody who is about to draw this ticket is expected to be called; None where nobody serves her."""
    return _starts(office, day, [newcomer], now)[newcomer.id]


def promised(office: Office, day: DayState, service_id: int, start: float) -> Wait:
    """The range that is told of an expected start."""
    return knowledge_of(day).wait(office, service_id, start)


def knowledge_of(day: DayState) -> Knowledge:
    """What the office has learned so far."""
    found: Knowledge = day.memory.setdefault(MEMORY, Knowledge())
    return found


def moved_on(office: Office, day: DayState, lines: Iterable[Line]) -> DayState:
    """The day after further journal lines, carrying what the office has learned up to the last of them: line by line, so that
    everybody who follows the journal tells the same ranges."""
    learned = knowledge_of(day).copy()
    after = advance(day, lines, lambda ticket: learned.learn(office, ticket))
    after.memory[MEMORY] = learned
    turn.carry(day, after)
    return after


def newcomer(service_id: int, now: datetime) -> Ticket:
    """Whoever draws for a service now, as an ordinary walk-in."""
    return Ticket(NEWCOMER + service_id, service_id=service_id, drawn_at=now, since=now)


def _looked(office: Office, day: DayState, now: datetime) -> Outlook:
    latest = max((each.drawn_at for each in day.having(State.WAITING) if each.drawn_at), default=now)  # `now` may be earlier
    newcomers = [newcomer(service_id, max(now, latest)) for service_id in office.services]
    starts = _starts(office, day, newcomers, now)
    services = {service_id: starts.pop(NEWCOMER + service_id) for service_id in office.services}

    def of_ticket(ticket_id: int, start: float) -> Wait:
        return _of_ticket(office, day, day.tickets[ticket_id], start, now)

    return Outlook(Ranges(starts, of_ticket), Ranges(services, lambda service_id, start: promised(office, day, service_id, start)))


def _of_ticket(office: Office, day: DayState, ticket: Ticket, start: float, now: datetime) -> Wait:
    """Nobody who asked for more time is called before that is over."""
    wait = promised(office, day, ticket.service_id, start)
    if ticket.not_before is None or ticket.not_before <= now:
        return wait
    return later(wait, (ticket.not_before - now).total_seconds())


def _starts(office: Office, day: DayState, newcomers: Sequence[Ticket], now: datetime) -> dict[int, float | None]:
    """Expected starts by ticket id. Those not drawn yet take no time, so that they do not wait for each other.

    Who came before her booked time has her turn at the sooner of two places: her own, and that of her stand-in.
    """
    people = {each.id: each for each in (*day.having(State.WAITING), *newcomers)}
    found: dict[int, float | None] = dict.fromkeys(people)
    if day.evacuation is not None or day.ended_at is not None:
        return found
    early = stand_ins(office, people.values(), now)
    order = turn.order(office, day, now, [*newcomers, *(each for each, _ in early.values())])
    counters = list(_counters(office, day, now))
    coming = list(_coming(office, day, counters, now))
    alike = cache(partial(_in_line, office, knowledge_of(day)))  # hundreds stand in line, for a dozen services
    serving = cache(partial(_serving, counters))
    starts = line.starts(counters, [alike(each.service_id, each.sent_to, each.id < NEWCOMER) for each in order])
    for each, start in zip(order, starts, strict=True):
        if start is not None:
            person = people[each.id % STAND_IN]
            if coming:
                start = delayed(office, person, start, serving(each.service_id, each.sent_to), coming, now)
            if each.id in early:
                start = max(start, (early[each.id][1] - now).total_seconds())
            sooner = found[person.id]
            found[person.id] = start if sooner is None else min(start, sooner)
    return found


def _coming(office: Office, day: DayState, counters: Sequence[AtWork], now: datetime) -> Iterable[Coming]:
    """The appointments still to come, as likely as this office's are kept."""
    known = knowledge_of(day)
    for slot, hope in awaited(office, day, now):
        work_s = hope * known.kept * known.mean_s(office, slot.service_id)
        yield Coming(slot.at, work_s, _serving(counters, slot.service_id))


def _serving(counters: Sequence[AtWork], service_id: int, sent_to: int | None = None) -> frozenset[int]:
    """The ids of the counters that may call somebody."""
    return frozenset(each.id for each in counters if (service_id in each.services if sent_to is None else each.id == sent_to))


def _in_line(office: Office, known: Knowledge, service_id: int, sent_to: int | None, is_there: bool) -> InLine:
    """Somebody in line. Stand-ins take time, but not in addition to whom they stand in for: they, like newcomers, take none."""
    return InLine(service_id, known.mean_s(office, service_id) if is_there else 0.0, sent_to)


def _counters(office: Office, day: DayState, now: datetime) -> Iterable[AtWork]:
    known = knowledge_of(day)
    held = {each.counter_id: each for each in day.having(State.CALLED, State.SERVING)}
    for counter_id, seat in day.seats.items():
        counter = office.counters.get(counter_id)
        if counter is not None:
            services = turn.served_at(office, counter, seat)
            usual = sum(known.mean_s(office, each) for each in services) / max(1, len(services))
            yield AtWork(counter_id, services, _busy_s(office, known, seat, held.get(counter_id), now), usual)


def _busy_s(office: Office, known: Knowledge, seat: Seat, ticket: Ticket | None, now: datetime) -> float:
    if ticket is not None:
        elapsed = (now - (ticket.called_at or now)).total_seconds()
        return line.rest_of(known.mean_s(office, ticket.service_id), elapsed)
    if seat.break_since is not None:
        return max(seat.break_since + BREAK - now, LEAST_BREAK).total_seconds()
    return 0.0
