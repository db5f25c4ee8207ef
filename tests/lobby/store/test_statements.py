"""How often a draw and a call ask the database: each question is a round trip, and the day is locked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from office import Day
from sqlalchemy import event

from lobby.commands import staff


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def served(request, tmp_path):
    """An office whose API is asked in this process, with a kiosk, somebody at a counter, and whatever is remembered known."""
    url = request.getfixturevalue("fresh_postgresql") if request.param == "PostgreSQL" else None
    day = Day(tmp_path, url)
    yield day
    day.db.close()


@contextmanager
def counted(db) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        sent.append(statement)

    for engine in (db.reading, db.writing):
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in (db.reading, db.writing):
        event.remove(engine, "before_cursor_execute", note)


def draw(day: Day, turn: int) -> dict:
    """What a kiosk gets for a ticket."""
    headers = {"Authorization": f"Bearer {day.kiosk}", "Idempotency-Key": f"key-of-kiosk-{turn:06d}"}
    answer = day.app.test_client().post("/api/v1/tickets", json={"service": "residence", "language": "de"}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_draw_asks_the_database_no_more_than_it_must(served):
    draw(served, 1)
    with counted(served.db) as sent:
        drawn = draw(served, 2)
    assert len([each for each in sent if not each.startswith("BEGIN")]) <= MOST["draw"], "\n".join(sent)
    seen = served.app.test_client().get(f"/api/v1/tickets/{drawn['token']}").json
    assert seen == {name: drawn[name] for name in seen}


def test_a_call_and_what_follows_ask_no_more_than_they_must(served):
    served.at("101")
    headers = {"Authorization": f"Bearer {staff.token(served.db, 'at-101')}"}
    for turn in range(4):
        draw(served, turn)

    def press(path: str) -> dict:
        answer = served.app.test_client().post(f"/api/v1/desk/{path}", json={}, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    for _ in range(2):  # what the second one sends counts
        with counted(served.db) as to_call:
            ticket = press("next")["ticket"]
        with counted(served.db) as to_start:
            started = press(f"tickets/{ticket['id']}/start")
        press(f"tickets/{ticket['id']}/finish")
    assert ticket["state"] == "called" and ticket["call"] and started["state"] == "serving"
    for verb, sent in (("next", to_call), ("start", to_start)):
        assert len([each for each in sent if not each.startswith("BEGIN")]) <= MOST[verb], "\n".join(sent)


# who asks is looked up each time: a key that was taken back opens nothing from then on
MOST = {"draw": 10, "next": 11, "start": 11}
