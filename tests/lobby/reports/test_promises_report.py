"""How often promised waits held, for the lead."""

import csv
import io

import pytest
from openpyxl import load_workbook

from lobby.commands import staff
from lobby.domain.lifecycle import Verb
from lobby.reports.promises import COLUMNS
from lobby.web import timers


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
    """Six residence tickets, of which the last two are called far too late; and two of another service."""
    day.at("101")
    for _ in range(6):
        day.draw("residence")
    for _ in range(2):
        day.draw("benefits")
    for number in range(6):
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
        assert (found["promised"], found["kept"], found["kept_share"]) == (6, 4, 0.667)
        assert found["sooner"] >= 2  # at once, where they had been told to wait
        assert found["minutes_late"] > 200
        assert found["got_worse"] == 2


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
    assert table[0]["promised"] == "6" and table[0]["service"] == ""
    sheet = load_workbook(io.BytesIO(ask("?format=xlsx").data)).active
    assert [each.value for each in sheet[1]] == list(COLUMNS)
    assert sheet.cell(2, 3).value == 6


def test_other_days_and_impossible_ones(ask, served):
    assert ask("?from=2026-11-01&to=2026-11-23").json == {"from": "2026-11-01", "to": "2026-11-23", "rows": []}
    for query in ("?from=2026-11-24&to=2026-11-01", "?from=yesterday", "?format=pdf", "?from=2020-01-01"):
        assert ask(query).status_code == 422, query


def test_only_the_lead_may(ask):
    assert ask(role="frontdesk").status_code == 403
