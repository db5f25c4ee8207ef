"""What a Prometheus server is told, and whom it is told."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from lobby.commands import staff, tickets
from lobby.domain.lifecycle import Verb
from lobby.phone.screen import SCREEN
from lobby.web.app import create_app


@pytest.fixture
def app(day):
    found = create_app(day.settings, (SCREEN,))
    yield found
    found.extensions["lobby"].db.close()


def scraped(app, **headers):
    answer = app.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def test_the_day_of_each_office_is_told(day, app):
    day.draw()
    day.draw("benefits")
    day.call_next("101")
    day.clock.forward(minutes=7)
    found = scraped(app)
    assert found["lobby_tickets", ("office", "bernburg"), ("state", "waiting")] == 1
    assert found["lobby_tickets", ("office", "bernburg"), ("state", "called")] == 1
    assert found["lobby_longest_wait_minutes", ("office", "bernburg")] == 7
    assert found["lobby_counters_at_work", ("office", "bernburg")] == 1
    assert found["lobby_journal_lines", ("office", "bernburg")] == day.today.revision


def test_todays_visits_and_waits_are_told(day, app):
    given_back = [day.draw().token for _ in range(4)][3]
    day.clock.forward(minutes=10)
    tickets.withdraw(day.db, given_back)
    for counter in ("101", "102"):
        day.call_next(counter)
    number = day.call_next("101")
    day.do(Verb.START, "101", number)
    day.do(Verb.FINISH, "101", number)
    found = scraped(app)
    told = {name[2][1]: value for name, value in found.items() if name[0] == "lobby_visits_today"}
    assert told == {"drawn": 4, "called": 2, "finished": 1, "withdrawn": 1, "expired": 0, "overtaken": 0, "settled": 0}
    for share in ("0.5", "0.9"):
        wait = found["lobby_wait_minutes_today", ("office", "bernburg"), ("quantile", share)]
        assert wait == pytest.approx(10, rel=0.011)


def test_requests_are_counted_by_route_and_never_by_address(day, app):
    token = day.draw().token
    for _ in range(3):
        app.test_client().get(f"/t/{token}")
    app.test_client().get("/t/nonsense")
    app.test_client().get("/nowhere/at/all")
    found = scraped(app)
    about = ("method", "GET"), ("route", "/t/<token>")
    assert found["lobby_requests_total", *about, ("status", "200")] == 3
    assert found["lobby_requests_total", *about, ("status", "404")] == 1
    assert found["lobby_request_seconds_count", ("route", "/t/<token>")] == 4
    assert not any(token in str(name) or "nonsense" in str(name) or "nowhere" in str(name) for name in found)


def test_strangers_are_told_nothing(day, app):
    client = app.test_client()
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 401
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 401
    assert client.get("/metrics", headers={"Host": "lobby.example.org"}).status_code == 401


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("caseworker", 403)])
def test_from_elsewhere_an_admins_token_opens(day, app, role, status):
    staff.add(day.db, role, [role], ["bernburg"], "a password")
    headers = {"X-Forwarded-For": "203.0.113.7", "Authorization": f"Bearer {staff.token(day.db, role)}"}
    assert app.test_client().get("/metrics", headers=headers).status_code == status
