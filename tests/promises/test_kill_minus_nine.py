"""The server is killed in the middle of the day, twice: what was answered stays, and everybody goes on by themselves."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Server, demo_server

from lobby.rehearsal import checks, play
from lobby.rehearsal.record import Kept
from lobby.store.database import Database

OFFICE = "bernburg"
AWAY_S = 1.5


class Killer:
    """Kills the server at certain office times, and starts it again."""

    def __init__(self, server: Server, *times: str) -> None:
        self._server, self._times = server, list(times)

    def __call__(self, _done: int, _total: int, office_time: str) -> None:
        if self._times and office_time >= self._times[0]:
            del self._times[0]
            self._server.kill()
            time.sleep(AWAY_S)
            self._server.start()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with demo_server(tmp_path) as running:
        yield running


def test_nothing_answered_is_lost_and_no_ticket_comes_twice(server: Server) -> None:
    boards: list[Kept] = []
    db = Database(server.settings, server.settings.clock)
    killer = Killer(server, "09:40", "15:00")
    summary = play.rehearse(server.url, OFFICE, play.prepare(db, OFFICE), 23, 1200, 150, killer, boards)
    assert len(summary.outages_s) >= 2
    assert summary.is_clean, summary.table()  # "lost" would be among the errors: each ticket is asked for in the end
    assert summary.drawn == 150
    assert checks.journal(db, OFFICE) == []
    assert [kept for kept, _ in checks.boards(db, OFFICE, boards)] == []
    assert summary.sockets_back == summary.sockets_lost > 2 * len(("displays", "kiosk"))
    db.close()
