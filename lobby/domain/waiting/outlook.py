"""How long everybody in an office waits now: those in line, and whoever draws for a service."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lobby.domain import turn
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import State
from lobby.domain.office import Counter, Office
from lobby.domain.waiting import line
from lobby.domain.waiting.line import AtWork, InLine, Start
from lobby.domain.waiting.shown import Wait, shown

HALF_MINUTE_S = 30
WALK_S = 60.0  # from the call until somebody sits at the counter
BREAK = timedelta(minutes=15)
LEAST_BREAK = timedelta(minutes=5)
NEWCOMER = 1 << 40  # ids of those who have not drawn: behind everybody of the same priority
USUAL = -1.28155, 1.28155  # nine of ten cases each, where nothing has been learned yet


@dataclass(frozen=True, slots=True)
class Outlook:
    """Ranges at one instant: ticket id → range, and service id → that of somebody who drew now. None is unknown."""

    tickets: Mapping[int, Wait | None]
    services: Mapping[int, Wait | None]


def outlook(office: Office, day: DayState, now: datetime) -> Outlook:
    """The ranges of this half minute. Kept with the day: every board of that half minute asks for them."""
    instant = now.replace(second=now.second // HALF_MINUTE_S * HALF_MINUTE_S, microsecond=0)
    known = day.memory.get("outlook")
    if known is None or known[0] != instant or known[1] is not office:
        known = day.memory["outlook"] = (instant, office, _looked(office, day, instant))
    found: Outlook = known[2]
    return found


def start_of(office: Office, day: DayState, newcomer: Ticket, now: datetime) -> Start | None:
    """When somebody who is about to draw this ticket is expected to be called; None where nobody serves her."""
    return _starts(office, day, [newcomer], now)[newcomer.id]


def promised(start: Start) -> Wait:
    """The range that is told of an expected start."""
    return shown(*line.widened(start, *USUAL))


def newcomer(service_id: int, now: datetime) -> Ticket:
    """Whoever draws for a service now, as an ordinary walk-in."""
    return Ticket(NEWCOMER + service_id, service_id=service_id, drawn_at=now, since=now)


def _looked(office: Office, day: DayState, now: datetime) -> Outlook:
    newcomers = [newcomer(service_id, now) for service_id in office.services]
    starts = _starts(office, day, newcomers, now)
    found = {id_: None if start is None else promised(start) for id_, start in starts.items()}
    services = {service_id: found.pop(NEWCOMER + service_id) for service_id in office.services}
    return Outlook(found, services)


def _starts(office: Office, day: DayState, newcomers: Iterable[Ticket], now: datetime) -> dict[int, Start | None]:
    """Expected starts by ticket id. Those not drawn yet take no time, so that they do not wait for each other."""
    order = turn.order(office, day, now, newcomers)
    if day.evacuation is not None or day.ended_at is not None:
        return {ticket.id: None for ticket in order}
    people = [InLine(each.service_id, _work_s(office, each), each.sent_to) for each in order]
    counters = list(_counters(office, day, now))
    return dict(zip((ticket.id for ticket in order), line.starts(counters, people), strict=True))


def _work_s(office: Office, ticket: Ticket) -> float:
    return 0.0 if ticket.id >= NEWCOMER else mean_s(office, ticket.service_id)


def mean_s(office: Office, service_id: int) -> float:
    """How long a counter is taken by one visitor of a service, in seconds."""
    service = office.services.get(service_id)
    return WALK_S + 60.0 * (service.mean_minutes if service else 15)


def _counters(office: Office, day: DayState, now: datetime) -> Iterable[AtWork]:
    held = {each.counter_id: each for each in day.having(State.CALLED, State.SERVING)}
    for counter_id, seat in day.seats.items():
        counter = office.counters.get(counter_id)
        if counter is not None:
            services = turn.served_at(office, counter, seat)
            usual = sum(mean_s(office, each) for each in services) / max(1, len(services))
            yield AtWork(counter_id, services, _busy_s(office, counter, seat, held, now), usual)


def _busy_s(office: Office, counter: Counter, seat: Seat, held: Mapping[int | None, Ticket], now: datetime) -> float:
    ticket = held.get(counter.id)
    if ticket is not None:
        elapsed = (now - (ticket.called_at or now)).total_seconds()
        return line.rest_of(mean_s(office, ticket.service_id), elapsed)
    if seat.break_since is not None:
        return max(seat.break_since + BREAK - now, LEAST_BREAK).total_seconds()
    return 0.0
