"""What came of many offices at once: everything added up, and above all whatever must not be."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lobby.rehearsal.summary import quantile

MOST_NOTES = 30
WIDTH = 30
FULL = 0.8  # of a core: from there on figures may be those of whoever measures
ACTS = ("drawn", "double_taps", "called", "repeated", "served", "missed", "reinstated", "withdrawn", "unserved")
Told = dict[str, Any]


@dataclass(frozen=True)
class Used:
    """A process: its share of a core, in the mean and in its busiest ten seconds."""

    name: str
    mean: float
    busiest: float

    def __str__(self) -> str:
        return f"{self.name} {self.mean:.0%} (busiest {self.busiest:.0%})"


@dataclass(frozen=True)
class Memory:
    """What the server's processes hold together, in MiB, in the third minute and in the last; None: it was not so long."""

    third_mib: float | None
    last_mib: float | None

    @property
    def growth(self) -> float | None:
        return self.last_mib / self.third_mib if self.last_mib and self.third_mib else None

    def __str__(self) -> str:
        if self.growth is None:
            return f"{self.last_mib:.0f} MiB" if self.last_mib else "unknown"
        return f"{self.last_mib:.0f} MiB in the last minute, {self.third_mib:.0f} MiB in the third: {self.growth:.2f} times"


@dataclass(frozen=True)
class Report:
    """One load. `faults`: what must not be → how often; what is not there did not happen. `acts`: as in `Summary`.

    `latencies_ms`: what was asked for → {count, p50, p95, p99}; "call → display" and "call → phone": until each of the screens had
    it. `tried_again`: requests that got no answer, or one that a server is away, and were sent once more.
    """

    offices: int
    sockets: int
    lasted_s: float
    acts: dict[str, int]
    statuses: dict[str, int]
    tried_again: int
    latencies_ms: dict[str, dict[str, float]]
    boards: dict[str, int]
    crowd: dict[str, float]
    faults: dict[str, int]
    notes: list[str]
    server: list[Used]
    generator: list[Used]
    memory: Memory

    @property
    def is_clean(self) -> bool:
        return not self.faults

    @property
    def is_bottleneck(self) -> bool:
        """Whether one of our own processes was so full that figures may be ours."""
        return any(used.busiest > FULL for used in self.generator)

    def per_second(self, *acts: str) -> float:
        return sum(self.acts[act] for act in acts) / self.lasted_s if self.lasted_s else 0.0

    def as_json(self) -> Told:
        rates = {"draws": self.per_second("drawn"), "calls": self.per_second("called")}
        found = asdict(self) | {"is_clean": self.is_clean, "is_bottleneck": self.is_bottleneck, "per_second": rates}
        return found | {"memory": asdict(self.memory) | {"growth": self.memory.growth}}

    def table(self) -> str:
        """The report as lines of text."""
        return "\n".join([*(f"{name:<{WIDTH}}{value}" for name, value in self._rows()), *(f"  {note}" for note in self.notes)])

    def _rows(self) -> list[tuple[str, object]]:
        acts = self.acts
        return [
            ("offices, sockets", f"{self.offices}, {self.sockets}"),
            ("lasted", f"{self.lasted_s:.1f} s"),
            ("drawn", f"{acts['drawn']} ({self.per_second('drawn'):.1f} a second), {acts['double_taps']} double taps"),
            ("called", f"{acts['called']} ({self.per_second('called'):.1f} a second), repeated {acts['repeated']}"),
            ("served, missed, withdrawn", f"{acts['served']}, {acts['missed']}, {acts['withdrawn']}"),
            *((what, _told(found)) for what, found in self.latencies_ms.items()),
            ("boards received", _counts(self.boards)),
            ("crowd", _counts(self.crowd)),
            ("answers", _counts(self.statuses)),
            ("tried again", self.tried_again),
            ("must not be", _counts(self.faults)),
            ("server's processes", ", ".join(map(str, self.server)) or "unknown"),
            ("server's memory", self.memory),
            ("our own processes", ", ".join(map(str, self.generator)) or "unknown"),
            *([("BEWARE", f"one of our own used over {FULL:.0%} of a core: figures may be ours")] if self.is_bottleneck else []),
        ]


