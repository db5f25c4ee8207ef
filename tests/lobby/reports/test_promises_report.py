"""How often promised waits held, for the lead."""

import csv
import io
from datetime import date, timedelta

import pastdays
import pytest
from openpyxl import load_workbook

from lobby.commands import retention, staff, tickets
from lobby.domain.kept import Kept
from lobby.domain.lifecycle import Verb
from lobby.reports import promises
from lobby.reports.promises import COLUMNS
from lobby.web import timers

TODAY = date(2026, 11, 24)


@pytest.fixture
def ask(day):
    """Ask for the report as somebody."""
    client = day.app.test_client()
    for login in ("lead", "frontdesk"):
        staff.add(day.db, login, [login], ["bernburg"], "a password")

    def asked(query="", role="lead"):
        return client.get(f"/api/v1/reports/promises{query}", headers={"Authorization": f"Bearer {staff.token(day.db, role)}"})

    return asked


@pytest.fixture
def served(day):
    """Nine residence tickets, of which the last five are called far too late; and two of another service."""
    day.at("101")
    for _ in range(9):
        day.draw("residence")
    for _ in range(2):
        day.draw("benefits")
    for number in range(9):
        if number == 4:
            day.clock.forward(minutes=200)
            timers.look_at_promises(day.runtime)
            timers.look_at_promises(day.runtime)
            day.clock.forward(minutes=200)
        called = day.call_next("101")
        day.do(Verb.START, "101", called)
        day.do(Verb.FINISH, "101", called)


def cell(rows, service, hour):
    return next(row for row in rows if (row["service"], row["hour"]) == (service, hour))


def test_kept_and_broken_promises_by_service_and_hour(ask, served):
    rows = ask().json["rows"]
    for place in ((None, None), ("residence", None), (None, 9), ("residence", 9)):
        found = cell(rows, *place)
        assert (found["promised"], found["kept"], found["kept_share"]) == (9, 4, 0.444)
        assert found["sooner"] >= 2  # at once, where they had been told to wait
        assert found["minutes_late"] > 100
        assert found["got_worse"] == 4  # the last one had been told of so much that it held for long


def test_how_late_is_told_only_where_five_broke(day, ask):
    for broken, told in ((4, None), (5, 12.0)):
        pastdays.put(day.db, day.office, date(2026, 11, broken), pastdays.visits(5, broken))
        rows = ask(f"?from=2026-11-0{broken}&to=2026-11-0{broken}").json["rows"]
        assert (cell(rows, None, None)["promised"], cell(rows, None, None)["minutes_late"]) == (5 + broken, told)


def test_who_gave_up_after_the_promise_was_broken_counts_as_broken_and_who_gave_up_before_not_at_all(day, ask):
    day.at("101")
    tokens = [day.draw("residence").token for _ in range(12)]
    for _ in range(6):
        called = day.call_next("101")
        day.do(Verb.START, "101", called)
        day.do(Verb.FINISH, "101", called)
    for token in tokens[6:9]:
        tickets.withdraw(day.db, token)
    day.clock.forward(hours=7)
    for token in tokens[9:]:
        tickets.withdraw(day.db, token)
    found = cell(ask().json["rows"], None, None)
    assert (found["promised"], found["kept"], found["minutes_late"]) == (9, 6, None)


def test_figures_are_the_same_when_the_tickets_have_been_deleted(day, ask):
    pastdays.put(day.db, day.office, date(2026, 10, 1), pastdays.visits(9, 6) + pastdays.visits(5, 1, "duldung", 14))
    query = "?from=2026-09-30&to=2026-10-02"
    before = ask(query).json["rows"]
    assert retention.forget(day.db) == [("bernburg", date(2026, 10, 1))]
    assert ask(query).json["rows"] == before
    assert (before[0]["promised"], before[0]["kept"], before[0]["minutes_late"]) == (21, 14, 12.0)


def test_days_are_told_one_by_one_in_order_and_small_ones_not_at_all(day):
    for number, kept in ((12, 9), (5, 4), (10, 20)):
        pastdays.put(day.db, day.office, date(2026, 11, number), pastdays.visits(kept, 0))
    with day.db.snapshot() as session:
        found = promises.by_day(promises.told(session, day.office, date(2026, 11, 1), date(2026, 11, 30)))
    assert [(each.day, row.promised) for each, row in found.items()] == [
        (5, None),
        (10, 20),
        (12, None),
    ]  # with a second one: the sum is told


def test_the_last_day_that_is_told_of_had_twenty_promises_and_is_not_today(day):
    def last():
        with day.db.snapshot() as session:
            return promises.last_day(session, day.office, TODAY)

    pastdays.put(day.db, day.office, TODAY, pastdays.visits(30, 0))
    pastdays.put(day.db, day.office, TODAY - timedelta(days=15), pastdays.visits(30, 0))
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(19, 0))
    assert last() is None
    pastdays.put(day.db, day.office, TODAY - timedelta(days=4), pastdays.visits(27, 3))
    assert last() == Kept(date(2026, 11, 20), 30, 27)
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(0, 1))
    assert last() == Kept(date(2026, 11, 23), 20, 19)


def test_fewer_than_five_are_not_told(day, ask):
    day.at("101")
    for _ in range(4):
        day.draw("residence")
        called = day.call_next("101")
        day.do(Verb.START, "101", called)
        day.do(Verb.FINISH, "101", called)
    assert all(row["promised"] is None and row["kept"] is None for row in ask().json["rows"])


def test_as_csv_and_as_a_spreadsheet(ask, served):
    table = list(csv.DictReader(io.StringIO(ask("?format=csv").text)))
    assert tuple(table[0]) == COLUMNS
    assert table[0]["promised"] == "9" and table[0]["service"] == ""
    sheet = load_workbook(io.BytesIO(ask("?format=xlsx").data)).active
    assert [each.value for each in sheet[1]] == list(COLUMNS)
    assert sheet.cell(2, 3).value == 9


def test_other_days_and_impossible_ones(ask, served):
    assert ask("?from=2026-11-01&to=2026-11-23").json == {"from": "2026-11-01", "to": "2026-11-23", "rows": []}
    for query in ("?from=2026-11-24&to=2026-11-01", "?from=yesterday", "?format=pdf", "?from=2020-01-01"):
        assert ask(query).status_code == 422, query


def test_only_the_lead_may(ask):
    assert ask(role="frontdesk").status_code == 403
