"""Whose turn it is: accumulating priority, with a limit that nobody waits beyond.

Each class of tickets earns priority linearly with its wait, and has a head start (Stanford, Taylor, Ziedins: Waiting time
distributions in the accumulating priority queue, Queueing Systems 2014). So nobody starves, and the ratios of waits stay as
the office chose them. A ticket of several classes has the highest of their priorities.

Priorities count from the last full minute, so an order holds for a minute and can be explained; the limit counts at once.
"""

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from lobby.domain import calendar
from lobby.domain.day import DayState, Seat, Ticket
from lobby.domain.lifecycle import Standing, State
from lobby.domain.office import Counter, Office
from lobby.domain.policy import Earns, Policy

MINUTE = timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
BY_KEY = attrgetter("key")
EXHAUSTED = "exhausted"
"""Under this name a day may carry whom express tickets have overtaken often enough: a simulation keeps count of it itself."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A waiting ticket and why it stands where it stands: reasons as `kind` or `kind:detail`.

    Kinds: over-limit, waited (whole minutes), appointment and late-appointment (the booked instant), needs (each need),
    express, reinstated, returned, sent, language (a code), picked (why it was called from the list),
    postponed (until which instant).
    """

    ticket: Ticket
    reasons: tuple[str, ...]
    is_over_limit: bool = False


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A waiting ticket with its priority in points; `is_express_only` where nothing else lets it overtake."""

    ticket: Ticket
    place: datetime
    priority: float
    is_express_only: bool = False
    key: tuple[float, bool, datetime, int] = field(init=False, compare=False)  # made once: a line is sorted with each draw

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (-self.priority, self.is_express_only, self.place, self.ticket.id))


def served_at(office: Office, counter: Counter, seat: Seat | None) -> frozenset[int]:
    """The ids of the services that a counter serves now: its own, narrowed by whom signed on chose."""
    if seat is None or seat.services is None:
        return counter.service_ids
    chosen = {service.id for service in office.services.values() if service.slug in seat.services}
    return counter.service_ids & chosen


def queue(office: Office, day: DayState, counter: Counter, now: datetime) -> list[Pick]:
    """Who may be called to a counter, first the one whose turn it is."""
    first, then, later = _at_counter(office, day, counter, now)
    spoken = _spoken(day.seats.get(counter.id))
    over = [_picked(office, ranked, now, spoken, counter.id, True) for ranked in first]
    return over + [_picked(office, ranked, now, spoken, counter.id) for ranked in (*then, *later)]


def everybody(office: Office, day: DayState, now: datetime) -> list[Pick]:
    """All who wait in the house, in the order in which they will be called, whatever the counter."""
    ready, later = _apart(_order(office, day, now), now)
    first, then = _split(ready, office.policy.limit, now)
    over = [_picked(office, ranked, now, is_over=True) for ranked in first]
    return over + [_picked(office, ranked, now) for ranked in (*then, *later)]


def order(office: Office, day: DayState, now: datetime, newcomers: Iterable[Ticket] = ()) -> list[Ticket]:
    """All who wait in the house, first the one whose turn it is; with some who have not drawn yet, where they would stand.

    Whoever asked for more time keeps her place here: she has it again when that time is over.
    """
    minute = now.replace(second=0, microsecond=0)
    ranked = sorted([*_order(office, day, now), *(_rank(office, each, minute) for each in newcomers)], key=BY_KEY)
    first, then = _split(ranked, office.policy.limit, now)
    return [each.ticket for each in (*first, *then)]


def pick(office: Office, day: DayState, counter: Counter, now: datetime) -> Pick | None:
    """The next one to call to a counter, or None when nobody waits for it who did not ask for more time."""
    first, then, _ = _at_counter(office, day, counter, now)
    for ranked in first or then:
        return _picked(office, ranked, now, _spoken(day.seats.get(counter.id)), counter.id, bool(first))
    return None


def by_hand(office: Office, day: DayState, counter: Counter, ticket: Ticket, now: datetime, reason: str) -> Pick:
    """A ticket that a caseworker chose herself, whatever its turn."""
    ranked = _Ranked(ticket, place_of(office.policy, ticket), 0.0)
    found = _picked(office, ranked, now, _spoken(day.seats.get(counter.id)), counter.id)
    return Pick(ticket, (f"picked:{reason}", *found.reasons))


def overtaken_by(office: Office, day: DayState, counter: Counter, ticket: Ticket, now: datetime) -> tuple[int, ...]:
    """The ids of those with an earlier place who could have been called to this counter now instead."""
    services = served_at(office, counter, day.seats.get(counter.id))
    place = place_of(office.policy, ticket), ticket.id
    others = (other for other in day.having(State.WAITING) if other.id != ticket.id and _fits(other, counter.id, services))
    ready = (other for other in others if not is_postponed(other, now))
    return tuple(other.id for other in ready if (place_of(office.policy, other), other.id) < place)


def ahead_of(office: Office, day: DayState, service_id: int, now: datetime, ticket: Ticket | None = None) -> int:
    """How many will be called before this ticket, or before somebody who draws for the service now.

    Counted are the waiting ones that compete for a counter: those whose service some counter serves together with this one.
    """
    line = _line(office, day, now)
    if service_id not in line.ahead:
        line.ahead[service_id] = _ahead(office, line.tickets, service_id, now)
    known, all_ = line.ahead[service_id]
    return all_ if ticket is None else known.get(ticket.id, all_)


def overtaking(office: Office, ticket: Ticket, booked: Iterable[datetime]) -> Iterable[datetime]:
    """From when on each of these appointments, in order of time, goes before a waiting ticket; ends at the first that never does.

    Each is taken as kept, and comes at its time.
    """
    policy, place = office.policy, place_of(office.policy, ticket)
    theirs, mine = policy.appointment, [earns for _, earns in _classes(office, ticket, place)]
    for at in booked:
        waited = (at - place) / MINUTE
        leads = [(earns.weight * waited + earns.head_start - theirs.head_start, theirs.weight - earns.weight) for earns in mine]
        if any(lead >= 0 and gains <= 0 for lead, gains in leads):
            return
        after = max(lead / gains if lead > 0 else 0.0 for lead, gains in leads)
        if waited + after > policy.limit / MINUTE:
            return
        yield at + after * MINUTE


def as_ordinary(policy: Policy, booked: datetime) -> datetime:
    """From when an ordinary ticket must have waited to be level with an appointment at its booked time."""
    ahead = policy.appointment.head_start - policy.ordinary.head_start
    return booked - max(0.0, ahead / policy.ordinary.weight if policy.ordinary.weight else 0.0) * MINUTE


def competing(office: Office, service_id: int) -> frozenset[int]:
    """The services that share a counter with this one; itself included."""
    return office.competing.get(service_id) or frozenset({service_id})


def place_of(policy: Policy, ticket: Ticket) -> datetime:
    """From when a ticket's wait counts: its drawing, or the booked time of an appointment that was kept."""
    assert ticket.drawn_at is not None
    if ticket.appointment_at is not None and is_in_time(policy, ticket.drawn_at, ticket.appointment_at):
        return ticket.appointment_at
    return ticket.drawn_at


