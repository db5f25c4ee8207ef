"""A day in counts: what is kept of it for good. Plain sums, and bins of durations; nothing of one visitor."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from lobby.domain import kept, periods
from lobby.domain.counterhours import CounterHours, Spent
from lobby.domain.day import Line
from lobby.domain.lifecycle import State, Verb

WITHIN = (15, 30, 60)
"""Minutes within which somebody was called: the steps that waits are counted in."""
NUMBERS = (
    *("drawn", "called", "finished", "missed", "withdrawn", "expired", "abandoned"),
    *("waited_s", "walked_s", "served_s", "within_15", "within_30", "within_60"),
    *kept.COUNTS,
    *("overtakings", "overtaken", "transfers", "at_service_point", "settled"),
)
TIMES = {"waits": "waited_s", "walks": "walked_s", "serves": "served_s"}
"""What bins are kept of, and of which seconds."""
SERVICE_POINT = "service-point"
CHANNELS = ("kiosk", "front-desk", "appointment")


class Visit(kept.Visit, Protocol):
    """What is asked of a ticket, or of a row of one."""

    id: Any
    service_id: Any
    language: Any
    drawn_at: Any
    drawn_by: Any
    appointment_at: Any
    walked_s: Any
    served_s: Any
    counter_id: Any
    overtook: Any
    outcome: Any


@dataclass(slots=True)
class Sums:
    """What some visits come to. `numbers`: the names of NUMBERS; `times`: the names of TIMES → seconds of each; `late`: minutes."""

    numbers: Tally[str] = field(default_factory=Tally)
    times: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in TIMES})
    late: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counter:
    """What counts of a counter: what kind it is, and which area it belongs to."""

    kind: str
    area: str


@dataclass(frozen=True)
class DayCounts:
    """`cells`: by service id and local hour of drawing. `channels`, `languages`, `outcomes`: by name, the last of those finished.

    `flows`: (service id, service id) → how often somebody was sent on from one to the other. `hours`: by area and local hour.
    """

    cells: dict[tuple[int, int], Sums]
    channels: dict[str, Sums]
    languages: dict[str, Sums]
    outcomes: dict[str, Sums]
    flows: Tally[tuple[int, int]]
    hours: dict[tuple[str, int], Spent]


def counted(
    local: Callable[[datetime], datetime],
    visits: Iterable[Visit],
    lines: Iterable[Line],
    counters: Mapping[int, Counter],
    until: datetime,
) -> DayCounts:
    """The counts of a day's visits and journal. `local`: the office's clock; `until`: when the day ended, or now."""
    groups: defaultdict[str, defaultdict[Any, Sums]] = defaultdict(lambda: defaultdict(Sums))
    seen, everybody, journal = Told(), list(visits), list(lines)
    for line in seen.standing(journal):
        seen.add(line)
    passed = {id_ for visit in everybody for id_ in visit.overtook}
    for visit in everybody:
        numbers, late = _numbers(visit, seen, visit.id in passed, counters), kept.tally(visit).late
        for kind, name in _places(visit, local):
            _add(groups[kind][name], visit, numbers, late)
    for service_id, at in seen.settled:
        groups["cells"][service_id, local(at).hour].numbers["settled"] += 1
    hours = CounterHours(local, {id_: each.area for id_, each in counters.items()})
    spent = hours.of(journal, until)
    cells, channels, languages, outcomes = (dict(groups[name]) for name in ("cells", "channels", "languages", "outcomes"))
    return DayCounts(cells, channels, languages, outcomes, seen.flows, spent)


def channel(visit: Visit) -> str:
    """How somebody came: with an appointment, else by the kiosk or by the front desk's hand."""
    return "appointment" if visit.appointment_at else "kiosk" if visit.drawn_by is not None else "front-desk"


def piece(on: date) -> date:
    """The first day of the stretch of days that lies in one week and in one month: what languages and outcomes are kept by."""
    return max(periods.around(on, periods.WEEK), periods.around(on, periods.MONTH))[0]


class Told:
    """What the journal alone tells: calls in vain, moves, concerns settled on the spot. What was taken back is not counted."""

    def __init__(self) -> None:
        self.missed: set[int] = set()
        self.moves: Tally[int] = Tally()
        self.flows: Tally[tuple[int, int]] = Tally()
        self.settled: list[tuple[int, datetime]] = []
        self._service: dict[int, int] = {}

    def standing(self, lines: Iterable[Line]) -> list[Line]:
        """The lines without those that were taken back, and without what took them back."""
        found: list[Line] = []
        last: dict[int, int] = {}  # ticket id → where its last line stands
        gone: set[int] = set()
        for line in lines:
            if line.verb is Verb.UNDO and line.ticket_id in last:
                gone.add(last[line.ticket_id])
                continue
            if line.ticket_id is not None and line.verb is not Verb.SLIP:
                last[line.ticket_id] = len(found)
            found.append(line)
        return [line for place, line in enumerate(found) if place not in gone]

    def add(self, line: Line) -> None:
        if line.verb is Verb.SETTLE:
            self.settled.append((line.changes["service_id"][1], line.at))
        if line.ticket_id is None:
            return
        before = self._service.get(line.ticket_id, 0)
        if "service_id" in line.changes:
            self._service[line.ticket_id] = line.changes["service_id"][1]
        if line.verb is Verb.MISS:
            self.missed.add(line.ticket_id)
        if line.verb is Verb.TRANSFER and ("service_id" in line.changes or line.changes.get("sent_to", (None, None))[1]):
            self.moves[line.ticket_id] += 1
            self.flows[before, self._service[line.ticket_id]] += 1


def _places(visit: Visit, local: Callable[[datetime], datetime]) -> list[tuple[str, Any]]:
    found = [
        ("cells", (visit.service_id, local(visit.drawn_at).hour)),
        ("channels", channel(visit)),
        ("languages", visit.language),
    ]
    return [*found, ("outcomes", visit.outcome or "")] if visit.state is State.FINISHED else found


def _numbers(visit: Visit, seen: Told, is_passed: bool, counters: Mapping[int, Counter]) -> dict[str, int]:
    was_called, state, told = visit.called_at is not None, visit.state, kept.tally(visit)
    is_served, gave_up = state is State.FINISHED, state in (State.WITHDRAWN, State.EXPIRED)
    counter = counters.get(visit.counter_id)
    return {
        "drawn": 1,
        "called": int(was_called),
        "missed": int(visit.id in seen.missed),
        "abandoned": int(gave_up and not was_called),
        "waited_s": visit.waited_s if was_called else 0,
        **{name: getattr(visit, name) if is_served else 0 for name in ("walked_s", "served_s")},
        **{each.value: int(state is each) for each in (State.FINISHED, State.WITHDRAWN, State.EXPIRED)},
        **{f"within_{most}": int(was_called and visit.waited_s <= most * 60) for most in WITHIN},
        **{name: getattr(told, name) for name in kept.COUNTS},
        "overtakings": len(visit.overtook),
        "overtaken": int(is_passed),
        "transfers": seen.moves[visit.id],
        "at_service_point": int(is_served and counter is not None and counter.kind == SERVICE_POINT),
    }


def _add(to: Sums, visit: Visit, numbers: Mapping[str, int], late: tuple[float, ...]) -> None:
    to.numbers.update(numbers)
    to.late += [round(minutes, 1) for minutes in late]
    if visit.called_at is not None:
        to.times["waits"].append(visit.waited_s)
    if visit.state is State.FINISHED:
        to.times["walks"].append(visit.walked_s)
        to.times["serves"].append(visit.served_s)
