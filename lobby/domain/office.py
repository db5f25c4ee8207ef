"""An office as data: services, counters, displays, hours. Plain values, made by `lobby.store.reading`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lobby.domain.announcements import Announcements
from lobby.domain.calendar import Hours, Span
from lobby.domain.display import Direction, Display
from lobby.domain.errors import N_
from lobby.domain.feedback import Asking
from lobby.domain.notice import Notice, Tip
from lobby.domain.partner import Partner
from lobby.domain.policy import Policy
from lobby.domain.rules import Rules
from lobby.domain.slip import SlipLayout

Texts = Mapping[str, str]  # language code → text

PAUSE_REASONS = {
    "staff": N_("Heute fehlen Mitarbeiterinnen und Mitarbeiter."),
    "full": N_("Es warten schon sehr viele Menschen."),
    "technical": N_("Es gibt eine technische Störung."),
    "later": N_("Bitte kommen Sie später wieder."),
}
"""Why a service's tickets are paused: code → what the kiosk says."""


@dataclass(frozen=True, slots=True)
class Service:
    """A concern that visitors come for. `bring`: language → what to bring. `mean_minutes`: service time, a prior.

    `hours`: when it is open, where that is not when the office is. `pause_reason`: a code of PAUSE_REASONS.
    `area`: where its visitors wait, where that is not the area of the first counter that serves it.
    `group`: a slug of the office's groups. `words`: language → everyday words by which visitors find it.
    """

    id: int
    slug: str
    letter: str
    name: Texts
    bring: Mapping[str, list[str]]
    icon: str
    mean_minutes: int
    express: bool
    daily_quota: int | None
    paused: bool
    hours: Hours | None = None
    pause_reason: str | None = None
    area: str | None = None
    group: str | None = None
    words: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Concerns that a kiosk offers under one tile."""

    slug: str
    icon: str
    name: Texts


@dataclass(frozen=True, slots=True)
class KioskRules:
    """How a kiosk advises. `long_wait`: who may wait longer is asked whether she wants to; zero: nobody is asked.

    `advice`: the slug of the service for whoever lacks a paper or a word, mostly the service point.
    """

    long_wait: timedelta = timedelta(minutes=90)
    advice: str | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where visitors are served. `name` and `hint` replace what is said of kind, number and floor.

    `direction`: which way to go, for somebody who looks at a display.
    """

    id: int
    slug: str
    kind: str
    number: str
    floor: int
    area: str
    name: Texts
    hint: Texts
    service_ids: frozenset[int]
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A waiting area (Wartebereich)."""

    slug: str
    floor: int
    name: Texts


@dataclass(frozen=True, slots=True)
class Office:
    """One office with all that is set up in it. `always_open`: a demo that can be tried at any hour.

    `order_languages`: "used" or "fixed", as lobby.domain.languages says.
    `closures`: closure days and public holidays; `exceptions`: dates with hours of their own, whatever else is said of them.
    `retention_days`: for how long the tickets of past days are kept. `rules`: what its lead is told of.
    """

    id: int
    slug: str
    name: Texts
    address: str
    time_zone: str
    languages: tuple[str, ...]
    hours: Hours
    closures: frozenset[date]
    walk_in_stop: timedelta
    is_demo: bool
    always_open: bool
    services: Mapping[int, Service]
    counters: Mapping[int, Counter]
    displays: Mapping[str, Display]
    policy: Policy = field(default_factory=Policy)
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    slip: SlipLayout = field(default_factory=SlipLayout)
    order_languages: str = "used"
    tips: tuple[Tip, ...] = ()
    partners: tuple[Partner, ...] = ()
    notices: tuple[Notice, ...] = ()
    announcements: Announcements = field(default_factory=Announcements)
    groups: Mapping[str, Group] = field(default_factory=dict)
    kiosk: KioskRules = field(default_factory=KioskRules)
    rules: Rules = field(default_factory=Rules)
    retention_days: int = 30
    feedback: Asking = field(default_factory=Asking)
    competing: Mapping[int, frozenset[int]] = field(init=False, compare=False, repr=False)
    """Service id → the services that share a counter with it, itself included. Made once: every wait that is told asks."""

    def __post_init__(self) -> None:
        sharing = [counter.service_ids for counter in self.counters.values()]
        of_each = {id_: frozenset({id_}).union(*(ids for ids in sharing if id_ in ids)) for id_ in self.services}
        object.__setattr__(self, "competing", of_each)

    def waiting_area(self, service: Service) -> Area | None:
        """Where visitors of a service wait; None where the office says nothing of areas."""
        serving = (counter.area for counter in self.counters.values() if service.id in counter.service_ids)
        return self.areas.get(service.area or next(serving, ""))

    def service(self, slug: str) -> Service | None:
        return next((service for service in self.services.values() if service.slug == slug), None)

    def counter(self, slug: str) -> Counter | None:
        return next((counter for counter in self.counters.values() if counter.slug == slug), None)
