"""What is changed, and how it changes a day: an office, who sits where, and who comes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lobby.domain.calendar import Opening, Span
from lobby.domain.day import Seat, Slot
from lobby.domain.lifecycle import Standing
from lobby.domain.office import Office
from lobby.domain.simulation import Arrival, Change
from lobby.domain.whatif.material import Material, instants, lingering

EVERY_DAY = frozenset(range(7))
QUARTER = timedelta(minutes=15)
EARLY = timedelta(minutes=8)  # before their time people with an appointment come, in the middle


@dataclass(frozen=True, slots=True)
class Shift:
    """At a counter somebody sits in this span of the office's clock, or nobody does, whatever was measured. 0 is Monday."""

    counter_id: int
    span: Span
    is_open: bool = True
    weekdays: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Scenario:
    """What differs from the days as they were; what is not named stays.

    `serves`: counter id → services. `languages`: counter id → those spoken there. `opening`: the spans of each day.
    `appointment_share`: of all visits. `express`: the services that are express. `demand`: so many times as many visitors.
    """

    shifts: tuple[Shift, ...] = ()
    serves: Mapping[int, frozenset[int]] = field(default_factory=dict)
    languages: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    opening: tuple[Span, ...] | None = None
    appointment_share: float | None = None
    express: frozenset[int] | None = None
    express_bound: int | None = None
    demand: float = 1.0

    @property
    def is_empty(self) -> bool:
        return self == Scenario()


UNCHANGED = Scenario()


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor of a simulated day, the same in every scenario. `luck`: from 0 to 1, for what a scenario decides by lot."""

    arrival: Arrival
    luck: float


def office_of(scenario: Scenario, office: Office) -> Office:
    """The office with its rules changed. Always open: the hours are those of its days."""
    counters = {
        id_: replace(counter, service_ids=scenario.serves.get(id_, counter.service_ids)) for id_, counter in office.counters.items()
    }
    services = office.services
    if scenario.express is not None:
        services = {id_: replace(service, express=id_ in scenario.express) for id_, service in services.items()}
    bound = office.policy.express_bound if scenario.express_bound is None else scenario.express_bound
    return replace(office, counters=counters, services=services, policy=replace(office.policy, express_bound=bound))


def openings_of(scenario: Scenario, office: Office, day: Material) -> tuple[Opening, ...]:
    if scenario.opening is None:
        return day.openings
    spans = (instants(office, day.date, span) for span in scenario.opening)
    return tuple(Opening(start, end, max(start, end - office.walk_in_stop)) for start, end in spans)


def changes_of(scenario: Scenario, office: Office, day: Material) -> tuple[Change, ...]:
    """Who sits where: as measured, moved with the opening hours, and as the scenario says at its counters and hours."""
    openings = openings_of(scenario, office, day)
    found: defaultdict[int, list[Change]] = defaultdict(list)
    for change in day.changes:
        moved = replace(change, at=_moved(change.at, day.openings, openings, is_staff=True))
        found[change.counter_id].append(_seated(scenario, moved))
    for shift in scenario.shifts:
        if day.date.weekday() in shift.weekdays:
            start, end = instants(office, day.date, shift.span)
            seat = Seat(shift.counter_id, languages=scenario.languages.get(shift.counter_id, ())) if shift.is_open else None
            found[shift.counter_id] = _with(found[shift.counter_id], shift.counter_id, start, end, seat)
    changes = sorted((each for some in found.values() for each in some), key=lambda each: each.at)
    return lingering(openings, changes) if scenario.shifts or scenario.opening else tuple(changes)


def arrivals_of(scenario: Scenario, office: Office, day: Material, guests: Iterable[Guest]) -> list[Arrival]:
    """The visitors as the scenario lets them come: moved with the opening, in the same rhythm; appointments evenly spread."""
    openings = openings_of(scenario, office, day)
    come = [(_moved_arrival(guest.arrival, day.openings, openings), guest.luck) for guest in guests]
    if scenario.appointment_share is not None:
        come = _booked(scenario.appointment_share, openings, come)
    return sorted((arrival for arrival, _ in come), key=lambda arrival: arrival.at)


def booked_of(arrivals: Iterable[Arrival]) -> list[Slot]:
    """The times that are booked: of those who come."""
    return [Slot(each.appointment_at, each.service_id) for each in arrivals if each.appointment_at is not None]


def _seated(scenario: Scenario, change: Change) -> Change:
    if change.seat is None:
        return change
    seat = replace(change.seat, languages=scenario.languages.get(change.counter_id, change.seat.languages))
    return replace(change, seat=replace(seat, services=None) if change.counter_id in scenario.serves else seat)


def _with(changes: Sequence[Change], counter_id: int, start: datetime, end: datetime, seat: Seat | None) -> list[Change]:
    """A counter's changes with others between two instants: afterwards it goes on as it would have."""
    then = next((each for each in reversed(changes) if each.at <= end), Change(end, counter_id, None))
    before, after = [each for each in changes if each.at < start], [each for each in changes if each.at > end]
    return [*before, Change(start, counter_id, seat), replace(then, at=end), *after]


