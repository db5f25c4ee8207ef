"""A recount from exported journal lines equals every figure of every report: invented weeks here, a year in `make soak`."""

from datetime import date, timedelta

import pytest
from livedays import Office
from recount import Recount
from refigured import expected

from lobby.commands import counting, retention
from lobby.domain import periods
from lobby.reports import catalogue
from lobby.reports.asked import Ask

REPORTS = {name: report for name, report in catalogue.REPORTS.items() if name != "feedback"}  # which no line tells
PLACES = ("service", "to_service", "channel", "language", "outcome", "area", "weekday", "hour", "period")


def rows(day, name, first, last, **asked):
    with day.db.snapshot() as session:
        made = REPORTS[name].make(session, Ask(day.office, first, last, **asked))
    return [{column: getattr(row, column) for column in REPORTS[name].columns} for row in made]


def place(row):
    """What a row is of, and its column: the one of hour, period and service sent to that it has; None for all."""
    head, *others = [name for name in PLACES if name in row]
    return row[head], next((row[name] for name in others if row[name] is not None), None)


def compare(office, name, first, last, by=None, target=30):
    """How many figures were told; each equals the recount."""
    services, counters = office.facts()
    counted = Recount(office.days, office.lines, office.tickets, services, counters, office.day.office.time_zone)
    wanted = expected(name, counted, by, target, first.isoformat(), last.isoformat())
    found = {place(row): row for row in rows(office.day, name, first, last, per=by, target=target)}
    assert found.keys() == wanted.keys(), name
    told = 0
    for at, figures in wanted.items():
        for column, figure in figures.items():
            given = found[at][column]
            told += given is not None
            assert given is None or given == figure, (name, by, at, column, given, figure)
    return told


def compare_all(office, first, last):
    for name, report in REPORTS.items():
        told = compare(office, name, *(periods.around(first, periods.YEAR) if report.is_fixed else (first, last)))
        assert told > 0, name
        for by in periods.BY if report.has_periods else ():
            compare(office, name, first, last, by, target=12)


def count(office):
    due = counting.due(office.day.db)
    assert due
    for office_id, on in due:
        counting.count(office.day.db, office_id, on)


def test_every_figure_of_every_report_is_what_the_journal_tells(tmp_path):
    """An hour that is missing and one that comes twice, a day without visitors, a retired service, days deleted in between."""
    office = Office(tmp_path)
    spring, sunday = date(2026, 3, 29), date(2026, 10, 25)
    office.live(spring, 15, begins=0)
    office.live(sunday - timedelta(days=2), 30)
    office.live(sunday, 30, begins=0)
    office.live(sunday + timedelta(days=1), 0)
    compare_all(office, sunday - timedelta(days=6), sunday + timedelta(days=6))
    count(office)
    compare_all(office, sunday - timedelta(days=6), sunday + timedelta(days=6))
    office.change(lambda text: text.replace('"fiktion"', '"bridge"'))  # one service is retired, another begins
    office.live(sunday + timedelta(days=30), 25)
    assert retention.forget(office.day.db)
    compare_all(office, spring, sunday + timedelta(days=40))
    for name in ("languages", "outcomes"):
        for by in (periods.WEEK, periods.MONTH, periods.YEAR):
            assert compare(office, name, *periods.around(sunday, by)) > 0


@pytest.mark.soak
def test_a_year_of_figures_is_what_the_journal_tells(tmp_path):
    office = Office(tmp_path, seed=2)
    first = date(2026, 1, 5)
    for week in range(52):
        for weekday in (1, 3, 6):  # Sundays bring both clock changes
            on = first + timedelta(weeks=week, days=weekday)
            office.live(on, 0 if week % 10 == 9 else 24, begins=0 if weekday == 6 else 8)
        count(office)
        retention.forget(office.day.db)
    compare_all(office, first, first + timedelta(days=363))
    for month in range(1, 13):
        compare(office, "languages", *periods.around(date(2026, month, 1), periods.MONTH))
