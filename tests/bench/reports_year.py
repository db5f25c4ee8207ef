"""How long a year's report takes, warm, on SQLite and on PostgreSQL: five offices, 250 days of 500 visits each, beside plain SQL.

The rival is one aggregate over the same year's tickets, each a row, on the same database in the same run: it knows neither medians
nor what must not be told, and the tickets would have to be there.
"""

import random
import tempfile
import time
import tracemalloc
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from figures import Figure
from servers import new_database, running_postgresql
from sqlalchemy import text

from lobby.clock import SystemClock
from lobby.commands import offices
from lobby.domain import quantiles
from lobby.domain.daycounts import CHANNELS, NUMBERS, piece
from lobby.reports.asked import Ask
from lobby.reports.catalogue import REPORTS
from lobby.settings import Settings
from lobby.store import reading, schema
from lobby.store.database import Database
from lobby.store.tables.counts import CountRow, FlowCountRow, GroupCountRow, OpenHoursRow

UNASKED = ("feedback",)  # of the invented year nobody was asked how it was
OFFICES, VISITS, FIRST, LAST = 5, 500, date(2026, 1, 1), date(2026, 12, 31)
DAYS = [day for day in (FIRST + timedelta(days=ahead) for ahead in range(365)) if day.weekday() < 5][:250]
LIMIT_S = 1.0
LANGUAGES = ("de", "uk", "ar", "ru", "en", "fa", "tr", "ti")
RIVAL = (
    "SELECT service, hour, count(*), avg(waited), avg(CASE WHEN waited <= 1800 THEN 1.0 ELSE 0 END)"
    " FROM bench_visits WHERE office_id = :office AND date BETWEEN :first AND :last GROUP BY service, hour"
)


def figures(folder: Path) -> list[Figure]:
    found = []
    with running_postgresql() as postgresql, new_database(postgresql) as url:
        for name, database in (("SQLite", f"sqlite:///{folder}/lobby.sqlite"), ("PostgreSQL", url)):
            with filled(folder, database) as (db, known):
                found += [*measured(name, db, known)]
    return found


def measured(name: str, db: Database, known: list[Any]) -> Iterator[Figure]:
    office = known[0]
    rival = warm(lambda: aggregate(db, office))
    slowest = {
        report: warm(lambda report=report: made(db, Ask(office, FIRST, LAST), report))
        for report in REPORTS
        if report not in UNASKED
    }
    yield Figure(f"waits of a year, {name}", slowest["waits"], "s", {"limit": LIMIT_S, "SQL over tickets": rival})
    worst = max(slowest, key=lambda each: slowest[each])
    yield Figure(f"slowest report of a year ({worst}), {name}", slowest[worst], "s", {"limit": LIMIT_S, "SQL over tickets": rival})
    by_day = warm(lambda: made(db, Ask(office, FIRST, LAST, "day"), "waits"))
    yield Figure(f"waits of a year by day, {name}", by_day, "s", {"limit": LIMIT_S, "SQL over tickets": rival})
    everywhere = warm(lambda: [made(db, Ask(each, FIRST, LAST), "waits") for each in known])
    yield Figure(f"waits of a year, 5 offices one after the other, {name}", everywhere, "s", {"SQL over tickets": rival * OFFICES})
    tracemalloc.start()
    made(db, Ask(office, FIRST, LAST, "day"), "waits")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    yield Figure(f"memory of waits of a year by day, {name}", peak / 1e6, "MB", {"limit": 100.0})


def warm(step: Any) -> float:
    """The median of five, after one that nobody counts."""
    step()
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        step()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[2]


def made(db: Database, ask: Ask, report: str) -> list[Any]:
    with db.snapshot() as session:
        rows = REPORTS[report].make(session, ask)
    assert rows, report
    return rows


def aggregate(db: Database, office: Any) -> None:
    with db.snapshot() as session:
        assert session.execute(text(RIVAL), {"office": office.id, "first": FIRST, "last": LAST}).all()


