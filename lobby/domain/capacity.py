"""Whether today's time is likely to be enough for somebody who draws a ticket now.

Said in words and never as a promise; it refuses nobody. The late end of her range stands against what is left until closing, so
that it is doubted early and not late. While nobody serves a service, and there is no range, a rule of thumb stands in: the
service time of those who will be called before, divided among the counters.
"""

from datetime import datetime, timedelta

from lobby.domain import calendar, turn
from lobby.domain.day import DayState, Ticket
from lobby.domain.office import Office, Service
from lobby.domain.waiting.outlook import outlook


def is_probably_today(office: Office, day: DayState, service: Service, now: datetime, ahead: int | None = None) -> bool:
    """Whether somebody who draws for the service now can probably still be called today.

    `ahead`: how many will be called before, where that is known already.
    """
    counters = counters_at_work(office, day, service.id)
    if not counters or day.ended_at is not None:
        return False
    wait = outlook(office, day, now).services.get(service.id)
    if wait is not None:
        return timedelta(minutes=wait.high_minutes) <= calendar.open_for(office, now, service)
    before = turn.ahead_of(office, day, service.id, now) if ahead is None else ahead
    return before * timedelta(minutes=service.mean_minutes) / counters < calendar.open_for(office, now, service)


def is_probably_called_today(office: Office, day: DayState, ticket: Ticket, now: datetime) -> bool:
    """The same for somebody who waits already."""
    service, wait = office.services.get(ticket.service_id), outlook(office, day, now).tickets.get(ticket.id)
    if service is None:
        return False
    if wait is not None and day.ended_at is None:
        return timedelta(minutes=wait.high_minutes) <= calendar.open_for(office, now, service)
    return is_probably_today(office, day, service, now, turn.ahead_of(office, day, service.id, now, ticket))


def counters_at_work(office: Office, day: DayState, service_id: int) -> int:
    """How many counters serve the service now; all that could, where nobody who does has signed on."""
    could = [counter for counter in office.counters.values() if service_id in counter.service_ids]
    now = [each for each in could if each.id in day.seats and service_id in turn.served_at(office, each, day.seats[each.id])]
    return len(now or could)
