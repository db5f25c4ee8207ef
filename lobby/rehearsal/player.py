"""A process of its own that plays some offices: visitors, caseworkers and their screens.

It reads one line of JSON, a `Part`, plays it, and writes lines of JSON: ["drawn", office, token, language] for each ticket, and
in the end ["played", …] of each office, as `played` makes it.
"""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from lobby.rehearsal.credentials import Caseworker, Credentials
from lobby.rehearsal.play import Rehearsal
from lobby.rehearsal.record import Drawn, Record
from lobby.rehearsal.screens import Screens
from lobby.rehearsal.summary import Summary


@dataclass(frozen=True)
class Part:
    """What one such process is to play. All but `offices` as in `play.Rehearsal`."""

    url: str
    seed: int
    speed: float
    tickets: int
    hours: tuple[float, float]
    ends_at: float | None
    offices: list[Credentials]

    @classmethod
    def read(cls, line: str) -> "Part":
        told = json.loads(line)
        told["hours"] = tuple(told["hours"])
        return cls(**told | {"offices": [_credentials(each) for each in told["offices"]]})

    def written(self) -> str:
        return json.dumps(asdict(self))


def played(part: Part, number: int, screens: Screens) -> dict[str, Any]:
    """Play one office; all that is to be added up afterwards, or {office, failed} where it could not be played."""
    office, record = part.offices[number], Record()
    record.is_drawn = lambda ticket: _tell(office.office, ticket)
    seed = part.seed + 1000 * number
    rehearsal = Rehearsal(part.url, office.office, office, seed, part.speed, part.tickets, record=record, hours=part.hours)
    rehearsal.ends_at, rehearsal.screen = part.ends_at, screens
    try:
        summary = rehearsal.play()
    except Exception as error:
        return {"office": office.office, "failed": f"{type(error).__name__}: {error}"}
    return told_of(office.office, record, rehearsal.states, summary)


def told_of(office: str, record: Record, states: dict[int, str], summary: Summary) -> dict[str, Any]:
    """What is to be added up of an office. `calls`: the call, what became of its ticket, and when it was asked for."""
    ends = {ticket_id: states.get(ticket_id) for ticket_id in record.drawn}
    return {
        "office": office,
        "summary": asdict(summary),
        "took_s": record.took_s,
        "statuses": record.statuses,
        "deeds": record.deeds,
        "calls": [[call.call_id, ends.get(call.ticket_id), call.sent_at] for call in record.calls],
        "shown": list(record.shown_at),
        "states": {ticket.token: ends[ticket.ticket_id] for ticket in record.drawn.values()},
    }


def main() -> None:
    part = Part.read(sys.stdin.readline())
    threading.Thread(target=_end_with_whoever_started_us, daemon=True).start()
    with Screens(part.url, part.seed) as screens, ThreadPoolExecutor(len(part.offices)) as pool:
        for told in pool.map(lambda number: played(part, number, screens), range(len(part.offices))):
            _say(["played", told])


def _end_with_whoever_started_us() -> None:
    """Our input ends when they do: nobody would hear what came of it."""
    sys.stdin.read()
    os._exit(1)


def _credentials(told: dict[str, Any]) -> Credentials:
    return Credentials(**told | {"caseworkers": tuple(Caseworker(**worker) for worker in told["caseworkers"])})


def _tell(office: str, ticket: Drawn) -> None:
    _say(["drawn", office, ticket.token, ticket.language])


SAYING = threading.Lock()


def _say(told: Any) -> None:
    line = json.dumps(told)
    with SAYING:
        print(line, flush=True)


if __name__ == "__main__":
    main()
