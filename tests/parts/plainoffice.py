"""The demo office as the rules of turns see it, without a database."""

from datetime import timedelta
from pathlib import Path

from lobby.commands.officefile import parse
from lobby.domain.office import Counter, Office, Service

FILE = Path(__file__).parents[2] / "lobby/demo/bernburg.toml"


def demo_office() -> Office:
    file = parse(FILE.read_text(encoding="utf-8"))
    services = {
        id_: Service(id_, s.slug, s.letter, s.name, s.bring, s.icon, s.mean_minutes, s.express, None, False)
        for id_, s in enumerate(file.services, 1)
    }
    ids = {service.slug: id_ for id_, service in services.items()}
    counters = {
        id_: Counter(id_, c.slug, c.kind, c.number, c.floor, c.area, {}, {}, frozenset(ids[slug] for slug in c.services))
        for id_, c in enumerate(file.counters, 1)
    }
    fixed = (1, file.office.slug, {}, "", "UTC", tuple(file.office.languages), {}, frozenset(), timedelta(), True, True)
    return Office(*fixed, services=services, counters=counters, displays={})
