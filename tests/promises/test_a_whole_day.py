"""A whole Tuesday with three hundred visitors, played against a real server: nothing doubled, nothing missing, nothing wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from running import demo_server

from lobby.rehearsal import checks, play
from lobby.rehearsal.record import Kept
from lobby.rehearsal.summary import Summary
from lobby.store.database import Database

OFFICE = "bernburg"


@dataclass(frozen=True)
class Played:
    summary: Summary
    boards: list[Kept]
    db: Database
    log: str


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    boards: list[Kept] = []
    with demo_server(tmp_path_factory.mktemp("day")) as server:
        db = Database(server.settings, server.settings.clock)
        summary = play.rehearse(server.url, OFFICE, play.prepare(db, OFFICE), seed=11, speed=600, tickets=300, kept=boards)
        log = (server.data_dir / "server.log").read_text()
    yield Played(summary, boards, db, log)
    db.close()


def test_three_hundred_visitors_are_served_without_error_duplicate_or_gap(played: Played) -> None:
    assert played.summary.is_clean, played.summary.table()
    assert played.summary.drawn == 300
    assert played.summary.served + played.summary.withdrawn + played.summary.missed - played.summary.reinstated == 300


def test_the_journal_replayed_equals_the_tables(played: Played) -> None:
    assert checks.journal(played.db, OFFICE) == []


def test_every_board_pushed_equals_the_board_rebuilt(played: Played) -> None:
    kinds = {kept.topic.split("/")[1] for kept in played.boards}
    assert kinds == {"display", "desk", "kiosk", "ticket"}
    assert [(kept, built) for kept, built in checks.boards(played.db, OFFICE, played.boards)][:3] == []


def test_every_call_stood_on_the_display_and_no_board_came_out_of_order(played: Played) -> None:
    assert played.summary.never_shown == 0
    assert played.summary.older_boards == 0


def test_the_server_logs_no_error_about_an_ordinary_day(played: Played) -> None:
    assert "Traceback" not in played.log