def put_together(
    sockets: int, played: Sequence[Told], watched: Sequence[Told], wrongs: Mapping[str, Sequence[str]], used: "Usages"
) -> Report:
    """Add up what players and onlookers tell (`player.played`, `Onlookers.report`). `wrongs`: office → what its journal lacks."""
    ours = [each for each in played if "failed" not in each]
    summaries = [each["summary"] for each in ours]
    statuses = _sum(each["statuses"] for each in ours)
    seen = [each["seen"] for each in watched]
    return Report(
        offices=len(played),
        sockets=sockets,
        lasted_s=max((each["lasted_s"] for each in summaries), default=0.0),
        acts={act: sum(each[act] for each in summaries) for act in ACTS},
        statuses={str(status): count for status, count in sorted(statuses.items(), key=lambda each: int(each[0])) if int(status)},
        tried_again=sum(count for status, count in statuses.items() if int(status) in (0, 502, 503, 504)),
        latencies_ms=_latencies(ours, seen),
        boards=dict(_sum([*(each["boards"] for each in seen), *(each["boards"] for each in summaries)])),
        crowd={what: sum(each[what] for each in seen) for what in ("opened", "lost", "back", "again")}
        | {"longest_without_board_s": round(max((each["longest_without_board_s"] for each in seen), default=0.0), 1)},
        faults={what: count for what, count in _faults(played, ours, watched, wrongs, statuses).items() if count},
        notes=_notes(played, summaries, wrongs),
        server=used.server,
        generator=used.generator,
        memory=used.memory,
    )


@dataclass(frozen=True)
class Usages:
    """What was seen of the processes."""

    server: list[Used]
    generator: list[Used]
    memory: Memory


def _faults(
    played: Sequence[Told],
    ours: Sequence[Told],
    watched: Sequence[Told],
    wrongs: Mapping[str, Sequence[str]],
    statuses: Counter[str],
) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in ours:
        summary = each["summary"]
        found.update({f"error {code}": count for code, count in summary["errors"].items()})
        found["number or call twice"] += len(summary["duplicates"])
        found["number missing"] += sum(map(len, summary["gaps"].values()))
        found["left waiting"] += max(0, summary["unserved"] - summary["expired"])
        found["board out of order"] += summary["older_boards"]
        found["player's socket lost"] += summary["sockets_lost"]
        found["player's socket, other"] += each["deeds"].get("socket-unopened", 0) + each["deeds"].get("socket-silent", 0)
        shown = set(each["shown"])
        found["served, but on no display"] += sum(call_id not in shown for call_id, end, _ in each["calls"] if end == "finished")
    for told in watched:
        seen = told["seen"]
        found.update({f"socket {what}": count for what, count in seen["wrong"].items()})
        found["board out of order"] += seen["older"]
        for what in ("lost", "unopened", "silent"):
            found[f"socket {what}"] += seen[what]
    found["office not played"] += len(played) - len(ours)
    found["journal wrong"] += sum(map(len, wrongs.values()))
    found["answer 5xx"] += sum(count for status, count in statuses.items() if int(status) >= 500)
    return found + behind(ours, [eye for told in watched for eye in told["eyes"]])


def behind(played: Sequence[Told], eyes: Sequence[Told]) -> Counter[str]:
    """Screens that in the end do not show what is so: a phone another state than its ticket's, a display not the last call."""
    found: Counter[str] = Counter()
    states = {token: state for each in played for token, state in each["states"].items()}
    last_call = {each["office"]: max((call_id for call_id, *_ in each["calls"]), default=0) for each in played}
    for eye in eyes:
        if not eye["is_open"]:
            found["socket not open in the end"] += 1
        elif eye["kind"] == "phone" and eye["topic"]:
            found["phone wrong in the end"] += eye["state"] != states.get(eye["topic"].rpartition("/")[2], "unknown")
        elif eye["kind"] == "display":
            found["display behind in the end"] += eye["revision"] < last_call.get(eye["office"], 0)
    return found


def _latencies(played: Sequence[Told], seen: Sequence[Told]) -> dict[str, dict[str, float]]:
    took: defaultdict[str, list[float]] = defaultdict(list)
    for each in played:
        for what, seconds in each["took_s"].items():
            took[what] += seconds
    sent = {each["office"]: {str(call_id): at for call_id, _, at in each["calls"]} for each in played}
    for what, where in (("call → display", "on_displays"), ("call → phone", "on_phones")):
        for told in seen:
            for office, calls in told[where].items():
                known = sent.get(office, {})
                took[what] += [at - known[str(call)] for call, instants in calls.items() if str(call) in known for at in instants]
    return {what: _quantiles(seconds) for what, seconds in sorted(took.items()) if seconds}


def _quantiles(seconds: Sequence[float]) -> dict[str, float]:
    told = {f"p{share}": round(quantile(seconds, share / 100) * 1000, 1) for share in (50, 95, 99)}
    return {"count": len(seconds)} | told


def _notes(played: Sequence[Told], summaries: Sequence[Told], wrongs: Mapping[str, Sequence[str]]) -> list[str]:
    found = [f"{each['office']}: {each['failed']}" for each in played if "failed" in each]
    found += [f"{office}: {wrong}" for office, several in wrongs.items() for wrong in several]
    found += [note for each in summaries for note in (*each["duplicates"], *each["notes"])]
    return found[:MOST_NOTES]


def _sum(several: Iterable[Mapping[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in several:
        found.update(each)
    return found


def _told(found: Mapping[str, float]) -> str:
    return f"p50 {found['p50']:8.1f} ms   p95 {found['p95']:8.1f} ms   p99 {found['p99']:8.1f} ms   ({found['count']})"


def _counts(counts: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "nothing"
