"""PostgreSQL is gone, silent, slow, read-only, or another one at the same address: people are told, and it goes on by itself."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import urlsplit

import psycopg
import pytest
import requests
from counterlife import DESKS
from killable import Killable, killable_postgresql
from ledger import Watched, crowded
from printers import until
from running import Server, demo_server
from weaklines import Line, line_to


@pytest.fixture(scope="module")
def postgresql() -> Iterator[tuple[Killable, str]]:
    with killable_postgresql() as running:
        yield running


@pytest.fixture(scope="module")
def line(postgresql: tuple[Killable, str]) -> Iterator[Line]:
    with line_to(urlsplit(postgresql[1]).port) as whole:
        yield whole


@pytest.fixture(scope="module")
def served(postgresql: tuple[Killable, str], line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server, which reaches its database by that line."""
    port = str(urlsplit(postgresql[1]).port)
    with demo_server(tmp_path_factory.mktemp("faults"), postgresql[1].replace(port, str(line.port)), SPEECH="off") as running:
        yield running


@pytest.fixture
def crowd(served: Server, postgresql: tuple[Killable, str], line: Line) -> Iterator[Watched]:
    settings = replace(served.settings, database_url=postgresql[1].replace("postgresql:", "postgresql+psycopg:"))
    with crowded(served.url, True, settings, seed=len(served.log())) as people:
        try:
            yield people
        finally:
            line.mend()
            postgresql[0].start()


def refusal(served: Server, language: str = "de") -> requests.Response:
    return served.api("GET", "/office", headers={"Accept-Language": language})


def make_sure_all_is_refused(served: Server) -> None:
    """Programs read a problem in their language, people a page; the process lives, is not ready, and says why."""
    until(lambda: refusal(served).status_code == 503, within_s=10)
    answers = {language: refusal(served, language) for language in ("de", "en")}
    assert {answer.json()["code"] for answer in answers.values()} == {"busy"}
    assert answers["en"].json()["detail"].startswith("The system is very busy")
    page = requests.get(f"{served.url}/how", headers={"Accept": "text/html", "Accept-Language": "uk"}, timeout=5)
    assert page.status_code == 503 and 'lang="uk"' in page.text
    assert requests.get(f"{served.url}/healthz", timeout=5).status_code == 200
    assert any("database" in why for why in requests.get(f"{served.url}/readyz", timeout=10).json()["reasons"])


def test_a_database_that_is_gone_is_told_at_once_and_all_is_right_when_it_is_back(
    served: Server, crowd: Watched, postgresql: tuple[Killable, str]
) -> None:
    postgresql[0].kill()
    crowd.make_sure_displays_say_that_they_are_stale()
    make_sure_all_is_refused(served)
    postgresql[0].start()
    crowd.make_sure_displays_are_right("the database is back")


@pytest.mark.soak
@pytest.mark.parametrize("away_s", [30, 120])
def test_a_database_that_is_gone_for_long(crowd: Watched, postgresql: tuple[Killable, str], away_s: int) -> None:
    postgresql[0].kill()
    crowd.make_sure_displays_say_that_they_are_stale()
    time.sleep(away_s)
    postgresql[0].start()
    crowd.make_sure_displays_are_right("the database is back")


def test_a_database_that_fell_silent_holds_nobody_for_long(served: Server, crowd: Watched, line: Line) -> None:
    """More ask at once than there are connections; none of them is lost for ever, and the pool is not empty afterwards."""
    line.silence()
    with ThreadPoolExecutor(60) as askers:
        answers = list(askers.map(lambda _: refusal(served).status_code, range(60)))
    assert set(answers) <= {200, 503}
    crowd.make_sure_displays_say_that_they_are_stale()
    make_sure_all_is_refused(served)
    line.mend()
    crowd.make_sure_displays_are_right("the database speaks again")


def test_a_failover_is_hardly_noticed(served: Server, crowd: Watched, line: Line) -> None:
    """All connections die, and another database answers at the same address."""
    for _ in range(3):
        line.drop()
        crowd.make_sure_displays_are_right("another database answers")
    assert refusal(served).status_code == 200


def test_a_slow_database_makes_slow_and_not_wrong(crowd: Watched, line: Line) -> None:
    line.delay_s = 0.02
    before = len(crowd.crowd.seen.drawn)
    until(lambda: len(crowd.crowd.seen.drawn) > before + DESKS, within_s=30)
    line.mend()
    crowd.make_sure_displays_are_right("the database is quick again")


def test_a_database_that_takes_no_changes_is_told_as_one_that_is_busy(
    served: Server, crowd: Watched, postgresql: tuple[Killable, str]
) -> None:
    """As a failover to a copy that nobody has made the first one yet. What can be read can be seen."""
    with psycopg.connect(postgresql[1], autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)
        before = crowd.crowd.seen.refused["503 busy"]
        until(lambda: crowd.crowd.seen.refused["503 busy"] > before + DESKS, within_s=10)
        assert refusal(served).status_code == 200
        connection.execute("SET default_transaction_read_only = off")
        connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
        connection.execute("SELECT pg_reload_conf()")
    crowd.make_sure_displays_are_right("the database takes changes again")
