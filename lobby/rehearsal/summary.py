"""What came of a rehearsal, as numbers and as a table to read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lobby.rehearsal import reckoning
from lobby.rehearsal.hall import Hall
from lobby.rehearsal.record import Record

MOST_NOTES = 20
WIDTH = 26
REFUSALS = ("closed", "paused", "quota-reached", "after-midnight")


@dataclass(frozen=True, slots=True)
class Latency:
    """How long something took, in milliseconds."""

    count: int
    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Latency":
        return cls(len(seconds), quantile(seconds, 0.5) * 1000, quantile(seconds, 0.99) * 1000)

    def __str__(self) -> str:
        return f"p50 {self.p50_ms:7.1f} ms   p99 {self.p99_ms:7.1f} ms   ({self.count})" if self.count else "–"


@dataclass(frozen=True)
class Summary:
    """One rehearsal. `duplicates`: numbers borne by two tickets, tickets called by two counters, in words.

    `gaps`: letter → missing numbers. `latencies`: by what was asked for; "call → display": from pressing "next" until a
    display had the board. `older_boards`: those that came after a newer one of their topic.
    """

    planned: int
    drawn: int
    double_taps: int
    called: int
    repeated: int
    served: int
    missed: int
    reinstated: int
    withdrawn: int
    expired: int
    unserved: int
    refused: dict[str, int]
    duplicates: list[str]
    gaps: dict[str, list[int]]
    errors: dict[str, int]
    notes: list[str]
    unanswered: int
    latencies: dict[str, Latency]
    never_shown: int
    boards: dict[str, int]
    older_boards: int
    outages_s: list[float]
    sockets_lost: int
    sockets_back: int
    lasted_s: float

    @classmethod
    def of(cls, record: Record, hall: Hall, states: dict[int, str], planned: int, lasted_s: float) -> "Summary":
        """Add up what was seen."""
        tickets, ends = list(record.drawn.values()), Counter(states.values())
        twice = reckoning.called_by_two(record.calls, record.reinstated)
        shown = [record.shown_at[call.call_id] - call.sent_at for call in record.calls if call.call_id in record.shown_at]
        return cls(
            planned=planned,
            drawn=len(tickets),
            double_taps=record.deeds["double-tap"],
            called=len({call.call_id for call in record.calls}),
            repeated=record.deeds["repeat-call"],
            served=record.deeds["finish"],
            missed=record.deeds["miss"],
            reinstated=record.deeds["reinstate"],
            withdrawn=record.deeds["withdraw"],
            expired=ends["expired"],
            unserved=hall.inside,
            refused={
                code: record.deeds[code] for code in ("closed", "paused", "quota-reached", "after-midnight") if record.deeds[code]
            },
            duplicates=[f"number {number} twice" for number in reckoning.numbers_twice(tickets)]
            + [f"ticket {ticket_id} called by two" for ticket_id in twice],
            gaps=reckoning.gaps(tickets),
            errors=dict(record.errors),
            notes=record.notes[:MOST_NOTES],
            unanswered=record.errors["unanswered"],
            latencies={what: Latency.of(seconds) for what, seconds in record.took_s.items()}
            | {"call → display": Latency.of(shown)},
            never_shown=len({call.call_id for call in record.calls} - set(record.shown_at)),
            boards={topic: count for topic, count in record.boards.items() if topic != "older"},
            older_boards=record.boards["older"],
            outages_s=list(record.outages_s),
            sockets_lost=record.deeds["socket-lost"],
            sockets_back=record.deeds["socket-back"],
            lasted_s=lasted_s,
        )

    @property
    def is_clean(self) -> bool:
        """No error, no duplicate, no gap, everybody served."""
        return not (self.errors or self.duplicates or any(self.gaps.values()) or (self.unserved - self.expired > 0))

    def table(self) -> str:
        """The summary as lines of text."""
        rows = [(name, str(value)) for name, value in self._rows()]
        notes = [f"  {note}" for note in self.notes]
        return "\n".join([*(f"{name:<{WIDTH}}{value}" for name, value in rows), *notes])

    def _rows(self) -> list[tuple[str, object]]:
        missing = {letter: numbers for letter, numbers in self.gaps.items() if numbers}
        steps = ("draw", "call", "start", "finish", "call → display")
        return [
            ("drawn", f"{self.drawn} of {self.planned} visitors, {self.double_taps} double taps"),
            ("called", f"{self.called}, repeated {self.repeated}"),
            ("served", self.served),
            ("missed", f"{self.missed}, reinstated {self.reinstated}"),
            ("withdrawn", self.withdrawn),
            ("unserved at the end", f"{self.unserved}, of which expired {self.expired}"),
            ("refused", _told(self.refused)),
            ("duplicates", "; ".join(self.duplicates) or "none"),
            ("gaps", "; ".join(f"{letter}: {numbers}" for letter, numbers in missing.items()) or f"none in {''.join(self.gaps)}"),
            ("errors", _told(self.errors)),
            ("unanswered", self.unanswered),
            *((step, self.latencies.get(step, Latency.of(()))) for step in steps),
            ("calls never on a display", self.never_shown),
            ("boards received", _told(self.boards)),
            ("boards out of order", self.older_boards),
            ("server away", ", ".join(f"{seconds:.1f} s" for seconds in self.outages_s) or "never"),
            ("sockets lost, back", f"{self.sockets_lost}, {self.sockets_back}"),
            ("lasted", f"{self.lasted_s:.1f} s"),
        ]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"