def is_in_time(policy: Policy, arrived_at: datetime, booked_at: datetime) -> bool:
    """Whether somebody with an appointment came soon enough; who came later is a walk-in."""
    return arrived_at <= booked_at + policy.late


def is_postponed(ticket: Ticket, now: datetime) -> bool:
    """Whether its visitor asked for more time, which is not over yet."""
    return ticket.not_before is not None and now < ticket.not_before


def may_postpone(office: Office, ticket: Ticket, now: datetime, until: datetime) -> bool:
    """Whether a waiting visitor may ask not to be called before `until`: not too often, and only where it is still open then."""
    opening = calendar.current_opening(office, now)
    return ticket.state is State.WAITING and ticket.postponed < office.policy.postpones and (opening is None or until < opening.end)


def minutes_waited(ticket: Ticket, now: datetime) -> int:
    """Whole minutes since the ticket was drawn."""
    assert ticket.drawn_at is not None
    return max(0, (now - ticket.drawn_at) // MINUTE)


def _at_counter(
    office: Office, day: DayState, counter: Counter, now: datetime
) -> tuple[list[_Ranked], list[_Ranked], list[_Ranked]]:
    """Who may be called to a counter: those over the limit, the others as they stand, and those who asked for more time."""
    seat = day.seats.get(counter.id)
    services, spoken = served_at(office, counter, seat), _spoken(seat)
    mine = [ranked for ranked in _order(office, day, now) if _fits(ranked.ticket, counter.id, services)]
    if spoken:
        mine = sorted(mine, key=lambda ranked: _preferred(ranked, spoken, office.policy).key)
    ready, later = _apart(mine, now)
    return *_split(ready, office.policy.limit, now), later


def _spoken(seat: Seat | None) -> frozenset[str]:
    return frozenset(seat.languages) if seat else frozenset()


def _fits(ticket: Ticket, counter_id: int, services: frozenset[int]) -> bool:
    return ticket.sent_to == counter_id or (ticket.sent_to is None and ticket.service_id in services)


def _competes(office: Office, ticket: Ticket, service_id: int, rivals: frozenset[int]) -> bool:
    if ticket.sent_to is None:
        return ticket.service_id in rivals
    counter = office.counters.get(ticket.sent_to)
    return counter is not None and service_id in counter.service_ids


def _order(office: Office, day: DayState, now: datetime) -> list[_Ranked]:
    """All waiting tickets by priority. Kept with the day: every board of a minute asks for it."""
    minute = now.replace(second=0, microsecond=0)
    known = day.memory.get("order")
    if known is None or known[0] != minute or known[1] is not office:
        known = day.memory["order"] = (minute, office, _ranked(office, day, minute))
    ranked: list[_Ranked] = known[2]
    return ranked


@dataclass(frozen=True, slots=True)
class _Line:
    """All waiting tickets in the order of turns, as it is between two instants. `ahead`: service id → what `_ahead` finds."""

    office: Office
    since: datetime
    until: datetime
    tickets: list[Ticket]
    ahead: dict[int, tuple[dict[int, int], int]] = field(default_factory=dict)


def _line(office: Office, day: DayState, now: datetime) -> _Line:
    """The line now. Kept with the day: each of them asks where she stands."""
    known: _Line | None = day.memory.get("line")
    if known is None or known.office is not office or not known.since <= now <= known.until:
        first, then = _split(_order(office, day, now), office.policy.limit, now)
        tickets = [ranked.ticket for ranked in (*first, *then)]
        known = day.memory["line"] = _Line(office, now, _stays_until(office.policy, then, tickets, now), tickets)
    return known


def _stays_until(policy: Policy, under_limit: list[_Ranked], tickets: list[Ticket], now: datetime) -> datetime:
    """The last instant at which the line is as it is now: then a minute ends, somebody passes the limit, or more time is over."""
    ends = [each.not_before - MOMENT for each in tickets if each.not_before is not None and each.not_before > now]
    limits = [each.place + policy.limit for each in under_limit]
    return min([now.replace(second=0, microsecond=0) + MINUTE - MOMENT, *ends, *limits])


def _ahead(office: Office, line: list[Ticket], service_id: int, now: datetime) -> tuple[dict[int, int], int]:
    """How many compete for a service before each of the line, by ticket id; and all of them."""
    rivals, found, ahead = competing(office, service_id), {}, 0
    for ticket in line:
        found[ticket.id] = ahead
        ahead += _competes(office, ticket, service_id, rivals) and not is_postponed(ticket, now)
    return found, ahead


def _ranked(office: Office, day: DayState, now: datetime) -> list[_Ranked]:
    known = _known_ranks(office, day, now)
    ranked = [_rank_of(office, ticket, now, known) for ticket in day.having(State.WAITING)]
    if exhausted := _exhausted(office, day):
        ranked = list(_bounded(ranked, exhausted))
    return sorted(ranked, key=BY_KEY)


def carry(day: DayState, after: DayState) -> None:
    """A line changes a ticket or two: what is known of the others goes on with the day."""
    if "ranks" in day.memory:
        after.memory["ranks"] = day.memory["ranks"]


def _known_ranks(office: Office, day: DayState, minute: datetime) -> dict[int, "_Ranked"]:
    """Ranks of this minute by ticket id: right for the very ticket that they name, not for a later state of it."""
    known = day.memory.get("ranks")
    if known is None or known[0] != minute or known[1] is not office:
        known = day.memory["ranks"] = (minute, office, {})
    ranks: dict[int, _Ranked] = known[2]
    return ranks


def _rank_of(office: Office, ticket: Ticket, minute: datetime, known: dict[int, "_Ranked"]) -> "_Ranked":
    found = known.get(ticket.id)
    if found is None or found.ticket is not ticket:
        found = known[ticket.id] = _rank(office, ticket, minute)
    return found


def _rank(office: Office, ticket: Ticket, now: datetime) -> _Ranked:
    policy = office.policy
    place = place_of(policy, ticket)
    minutes = (now - place).total_seconds() / 60
    best, priority = "", float("-inf")
    for name, earns in _classes(office, ticket, place):
        earned = earns.weight * minutes + earns.head_start
        if earned > priority:
            best, priority = name, earned
    return _Ranked(ticket, place, priority, best == "express")


def _classes(office: Office, ticket: Ticket, place: datetime) -> Iterable[tuple[str, Earns]]:
    """The classes that a ticket belongs to. An appointment kept is no walk-in: before its time it earns less than one."""
    policy = office.policy
    service = office.services.get(ticket.service_id)
    yield ("appointment", policy.appointment) if place == ticket.appointment_at else ("ordinary", policy.ordinary)
    if ticket.needs:
        yield "needs", policy.needs
    if service is not None and service.express:
        yield "express", policy.express
    if ticket.standing is Standing.REINSTATED:
        yield "reinstated", policy.reinstated
    if ticket.standing is Standing.RETURNED:
        yield "returned", policy.returned


def _exhausted(office: Office, day: DayState) -> frozenset[int]:
    """Those whom express tickets have overtaken as often as the office allows."""
    if EXHAUSTED in day.memory:
        known: frozenset[int] = day.memory[EXHAUSTED]
        return known
    express = {service.id for service in office.services.values() if service.express}
    overtaken = Tally(id_ for ticket in day.tickets.values() if ticket.service_id in express for id_ in ticket.overtook)
    return frozenset(id_ for id_, times in overtaken.items() if times >= office.policy.express_bound)


def _bounded(ranked: list[_Ranked], exhausted: frozenset[int]) -> Iterable[_Ranked]:
    """Nobody who is express alone goes before somebody with an earlier place who has been overtaken often enough."""
    patient = [each for each in ranked if each.ticket.id in exhausted and not each.is_express_only]
    for each in ranked:
        before = [other.priority for other in patient if other.place < each.place] if each.is_express_only else []
        yield _Ranked(each.ticket, each.place, min([each.priority, *before]), each.is_express_only)


def _preferred(ranked: _Ranked, spoken: frozenset[str], policy: Policy) -> _Ranked:
    extra = policy.own_language if ranked.ticket.language in spoken else 0.0
    return _Ranked(ranked.ticket, ranked.place, ranked.priority + extra, ranked.is_express_only)


def _split(order: list[_Ranked], limit: timedelta, now: datetime) -> tuple[list[_Ranked], list[_Ranked]]:
    """Those who waited longer than the limit, the longest first, and the others as they stood."""
    over = [ranked for ranked in order if now - ranked.place > limit]
    if not over:
        return [], order
    return sorted(over, key=lambda ranked: (ranked.place, ranked.ticket.id)), [r for r in order if now - r.place <= limit]


def _apart(order: list[_Ranked], now: datetime) -> tuple[list[_Ranked], list[_Ranked]]:
    """Those who may be called now, and those who asked for more time: they come last, the first to be ready first."""
    later = [ranked for ranked in order if is_postponed(ranked.ticket, now)]
    later.sort(key=lambda ranked: (ranked.ticket.not_before or now, ranked.ticket.id))
    return [ranked for ranked in order if not is_postponed(ranked.ticket, now)], later


def _picked(
    office: Office,
    ranked: _Ranked,
    now: datetime,
    spoken: frozenset[str] = frozenset(),
    counter_id: int | None = None,
    is_over: bool = False,
) -> Pick:
    ticket = ranked.ticket
    reasons = [f"waited:{minutes_waited(ticket, now)}"]
    if is_over:
        reasons.insert(0, f"over-limit:{office.policy.limit // MINUTE}")
    if ticket.appointment_at is not None:
        kind = "appointment" if ranked.place == ticket.appointment_at else "late-appointment"
        reasons.append(f"{kind}:{_iso(ticket.appointment_at)}")
    reasons += [f"needs:{need}" for need in ticket.needs]
    reasons += [name for name, _ in _classes(office, ticket, ranked.place) if name in ("express", "reinstated", "returned")]
    if ticket.sent_to is not None and ticket.sent_to == counter_id:
        reasons.append("sent")
    if ticket.not_before is not None and is_postponed(ticket, now):
        reasons.append(f"postponed:{_iso(ticket.not_before)}")
    if ticket.language in spoken:
        reasons.append(f"language:{ticket.language}")
    return Pick(ticket, tuple(reasons), is_over)


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
