"""A past day's journal as material: who came when and for what, how long each took a counter, who sat where.

Each time that a ticket waited is one arrival: somebody who was sent on comes to the second service when she came that day. How
long she takes a counter runs from her call until the counter is free for the next one, paperwork included where people waited.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from lobby.domain.calendar import Opening
from lobby.domain.day import Line, Seat, Slot, value_of
from lobby.domain.lifecycle import Standing, State, Verb
from lobby.domain.office import Office
from lobby.domain.simulation import Arrival, Change
from lobby.domain.whatif.material import Expected, Material, lingering

MOST_AFTER = timedelta(minutes=15)
"""A longer pause after a visit is none that belongs to it."""
AT_COUNTER = (State.CALLED, State.SERVING)


@dataclass
class _Stage:
    """One time in line. `service`: how long she took the counter, until `ended`."""

    ready: datetime
    about: dict[str, Any]
    called: datetime | None = None
    ended: datetime | None = None
    left: datetime | None = None
    counter_id: int | None = None
    shows: bool = True
    after: timedelta = timedelta()

    @property
    def service_id(self) -> int:
        return int(self.about["service_id"])

    def is_waiting(self, at: datetime) -> bool:
        gone = self.called or self.left
        return self.ready <= at and (gone is None or at < gone)


@dataclass
class _Told:
    """What the journal has told so far."""

    stages: dict[int, list[_Stage]] = field(default_factory=lambda: defaultdict(list))
    about: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    changes: list[Change] = field(default_factory=list)
    seats: dict[int, Seat] = field(default_factory=dict)
    booked: tuple[Slot, ...] = ()


def material(office: Office, on: date, openings: tuple[Opening, ...], lines: Iterable[Line]) -> Material:
    """What a day's journal tells. Nothing in it says who somebody was: languages, needs and times alone."""
    told = _Told()
    for line in lines:
        after = {name: value_of(name, change[1]) for name, change in line.changes.items()}
        if line.ticket_id is not None:
            _of_ticket(told, line, line.ticket_id, after)
        elif line.counter_id is not None:
            _at_counter(told, line, line.counter_id, after)
        elif "booked" in after:
            told.booked = after["booked"]
    stages = sorted((each for some in told.stages.values() for each in some), key=lambda each: each.ready)
    stages = [each for each in stages if each.service_id in office.services]
    _add_what_follows(office, stages, told.changes)
    waits = tuple((each.called - _due(each)).total_seconds() / 60 for each in stages if each.called is not None)
    changes = tuple(each for each in told.changes if each.counter_id in office.counters)
    visitors = tuple(Expected(_arrival(each)) for each in stages)
    return Material(on, openings, visitors, lingering(openings, changes), told.booked, tuple(max(0.0, each) for each in waits))


def _of_ticket(told: _Told, line: Line, ticket_id: int, after: dict[str, Any]) -> None:
    about, stages = told.about[ticket_id], told.stages[ticket_id]
    before = about.get("state")
    about.update(after)
    state = after.get("state", before)
    if stages and state is State.WAITING and (before is State.WAITING or line.verb is Verb.UNDO):
        stages[-1].called = stages[-1].ended = stages[-1].left = None
        stages[-1].about = dict(about)
    elif state is State.WAITING and before is not State.WAITING:
        if stages and before in AT_COUNTER:
            stages[-1].ended = line.at
        stages.append(_Stage(line.at, dict(about)))
    elif stages:
        _moved(stages[-1], state, before, line)


def _moved(stage: _Stage, state: State | None, before: State | None, line: Line) -> None:
    if state is State.CALLED and stage.called is None:
        stage.called, stage.counter_id = line.at, line.counter_id
    elif state in AT_COUNTER:
        stage.ended = None
    elif before in AT_COUNTER:
        stage.ended, stage.shows = line.at, state is not State.MISSED
    elif before is State.WAITING:
        stage.left = line.at if state is State.WITHDRAWN else None


def _at_counter(told: _Told, line: Line, counter_id: int, after: dict[str, Any]) -> None:
    """Who it was that sat there is left out."""
    if line.verb is Verb.SIGN_ON:
        seat: Seat | None = replace(Seat(**after), staff_id=counter_id)
    elif line.verb is Verb.SIGN_OFF:
        seat = None
    elif line.verb in (Verb.BREAK, Verb.BACK) and counter_id in told.seats:
        seat = replace(told.seats[counter_id], **after)
    else:
        return
    told.seats.pop(counter_id, None)
    told.seats |= {} if seat is None else {counter_id: seat}
    told.changes.append(Change(line.at, counter_id, seat))


def _add_what_follows(office: Office, stages: Sequence[_Stage], changes: Sequence[Change]) -> None:
    """After each visit, how long the counter took until its next call, if somebody waited for it all the while."""
    for counter_id, counter in office.counters.items():
        here = sorted((each for each in stages if each.counter_id == counter_id and each.ended), key=lambda each: str(each.called))
        gone = [change.at for change in changes if change.counter_id == counter_id]
        known, unknown = [], []
        for stage, following in zip_longest(here, here[1:]):
            pause = _pause(stage, following, gone)
            waited = [other for other in stages if other.service_id in counter.service_ids and other.is_waiting(_end(stage))]
            if pause is None or not waited:
                unknown.append(stage)
            else:
                known.append(min(pause, MOST_AFTER))
                stage.after = known[-1]
        for stage in unknown:
            stage.after = sorted(known)[len(known) // 2] if known else timedelta()


def _pause(stage: _Stage, following: _Stage | None, gone: Sequence[datetime]) -> timedelta | None:
    """From the end of a visit to the next call; None where there is none, or the counter was left meanwhile."""
    if following is None or following.called is None or any(_end(stage) <= at <= following.called for at in gone):
        return None
    return max(timedelta(), following.called - _end(stage))


def _end(stage: _Stage) -> datetime:
    assert stage.ended is not None
    return stage.ended


def _due(stage: _Stage) -> datetime:
    return max(stage.ready, stage.about.get("appointment_at") or stage.ready)


def _arrival(stage: _Stage) -> Arrival:
    """`served` is nothing where nobody knows it: she left, or waited in vain."""
    served = timedelta() if stage.called is None or stage.ended is None else stage.ended - stage.called + stage.after
    return Arrival(
        at=stage.ready,
        service_id=stage.service_id,
        served=served,
        needs=tuple(stage.about.get("needs", ())),
        language=stage.about.get("language", "de"),
        appointment_at=stage.about.get("appointment_at"),
        shows=stage.shows,
        standing=stage.about.get("standing", Standing.ORDINARY),
        patience=None if stage.left is None else stage.left - stage.ready,
    )
