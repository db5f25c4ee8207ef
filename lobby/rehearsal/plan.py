"""An invented Tuesday: who comes when, for what, in which language, and how each of them behaves. Plain data from a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log, sqrt
from random import Random
from typing import TypeVar

HOUR = 3600.0
OPENING_S = 9 * HOUR
SLOT_S = HOUR / 2
ARRIVALS = {9.0: 22, 9.5: 16, 10.0: 12, 10.5: 9, 11.0: 7, 14.0: 11, 14.5: 7, 15.0: 6, 15.5: 4, 16.0: 3, 16.5: 2, 17.0: 1}
"""Half hours in which walk-ins are accepted on a Tuesday → share of the day's arrivals. People stand at the door when it opens."""

SHARES = {
    "service-point": 34, "pick-up": 9, "address": 4, "residence": 15, "fiktion": 9, "duldung": 10,
    "ukraine": 9, "verpflichtung": 3, "settlement": 2, "naturalisation": 1, "benefits": 4,
}  # fmt: skip
"""Service → share of all visits in percent. A third of them ends at the service point."""

MEAN_MINUTES = {
    "pick-up": 8, "service-point": 6, "residence": 20, "fiktion": 15, "duldung": 20, "ukraine": 15,
    "settlement": 30, "verpflichtung": 20, "naturalisation": 60, "address": 6, "benefits": 20,
}  # fmt: skip
LANGUAGES = {
    "de": 24, "de-simple": 3, "uk": 22, "ar": 18, "ru": 8, "en": 9, "fa": 8, "tr": 6, "ku": 4, "ps": 2,
    "vi": 2, "fr": 2, "pl": 4, "ro": 4, "ti": 1, "so": 1,
}  # fmt: skip
"""Language chosen at the kiosk → share in percent; those that an office does not offer fall away."""

OTHER_SHARE, OTHER_MINUTES = 2, 15  # of a service that the tables do not know
VARIATION = 0.8  # coefficient of variation of service times; log-normal fits well
NEEDS: Mapping[tuple[str, ...], float] = {(): 93, ("wheelchair",): 2, ("pregnant",): 2, ("child",): 2, ("helper",): 1}

Kind = TypeVar("Kind")


class Taps(StrEnum):
    """How a visitor presses the last button."""

    ONCE = "once"
    TWICE = "twice"
    AGAIN = "again"  # no answer in time: the same choice is sent once more


class Shows(StrEnum):
    """When a visitor comes to the counter."""

    AT_CALL = "at-call"
    AT_REPEAT = "at-repeat"
    LATE = "late"  # misses the call, comes back, is reinstated
    NEVER = "never"


TAPS = {Taps.ONCE: 88, Taps.TWICE: 9, Taps.AGAIN: 3}
SHOWS = {Shows.AT_CALL: 78, Shows.AT_REPEAT: 8, Shows.LATE: 5, Shows.NEVER: 9}


@dataclass(frozen=True, slots=True)
class Visitor:
    """One visitor. `arrives_s`: seconds after the office's midnight; other durations are seconds of office time.

    `leaves_s`: gives up by phone so long after arriving. `late_s`: comes back so long after a missed call.
    `watches`: keeps the phone page open. `clicks_twice`: whoever calls this visitor double-clicks.
    """

    arrives_s: float
    service: str
    language: str
    needs: tuple[str, ...]
    party_size: int
    taps: Taps
    shows: Shows
    walks_s: float
    served_s: float
    late_s: float
    leaves_s: float | None
    watches: bool
    clicks_twice: bool


def tuesday(seed: int, tickets: int, services: Sequence[str], languages: Sequence[str]) -> list[Visitor]:
    """The visitors of the day in the order they arrive; the same arguments give the same day."""
    rng = Random(seed)
    arrivals = sorted(_arrival(rng) for _ in range(tickets))
    return [_visitor(rng, at, services, languages) for at in arrivals]


def service_time(rng: Random, mean_s: float) -> float:
    """A log-normal service time with this mean and a coefficient of variation of VARIATION."""
    spread = log(1 + VARIATION**2)
    return rng.lognormvariate(log(mean_s) - spread / 2, sqrt(spread))


def _arrival(rng: Random) -> float:
    return _one_of(rng, ARRIVALS) * HOUR + rng.uniform(0, SLOT_S)


def _visitor(rng: Random, arrives_s: float, services: Sequence[str], languages: Sequence[str]) -> Visitor:
    service = _one_of(rng, {slug: SHARES.get(slug, OTHER_SHARE) for slug in services})
    return Visitor(
        arrives_s=arrives_s,
        service=service,
        language=_one_of(rng, {code: LANGUAGES.get(code, 1) for code in languages}),
        needs=_one_of(rng, NEEDS),
        party_size=rng.choice((2, 3, 4)) if rng.random() < 0.1 else 1,
        taps=_one_of(rng, TAPS),
        shows=_one_of(rng, SHOWS),
        walks_s=rng.uniform(10, 70),
        served_s=service_time(rng, MEAN_MINUTES.get(service, OTHER_MINUTES) * 60),
        late_s=rng.uniform(300, 1200),
        leaves_s=rng.uniform(300, 3600) if rng.random() < 0.04 else None,
        watches=rng.random() < 0.08,
        clicks_twice=rng.random() < 0.05,
    )


def _one_of(rng: Random, weights: Mapping[Kind, float]) -> Kind:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
