"""A queue and its desks as simple as can be, to compare the real ones with."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

LIMIT, GRACE, UNDO = timedelta(minutes=12), timedelta(minutes=30), timedelta(minutes=1)
MOST_CALLS = 3
SERVES = {
    "101": {"residence", "fiktion", "ukraine"},
    "102": {"residence", "fiktion", "ukraine"},
    "103": {"residence", "settlement", "verpflichtung", "naturalisation"},
    "107": {"benefits"},
    "sp-1": {"pick-up", "service-point", "address"},
}
COUNTERS = tuple(SERVES)
GOES = {  # state → verb → state: written down once more, from the words of the office
    "waiting": {"call": "called", "transfer": "waiting", "withdraw": "withdrawn", "note": "waiting"},
    "called": {
        "repeat-call": "called",
        "start": "serving",
        "miss": "missed",
        "park": "parked",
        "requeue": "waiting",
        "transfer": "waiting",
        "withdraw": "withdrawn",
        "note": "called",
        "call": "called",
    },
    "serving": {"finish": "finished", "park": "parked", "requeue": "waiting", "transfer": "waiting", "note": "serving"},
    "parked": {
        "resume": "serving",
        "call": "called",
        "requeue": "waiting",
        "transfer": "waiting",
        "withdraw": "withdrawn",
        "note": "parked",
    },
    "missed": {"reinstate": "waiting", "withdraw": "withdrawn", "note": "missed"},
}
VERBS = tuple(sorted({verb for verbs in GOES.values() for verb in verbs}))
HELD, OPEN = ("called", "serving", "parked"), ("called", "serving")


@dataclass(frozen=True)
class Visitor:
    """What the model knows of a ticket. `return_to`: counter and service to come back to."""

    number: str
    service: str
    place: datetime
    state: str = "waiting"
    counter: str | None = None
    sent_to: str | None = None
    calls: int = 0
    missed_at: datetime | None = None
    return_to: tuple[str, str] | None = None


@dataclass
class Model:
    """All visitors, and for each the last step that can be taken back: counter, when, how she was before."""

    visitors: dict[str, Visitor] = field(default_factory=dict)
    steps: dict[str, tuple[str, datetime, Visitor]] = field(default_factory=dict)

    def draw(self, number: str, service: str, now: datetime) -> None:
        self.visitors[number] = Visitor(number, service, now)

    def at(self, counter: str, *states: str) -> list[Visitor]:
        return [visitor for visitor in self.visitors.values() if visitor.counter == counter and visitor.state in states]

    def callable_to(self, counter: str) -> list[Visitor]:
        """Who waits and may be called to this counter."""
        waiting = [visitor for visitor in self.visitors.values() if visitor.state == "waiting"]
        return [v for v in waiting if v.sent_to == counter or (v.sent_to is None and v.service in SERVES[counter])]

    def oldest_beyond(self, counter: str, now: datetime) -> datetime | None:
        """The place of the one who has waited longest beyond the limit and can be served here."""
        return min((v.place for v in self.callable_to(counter) if now - v.place > LIMIT), default=None)

    def is_busy(self, counter: str, but: str) -> bool:
        return any(visitor.number != but for visitor in self.at(counter, *OPEN))

    def refusal(self, counter: str, verb: str, visitor: Visitor, now: datetime) -> str | None:
        """The code with which a verb is refused, or None."""
        if visitor.state in HELD and visitor.counter != counter:
            return "forbidden"
        if verb not in GOES.get(visitor.state, {}):
            return "not-allowed"
        if verb in ("call", "resume") and visitor.state != "called" and self.is_busy(counter, visitor.number):
            return "counter-busy"
        if verb == "reinstate" and visitor.missed_at and now - visitor.missed_at > GRACE:
            return "not-allowed"
        return None

    def called(self, counter: str, number: str, now: datetime) -> None:
        self._step("call", counter, number, now, {"counter": counter, "state": "called", "sent_to": None, "calls": 1})

    def happened(self, counter: str, verb: str, visitor: Visitor, now: datetime, told: dict) -> None:
        """A verb was carried out."""
        if verb == "call":
            if visitor.state != "called":  # else a double click
                self.called(counter, visitor.number, now)
            return
        change = {"state": GOES[visitor.state][verb]}
        if verb == "repeat-call":
            change |= {"calls": visitor.calls + 1} if visitor.calls < MOST_CALLS else {"state": "missed"}
        elif verb == "transfer":
            change |= _sent(counter, visitor, told)
        elif verb == "finish" and visitor.return_to:
            back, service = visitor.return_to
            change = {"state": "waiting", "counter": None, "sent_to": back, "service": service, "return_to": None}
        elif change["state"] == "waiting" and verb != "note":
            change |= {"counter": None}
        if change["state"] == "missed" != visitor.state:
            change |= {"missed_at": now}
        self._step(verb, counter, visitor.number, now, change)

    def undo_refusal(self, counter: str, number: str, now: datetime) -> str | None:
        at, when, before = self.steps.get(number, (None, now, None))
        if at != counter or now - when > UNDO:
            return "not-allowed"
        return "counter-busy" if before.state in OPEN and self.is_busy(counter, number) else None

    def undone(self, number: str) -> None:
        self.visitors[number] = self.steps.pop(number)[2]

    def _step(self, verb: str, counter: str, number: str, now: datetime, change: dict) -> None:
        before = self.visitors[number]
        self.visitors[number] = replace(before, **change)
        if verb == "note":
            self.steps.pop(number, None)
        else:
            self.steps[number] = (counter, now, before)


def _sent(counter: str, visitor: Visitor, told: dict) -> dict:
    change = {"counter": None, "sent_to": told.get("counter"), "service": told.get("service", visitor.service)}
    return change | ({"return_to": (counter, visitor.service)} if told.get("return_to_me") else {})
