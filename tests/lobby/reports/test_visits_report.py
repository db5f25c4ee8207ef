"""Waits, service times, no-shows, load and languages: the same of days that are there and of days that are counts."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from lobby.commands import counting, retention, staff, tickets
from lobby.domain import periods
from lobby.domain.lifecycle import Verb
from lobby.reports.asked import Ask
from lobby.reports.catalogue import REPORTS


@pytest.fixture
def report(day):
    """The rows of a report on the day that began this test."""
    on = day.today.date

    def read(name, first=None, last=None, **asked):
        week = periods.around(on, "week") if REPORTS[name].is_fixed else (on, on)
        with day.db.snapshot() as session:
            return REPORTS[name].make(session, Ask(day.office, first or week[0], last or week[1], **asked))

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
    told = [(row.language, row.drawn, row.share) for row in report("languages")]
    assert told == [("ar", 7, 0.5), ("de", None, None), ("uk", None, None)]  # else shares would tell how many Ukrainian is


def test_counts_that_stay_say_the_same(report, lived):
    before = {name: report(name) for name in REPORTS}
    assert {name for name, rows in before.items() if not rows} == {"transfers", "feedback"}
    lived.clock.forward(days=1)
    for office_id, on in counting.due(lived.db):
        counting.count(lived.db, office_id, on)
    assert counting.due(lived.db) == []
    assert {name: report(name) for name in REPORTS} == before
    lived.clock.forward(days=40)
    assert retention.forget(lived.db)
    assert {name: report(name) for name in REPORTS} == before


def test_no_cell_is_of_fewer_than_five(day, report):
    for n in range(4):
        day.draw(language="ti")
        day.call_next(("101", "102", "103", "104")[n])
    places = ("service", "hour", "period", "weekday", "days", "language", "channel", "outcome", "area", "to_service")
    for name in REPORTS.keys() - {"counter-hours"}:  # four counters were open, all together
        for row in report(name):
            assert {getattr(row, field) for field in row.__slots__ if field not in places} <= {None, 0}, name


def test_days_without_anybody_have_no_rows(report, day):
    long_ago = day.today.date - timedelta(days=100)
    assert report("load", long_ago, long_ago) == []


@pytest.fixture
def ask(day):
    client = day.app.test_client()
    for login in ("lead", "caseworker"):
        staff.add(day.db, login, [login], ["bernburg"], "a password")

    def asked(name, query="", role="lead"):
        headers = {"Authorization": f"Bearer {staff.token(day.db, role)}", "Accept-Language": "de"}
        return client.get(f"/api/v1/reports/{name}{query}", headers=headers)

    return asked


def test_the_lead_reads_each_report_in_four_forms(ask, lived):
    first, last = periods.around(lived.today.date, "week")
    lived.clock.forward(days=7)
    for name in REPORTS:
        read_in_four_forms(ask, name, first, last)


def read_in_four_forms(ask, name, first, last):
    answer = ask(name, f"?from={first}&to={last}")
    assert (answer.status_code, answer.json["from"]) == (200, str(first))
    assert answer.json["rows"] or name in ("transfers", "feedback")
    lines = ask(name, f"?from={first}&to={last}&format=csv").get_data(as_text=True).splitlines()
    assert tuple(lines[0].split(",")) == REPORTS[name].columns
    assert len(lines) == 1 + len(answer.json["rows"])
    sheet = load_workbook(io.BytesIO(ask(name, f"?from={first}&to={last}&format=xlsx").data))[name]
    assert sheet.max_row == len(lines)
    file = ask(name, f"?from={first}&to={last}&format=parquet")
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}-{first}-{last}.parquet"'
    assert parquet.read_table(io.BytesIO(file.data)).to_pylist() == answer.json["rows"]


def test_by_days_weeks_and_months(ask, lived):
    on = lived.today.date
    for name in (name for name, report in REPORTS.items() if report.has_periods):
        for by, named in (("day", "2026-11-24"), ("week", "2026-W48"), ("month", "2026-11")):
            rows = ask(name, f"?from={on}&to={on}&by={by}").json["rows"]
            assert {row["period"] for row in rows} == ({None, named} if rows else set())
        assert ask(name, "?by=hour").status_code == 422


@pytest.mark.parametrize("name", ["languages", "outcomes"])
def test_languages_and_outcomes_are_told_of_whole_weeks_months_and_years_that_are_over(ask, name):
    for query in ("", "?from=2026-11-16&to=2026-11-22", "?from=2026-10-01&to=2026-10-31", "?from=2025-01-01&to=2025-12-31"):
        assert ask(name, query).status_code == 200, query
    assert ask(name).json["from"] == "2026-11-16"
    for query, said in (
        ("?from=2026-11-16&to=2026-11-20", "ganze Woche"),
        ("?from=2026-11-17&to=2026-11-23", "ganze Woche"),
        ("?from=2026-11-23&to=2026-11-29", "vorbei"),
        ("?from=2026-01-01&to=2026-12-31", "vorbei"),
    ):
        answer = ask(name, query)
        assert (answer.status_code, said in str(answer.json["errors"])) == (422, True), answer.json


def test_nobody_else_reads_reports(ask):
    assert {ask(name, role="caseworker").status_code for name in REPORTS} == {403}


@pytest.mark.parametrize(
    "query", ["?from=2026-11-24&to=2026-11-23", "?from=2020-01-01&to=2026-01-01", "?from=yesterday", "?format=pdf"]
)
def test_bad_dates_are_refused(ask, query):
    answer = ask("waits", query)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
