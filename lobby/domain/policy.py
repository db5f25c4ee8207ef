"""What an office has decided about turns, calls and patience."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Earns:
    """How a class of tickets earns priority: `weight` points a minute of waiting, and `head_start` points from the beginning.

    A point is what an ordinary ticket earns in a minute where its weight is 1.
    """

    weight: float = 1.0
    head_start: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """An office's rules. `limit`: whoever waits longer is next, whatever the class.

    `express_bound`: how often express tickets may overtake one and the same ticket. `own_language`: points for a ticket whose
    language the caseworker speaks. `early`, `late`: how long before and after the booked time an appointment is taken as one.
    `repeat_gap`, `most_calls`: how soon a call may be repeated, and how often a ticket rings before it counts as missed.
    `grace`: how long a missed ticket can be reinstated. `desk_lost`: how long a desk's browser may be gone until its counter
    is free again. `postpones`: how often a visitor may ask for more time, and `postpone`: for how much her phone asks.
    `pickers`: roles that may call from the list. `outcomes`: how a visit can end, slug → language → text.
    """

    limit: timedelta = timedelta(minutes=90)
    ordinary: Earns = Earns()
    appointment: Earns = Earns(3, 30)
    needs: Earns = Earns(1.5, 10)
    express: Earns = Earns(1, 15)
    reinstated: Earns = Earns()
    returned: Earns = Earns(1, 20)
    express_bound: int = 3
    own_language: float = 10
    early: timedelta = timedelta(minutes=30)
    late: timedelta = timedelta(minutes=15)
    repeat_gap: timedelta = timedelta(seconds=5)
    most_calls: int = 3
    grace: timedelta = timedelta(minutes=60)
    desk_lost: timedelta = timedelta(minutes=15)
    postpones: int = 2
    postpone: timedelta = timedelta(minutes=10)
    pickers: frozenset[str] = frozenset({"caseworker", "lead"})
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