def _moved(at: datetime, old: Sequence[Opening], new: Sequence[Opening], is_staff: bool = False) -> datetime:
    """The same share of the day's open time later: open time is stretched, and what lies outside keeps its distance."""
    if old == new or not old or not new:
        return at
    if at <= old[0].start:
        return new[0].start - (old[0].start - at)
    ends = [(opening.start, opening.end if is_staff else opening.walk_in_end) for opening in old]
    total = sum(((end - start) for start, end in ends), timedelta())
    gone = sum((max(timedelta(), min(at, end) - start) for start, end in ends), timedelta())
    beyond = max(timedelta(), at - old[-1].end) if is_staff else timedelta()
    return _at_share(gone / total if total else 0.0, new, is_staff) + beyond


def _at_share(share: float, openings: Sequence[Opening], is_staff: bool) -> datetime:
    ends = [(opening.start, opening.end if is_staff else opening.walk_in_end) for opening in openings]
    left = share * sum(((end - start) for start, end in ends), timedelta())
    for start, end in ends:
        if left <= end - start:
            return start + left
        left -= end - start
    return ends[-1][1]


def _moved_arrival(arrival: Arrival, old: Sequence[Opening], new: Sequence[Opening]) -> Arrival:
    if old == new:
        return arrival
    booked = arrival.appointment_at and _moved(arrival.appointment_at, old, new)
    return replace(arrival, at=_moved(arrival.at, old, new), appointment_at=booked)


def _booked(share: float, openings: Sequence[Opening], come: Sequence[tuple[Arrival, float]]) -> list[tuple[Arrival, float]]:
    """So many of all come by appointment. Who does already is the last to lose it; new ones lie on even quarters of an hour."""
    first = [each for each in come if each[0].standing is Standing.ORDINARY]
    rest = [each for each in come if each[0].standing is not Standing.ORDINARY]
    order = sorted(first, key=lambda each: (each[0].appointment_at is None, each[1]))
    wanted = round(share * len(first))
    return [
        *_spread(order[:wanted], openings),
        *((replace(each, appointment_at=None), luck) for each, luck in order[wanted:]),
        *rest,
    ]


def _spread(chosen: Sequence[tuple[Arrival, float]], openings: Sequence[Opening]) -> list[tuple[Arrival, float]]:
    found = []
    new = [each for each in chosen if each[0].appointment_at is None]
    found += [each for each in chosen if each[0].appointment_at is not None]
    for place, (arrival, luck) in enumerate(sorted(new, key=lambda each: each[0].at)):
        at = _at_share((place + 0.5) / len(new), openings, is_staff=False)
        booked = at - timedelta(seconds=at.timestamp() % QUARTER.total_seconds())
        come = max(openings[0].start, booked - 2 * luck * EARLY)
        found.append((replace(arrival, at=come, appointment_at=booked), luck))
    return found
