"""A slip as an office would hand it out, without anybody drawing a ticket."""

from datetime import UTC, datetime, timedelta

from lobby.commands import officefile
from lobby.domain import numbers
from lobby.domain.errors import NotFound
from lobby.domain.office import Area, Counter, Office, Service
from printer.station.slip import SlipFacts

SERIAL, AHEAD, WAIT = 12, 4, (20, 35)
DRAWN_AT = datetime(2026, 11, 24, 8, 14, tzinfo=UTC)
STATUS_URL = "https://lobby.example/t/aB3-xYz901qWeRtY12aB3k"


def example(office: Office, language: str, service: str | None = None) -> SlipFacts:
    """What the slip of a service says, by its slug; of the office's first one otherwise. Raises NotFound."""
    chosen = office.service(service) if service else next(iter(office.services.values()), None)
    if service and chosen is None:
        raise NotFound()
    area = office.waiting_area(chosen) if chosen else None
    return SlipFacts(
        office_name=dict(office.name),
        number=numbers.number(chosen.letter if chosen else "A", SERIAL),
        service_name=dict(chosen.name) if chosen else {},
        bring=dict(chosen.bring) if chosen else {},
        language=language,
        drawn_at=DRAWN_AT,
        time_zone=office.time_zone,
        ahead=AHEAD,
        wait=WAIT,
        status_url=STATUS_URL,
        is_copy=False,
        is_demo=office.is_demo,
        place=dict(area.name) if area else None,
        floor=area.floor if area else 0,
        layout=office.slip,
    )


def office_of(text: str) -> Office:
    """The office that an office file describes, as far as its slips need it. Raises Invalid."""
    file = officefile.parse(text)
    services = {n: _service(n, part) for n, part in enumerate(file.services, start=1)}
    ids = {service.slug: n for n, service in services.items()}
    return Office(
        id=0,
        slug=file.office.slug,
        name=file.office.name,
        address=file.office.address,
        time_zone=file.office.time_zone,
        languages=tuple(file.office.languages),
        hours={},
        closures=frozenset(),
        walk_in_stop=timedelta(),
        is_demo=file.office.demo,
        always_open=False,
        services=services,
        counters={n: _counter(n, part, ids) for n, part in enumerate(file.counters, start=1)},
        displays={},
        areas={area.slug: Area(area.slug, area.floor, area.name) for area in file.areas},
        slip=file.slip.layout,
    )


def _service(n: int, part: officefile.ServicePart) -> Service:
    return Service(
        id=n,
        slug=part.slug,
        letter=part.letter,
        name=part.name,
        bring=part.bring,
        icon=part.icon,
        mean_minutes=part.mean_minutes,
        express=part.express,
        daily_quota=part.daily_quota,
        paused=part.paused,
        area=part.area,
    )


def _counter(n: int, part: officefile.CounterPart, ids: dict[str, int]) -> Counter:
    served = frozenset(ids[slug] for slug in part.services)
    return Counter(n, part.slug, part.kind, part.number, part.floor, part.area, part.name, part.hint, served)