@contextmanager
def filled(folder: Path, url: str) -> Iterator[tuple[Database, list[Any]]]:
    """Five offices with a year of counts, and the same visits as rows of a table for the rival."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        settings = Settings(Path(data), url, "only for the benchmark", demo_open=False, clock=SystemClock())
        schema.migrate(url)
        db = Database(settings, settings.clock)
        demo = Path(offices.__file__).parents[1].joinpath("demo/bernburg.toml").read_text(encoding="utf-8")
        for number in range(OFFICES):
            offices.load(db, demo.replace('slug = "bernburg"', f'slug = "office-{number}"'), "bench")
        with db.snapshot() as session:
            known = list(reading.offices(db, session))
        with db.write() as session:
            session.execute(
                text("CREATE TABLE bench_visits (office_id INTEGER, date DATE, service INTEGER, hour INTEGER, waited INTEGER)")
            )
        chance = random.Random(5)
        for office in known:
            fill(db, office, chance)
        with db.write() as session:
            session.execute(text("CREATE INDEX bench_visits_place ON bench_visits (office_id, date)"))
        with db.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
        yield db, known
        db.close()


def fill(db: Database, office: Any, chance: random.Random) -> None:
    services, rival, kept, pieces = list(office.services), [], [], {}
    for on in DAYS:
        cells: dict[tuple[int, int], list[int]] = {}
        for _ in range(VISITS):
            place, waited = (chance.choice(services), chance.randint(8, 17)), int(chance.lognormvariate(6.8, 0.8))
            cells.setdefault(place, []).append(waited)
            rival.append({"office": office.id, "date": on, "service": place[0], "hour": place[1], "waited": waited})
        for (service_id, hour), waits in cells.items():
            kept.append(
                CountRow(office_id=office.id, date=on, service_id=service_id, hour=hour, settled=0, late=[12.0], **sums(waits))
            )
        everybody = [wait for waits in cells.values() for wait in waits]
        for number, channel in enumerate(CHANNELS):
            kept.append(GroupCountRow(office_id=office.id, date=on, kind="channel", name=channel, **sums(everybody[number::3])))
        for number, language in enumerate(LANGUAGES):
            pieces.setdefault((piece(on), "language", language), []).extend(everybody[number :: len(LANGUAGES)])
        pieces.setdefault((piece(on), "outcome", "settled"), []).extend(everybody)
        for service_id in services[:4]:
            kept.append(FlowCountRow(office_id=office.id, date=on, service_id=service_id, to_service_id=services[5], moved=6))
        for hour in range(8, 18):
            kept.append(OpenHoursRow(office_id=office.id, date=on, area="hall", hour=hour, places=8, open_s=28_000, busy_s=20_000))
    kept += [GroupCountRow(office_id=office.id, date=on, kind=kind, name=name, **sums(w)) for (on, kind, name), w in pieces.items()]
    insert = text("INSERT INTO bench_visits VALUES (:office, :date, :service, :hour, :waited)")
    with db.write() as session:
        session.bulk_save_objects(kept)
        session.connection().execute(insert, rival)


def sums(waits: list[int]) -> dict[str, Any]:
    """All came and were served."""
    number, packed = len(waits), quantiles.packed(waits)
    full = dict.fromkeys(("drawn", "called", "finished", "promised", "kept"), number)
    within = {f"within_{most}": sum(wait <= most * 60 for wait in waits) for most in (15, 30, 60)}
    seconds = dict.fromkeys(("waited_s", "walked_s", "served_s"), sum(waits))
    numbers = Tally({name: 0 for name in NUMBERS if name != "settled"}) | Tally(full | within | seconds)
    all_numbers = {name: numbers[name] for name in NUMBERS if name != "settled"}
    return all_numbers | {"kept": number - 1, "waits": packed, "walks": packed, "serves": packed}
