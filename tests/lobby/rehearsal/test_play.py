"""A rehearsal over the wire: short days against a real server."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from office import DEMO
from running import Server, demo_server

from lobby.commands import offices
from lobby.rehearsal import play
from lobby.rehearsal.credentials import NotADemo
from lobby.rehearsal.play import CannotPlay, Rehearsal
from lobby.rehearsal.screens import Screens
from lobby.store.database import Database


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demo_server(tmp_path_factory.mktemp("play")) as running:
        yield running


@pytest.fixture
def db(server: Server) -> Iterator[Database]:
    database = Database(server.settings, server.settings.clock)
    yield database
    database.close()


def test_a_short_day_is_played_to_its_end_and_can_be_played_again(server: Server, db: Database) -> None:
    heard: list[tuple[int, int, str]] = []
    for _ in range(2):
        players = play.prepare(db, "bernburg")
        summary = play.rehearse(server.url, "bernburg", players, 3, 9000, 12, lambda *news: heard.append(news))
        assert summary.is_clean, summary.table()
        assert summary.drawn == 12
    assert heard[-1][:2] == (12, 12)


def test_a_day_longer_than_the_day_ends_at_midnight_and_the_rest_has_expired(tmp_path: Path) -> None:
    with demo_server(tmp_path / "data", CLOCK="2026-11-24T20:00:00Z@600") as late:
        database = Database(late.settings, late.settings.clock)
        players = play.prepare(database, "bernburg")
        database.close()
        summary = play.rehearse(late.url, "bernburg", players, 5, tickets=150)
    assert summary.is_clean, summary.table()
    assert 0 < summary.unserved <= summary.expired
    assert summary.lasted_s < play.STUCK_S


def test_a_rehearsal_that_ends_at_an_instant_plays_on_until_then_and_leaves_nobody_waiting(server: Server, db: Database) -> None:
    with Screens(server.url) as screens:
        asked = Rehearsal(server.url, "bernburg", play.prepare(db, "bernburg"), 6, 3000, 40, hours=(9, 9.5), screen=screens)
        asked.ends_at = monotonic() + 4
        summary = asked.play()
    assert summary.is_clean, summary.table()
    assert summary.drawn > 3
    assert summary.unserved == summary.never_shown == summary.older_boards == 0
    assert set(asked.record.statuses) <= {200, 201, 204, 409}
    assert summary.boards.keys() >= {"display", "desk", "kiosk"}


def test_caseworkers_whose_counter_is_taken_leave_it_alone(server: Server, db: Database) -> None:
    players = play.prepare(db, "bernburg")
    token = server.staff_token(next(iter(server.people)))
    answer = server.api("PUT", "/desk/session", token, json={"counter": "sp-1"})
    assert answer.status_code == 200, answer.text
    summary = play.rehearse(server.url, "bernburg", players, 4, 9000, 12)
    server.api("DELETE", "/desk/session", token)
    assert summary.is_clean, summary.table()


def test_tokens_that_open_nothing_end_the_rehearsal_before_it_begins(server: Server, db: Database) -> None:
    players = play.prepare(db, "bernburg")
    play.discard(db, players)
    with pytest.raises(CannotPlay):
        play.rehearse(server.url, "bernburg", players)


def test_an_office_that_is_no_demo_any_more_is_left_alone(server: Server, db: Database) -> None:
    players = play.prepare(db, "bernburg")
    offices.load(db, DEMO.replace("demo = true", "demo = false"), "test")
    try:
        with pytest.raises(NotADemo):
            play.rehearse(server.url, "bernburg", players)
    finally:
        offices.load(db, DEMO, "test")
