"""An office as data: services, counters, displays, hours. Plain values, made by `lobby.store.reading`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lobby.domain.calendar import Hours

Texts = Mapping[str, str]  # language code → text


@dataclass(frozen=True, slots=True)
class Service:
    """A concern that visitors come for. `bring`: language → what to bring. `mean_minutes`: service time, a prior."""

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


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where visitors are served. `name` and `hint` replace what is said of kind, number and floor."""

    id: int
    slug: str
    kind: str
    number: str
    floor: int
    area: str
    name: Texts
    hint: Texts
    service_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Display:
    """A screen in the hall."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Office:
    """One office with all that is set up in it. `always_open`: a demo that can be tried at any hour."""

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

    def service(self, slug: str) -> Service | None:
        return next((service for service in self.services.values() if service.slug == slug), None)

    def counter(self, slug: str) -> Counter | None:
        return next((counter for counter in self.counters.values() if counter.slug == slug), None)
