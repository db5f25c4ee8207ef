"""How long counters were open and busy, by area and hour. Of no single counter, and of nobody who sits there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lobby.domain.day import Line
from lobby.domain.lifecycle import State, Verb

NONE = timedelta()
BUSY = frozenset({State.CALLED.value, State.SERVING.value})


@dataclass(frozen=True, slots=True)
class Spent:
    """`places`: how many counters of the area were open at some time of this hour. Whole seconds; a break is not open.

    `busy_s`: of `open_s`, with somebody called or served there; idle is the rest.
    """

    places: int
    open_s: int
    busy_s: int


class CounterHours:
    """The hours of a day's counters. `local`: the office's clock; `areas`: counter id → area."""

    def __init__(self, local: Callable[[datetime], datetime], areas: Mapping[int, str]) -> None:
        self._local, self._areas = local, areas
        self._since: dict[int, datetime] = {}  # counters that are open
        self._at: dict[int, int] = {}  # ticket id → the counter that it is called to or served at
        self._counter: dict[int, int | None] = {}  # ticket id → its counter, whatever its state
        self._spent: defaultdict[tuple[str, int, int], list[timedelta]] = defaultdict(lambda: [NONE, NONE])

    def of(self, lines: Iterable[Line], until: datetime) -> dict[tuple[str, int], Spent]:
        """By area and hour. Nothing counts after `until`."""
        for line in lines:
            if line.at <= until:
                self._take(line)
        for counter_id in tuple(self._since):
            self._pass(counter_id, until)
        return self._told()

    def _take(self, line: Line) -> None:
        if line.ticket_id is not None:
            self._move(line, line.ticket_id)
        elif line.counter_id is None:
            return
        elif line.verb in (Verb.SIGN_ON, Verb.BACK):
            self._pass(line.counter_id, line.at)
            self._since[line.counter_id] = line.at
        elif line.verb in (Verb.SIGN_OFF, Verb.BREAK):
            self._pass(line.counter_id, line.at)
            self._since.pop(line.counter_id, None)

    def _move(self, line: Line, ticket_id: int) -> None:
        if "counter_id" in line.changes:
            self._counter[ticket_id] = line.changes["counter_id"][1]
        if "state" not in line.changes and "counter_id" not in line.changes:
            return
        before, here = self._at.get(ticket_id), self._counter.get(ticket_id)
        is_busy = line.changes["state"][1] in BUSY if "state" in line.changes else before is not None
        for counter_id in {before, here} - {None}:
            self._pass(counter_id, line.at)  # type: ignore[arg-type]
        self._at.pop(ticket_id, None)
        if is_busy and here is not None:
            self._at[ticket_id] = here

    def _pass(self, counter_id: int, at: datetime) -> None:
        """Time has passed at a counter until now: open, and busy where somebody is there."""
        since = self._since.get(counter_id)
        if since is None:
            return
        is_busy = counter_id in self._at.values()
        for hour, length in self._by_hour(since, at):
            spent = self._spent[self._areas.get(counter_id, ""), hour, counter_id]
            spent[0] += length
            spent[1] += length if is_busy else NONE
        self._since[counter_id] = at

    def _by_hour(self, since: datetime, at: datetime) -> Iterator[tuple[int, timedelta]]:
        while since < at:
            local = self._local(since)
            full = timedelta(minutes=60 - local.minute, seconds=-local.second, microseconds=-local.microsecond)
            step = min(full, at - since)
            yield local.hour, step
            since += step

    def _told(self) -> dict[tuple[str, int], Spent]:
        found: defaultdict[tuple[str, int], list[list[timedelta]]] = defaultdict(list)
        for (area, hour, _), spent in self._spent.items():
            if spent[0]:
                found[area, hour].append(spent)
        second = timedelta(seconds=1)
        return {
            place: Spent(len(each), sum((one[0] for one in each), NONE) // second, sum((one[1] for one in each), NONE) // second)
            for place, each in found.items()
        }
