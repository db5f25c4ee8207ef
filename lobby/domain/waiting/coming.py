"""Appointments that are still to come, whom they will keep waiting, and where somebody stands when her own time has come.

An expected start that the line tells is moved by those who will go before: the later it lies, the more of them have come by then.
So appointments only ever make it later, and the more people are ahead, the later still.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lobby.domain import turn
from lobby.domain.day import DayState, Slot, Ticket
from lobby.domain.office import Office

STAND_IN = 1 << 50


@dataclass(frozen=True, slots=True)
class Coming:
    """An appointment for which nobody has come yet. `work_s`: what it will take, times how likely it is kept.

    `counters`: the ids of those that serve it.
    """

    at: datetime
    work_s: float
    counters: frozenset[int]


def awaited(office: Office, day: DayState, now: datetime) -> Iterable[tuple[Slot, float]]:
    """The appointments for which nobody has come yet, in order, and how far each can still be hoped for.

    That is 1 until its time has come, then less and less, and nothing when it is too late.
    """
    left = Tally(day.booked)
    left.subtract(Slot(each.appointment_at, each.service_id) for each in day.tickets.values() if each.appointment_at)
    late = office.policy.late
    for slot in sorted(left.elements(), key=lambda each: (each.at, each.service_id)):
        if now < slot.at + late:
            yield slot, 1 - max(now - slot.at, timedelta()) / late


def delayed(
    office: Office, ticket: Ticket, start_s: float, counters: frozenset[int], coming: Sequence[Coming], now: datetime
) -> float:
    """In how many seconds a ticket is expected to be called, where the line alone says `start_s`.

    `counters` serve the ticket. Work that some of them share with others is borne by all of these.
    """
    for each, begins in zip(coming, turn.overtaking(office, ticket, (each.at for each in coming)), strict=False):
        if (begins - now).total_seconds() >= start_s:
            break
        if each.counters & counters:
            start_s += each.work_s / len(each.counters | counters)
    return start_s


def stand_ins(office: Office, tickets: Iterable[Ticket], now: datetime) -> dict[int, tuple[Ticket, datetime]]:
    """For those who came before their booked time: an ordinary ticket that stands where each will stand then, and that time.

    By the ids of the stand-ins, which are STAND_IN more.
    """
    found = {}
    for each in tickets:
        if each.appointment_at is None:
            continue
        booked = turn.place_of(office.policy, each)
        if booked == each.appointment_at and booked > now:
            alike = turn.as_ordinary(office.policy, booked)
            found[STAND_IN + each.id] = (
                Ticket(STAND_IN + each.id, "", each.service_id, drawn_at=alike, sent_to=each.sent_to),
                booked,
            )
    return found
