"""One line a request: with an id, without a secret."""

import json
import logging

import pytest

from lobby.phone.screen import SCREEN
from lobby.web.app import create_app
from lobby.web.logs import AsJson


@pytest.fixture
def ask(day, caplog):
    caplog.set_level(logging.INFO, "lobby")
    app = create_app(day.settings, (SCREEN,))
    yield lambda path, **headers: app.test_client().get(path, headers=headers)
    app.extensions["lobby"].db.close()


def test_a_request_is_one_line_with_its_route(ask, day, caplog):
    token = day.draw().token
    ask(f"/t/{token}?lang=ar")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "lobby.requests"]
    assert line.startswith("GET /t/<token> 200 ")


def test_no_secret_stands_in_a_line(ask, day, caplog):
    token = day.draw().token
    for path in (f"/t/{token}", f"/t/{token}/withdraw", f"/api/v1/tickets/{token}", f"/?device={day.kiosk}", f"/elsewhere/{token}"):
        ask(path, Authorization=f"Bearer {day.kiosk}")
    assert token not in caplog.text
    assert day.kiosk not in caplog.text


def test_what_fails_is_logged_without_the_address(ask, day, caplog):
    token = day.draw().token
    day.runtime.db.close()
    with day.db.write() as session:
        session.connection().exec_driver_sql("DROP TABLE journal")
    assert ask(f"/t/{token}").status_code >= 500
    assert "GET /t/<token>" in caplog.text
    assert token not in caplog.text


def test_each_answer_names_its_request(ask):
    first, second = ask("/healthz"), ask("/healthz")
    assert len(first.headers["X-Request-Id"]) == 16
    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]
    assert ask("/healthz", **{"X-Request-Id": "mine-is-not-wanted"}).headers["X-Request-Id"] != "mine-is-not-wanted"


def test_a_line_as_json_can_be_read_by_programs(ask, caplog):
    ask("/healthz")
    (record,) = [record for record in caplog.records if record.name == "lobby.requests"]
    told = json.loads(AsJson().format(record))
    assert {name: told[name] for name in ("level", "from", "method", "route", "status")} == {
        "level": "info",
        "from": "lobby.requests",
        "method": "GET",
        "route": "/healthz",
        "status": 200,
    }
    assert told["ms"] >= 0
