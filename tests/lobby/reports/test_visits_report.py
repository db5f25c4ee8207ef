"""Waits, service times, no-shows, load and languages: the same of days that are there and of days that are counts."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from lobby.commands import retention, staff, tickets
from lobby.domain.lifecycle import Verb
from lobby.reports import visits


@pytest.fixture
def report(day):
    """The rows of a report on the day that began this test."""
    on = day.today.date

    def read(name, first=on, last=on):
        with day.db.snapshot() as session:
            return visits.REPORTS[name][0](session, day.office, first, last)

    return read


@pytest.fixture
def lived(day):
    """Twelve residence tickets: ten called after 20 minutes, one of them in vain; one given back, one left; and two of benefits."""
    day.at("101")
    drawn = [day.draw(language="ar" if n < 7 else "de") for n in range(12)]
    for _ in range(2):
        day.draw("benefits", language="uk")
    tickets.withdraw(day.db, drawn[11].token)
    day.clock.forward(minutes=20)
    for n in range(10):
        number = day.call_next("101")
        if n == 0:
            day.do(Verb.MISS, "101", number)
            continue
        day.clock.forward(minutes=1)
        day.do(Verb.START, "101", number)
        day.clock.forward(minutes=5)
        day.do(Verb.FINISH, "101", number)
    day.clock.forward(hours=12)
    day.end()
    return day


def only(rows, **where):
    (found,) = [row for row in rows if all(getattr(row, name) == value for name, value in where.items())]
    return found


def test_waits(report, lived):
    found = only(report("waits"), service="residence", hour=None)
    assert found.called == 10
    assert found.mean_minutes == pytest.approx(20 + 6 * (sum(range(9)) / 10), abs=0.1)
    assert (found.within_15, found.within_30, found.within_60) == (0.0, 0.3, 0.8)


def test_service_times(report, lived):
    found = only(report("service-times"), service="residence")
    assert (found.finished, found.walking_minutes, found.service_minutes) == (9, 1.0, 5.0)


def test_no_shows(report, lived):
    found = only(report("no-shows"), service="residence", hour=None)
    assert (found.called, found.missed, found.expired) == (10, None, None)  # fewer than five are not told
    assert only(report("no-shows"), service="benefits", hour=None).called is None


def test_load_by_weekday_and_hour(report, lived):
    found = only(report("load"), weekday=1, hour=9)
    assert (found.days, found.drawn, found.a_day) == (1, 14, 14.0)


def test_languages(report, lived):
    assert [(row.language, row.drawn) for row in report("languages")] == [("ar", 7), ("de", 5), ("uk", None)]


@pytest.mark.parametrize("name", visits.REPORTS)
def test_counts_that_stay_say_the_same(report, lived, name):
    before = report(name)
    assert before
    lived.clock.forward(days=40)
    assert retention.forget(lived.db)
    assert report(name) == before


@pytest.mark.parametrize("name", visits.REPORTS)
def test_no_cell_is_of_fewer_than_five(day, report, name):
    for n in range(4):
        day.draw(language="ti")
        day.call_next(("101", "102", "103", "104")[n])
    for row in report(name):
        told = [getattr(row, field) for field in row.__slots__ if field not in ("service", "hour", "weekday", "days", "language")]
        assert set(told) <= {None, 0}


def test_days_without_anybody_have_no_rows(report, day):
    long_ago = day.today.date - timedelta(days=100)
    assert report("load", long_ago, long_ago) == []


@pytest.fixture
def ask(day):
    client = day.app.test_client()
    for login in ("lead", "caseworker"):
        staff.add(day.db, login, [login], ["bernburg"], "a password")

    def asked(name, query="", role="lead"):
        return client.get(f"/api/v1/reports/{name}{query}", headers={"Authorization": f"Bearer {staff.token(day.db, role)}"})

    return asked


@pytest.mark.parametrize("name", visits.REPORTS)
def test_the_lead_reads_each_report_in_three_forms(ask, lived, name):
    on = lived.today.date
    answer = ask(name, f"?from={on}&to={on}")
    assert (answer.status_code, answer.json["from"]) == (200, str(on))
    assert answer.json["rows"]
    lines = ask(name, f"?from={on}&to={on}&format=csv").get_data(as_text=True).splitlines()
    assert lines[0].split(",") == list(answer.json["rows"][0])
    assert len(lines) == 1 + len(answer.json["rows"])
    sheet = load_workbook(io.BytesIO(ask(name, f"?from={on}&to={on}&format=xlsx").data))[name]
    assert sheet.max_row == len(lines)


@pytest.mark.parametrize("name", visits.REPORTS)
def test_nobody_else_reads_reports(ask, name):
    assert ask(name, role="caseworker").status_code == 403


@pytest.mark.parametrize(
    "query", ["?from=2026-11-24&to=2026-11-23", "?from=2020-01-01&to=2026-01-01", "?from=yesterday", "?format=pdf"]
)
def test_bad_dates_are_refused(ask, query):
    answer = ask("waits", query)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
