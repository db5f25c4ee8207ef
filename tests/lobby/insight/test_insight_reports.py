"""The page of reports: which, of which days, by what; sums first, and all of it to take along; without scripts."""

from datetime import date, timedelta

import pastdays
import pytest
from staffroom import PASSWORD

from lobby.commands import staff
from lobby.desk.screen import SCREEN as DESK
from lobby.insight.reportwords import COLUMNS, PLACES, TITLES
from lobby.insight.screen import SCREEN
from lobby.reports.catalogue import REPORTS
from lobby.web.app import create_app

TODAY = date(2026, 11, 24)


@pytest.fixture
def ask(day):
    """Somebody of a role asks for a page."""
    app, keys = create_app(day.settings, (SCREEN, DESK)), {}

    def asked(query="", role="lead", page="/insight/reports", language="de"):
        if role not in keys:
            staff.add(day.db, role, [role], ["bernburg"], PASSWORD)
            keys[role] = staff.token(day.db, role)
        headers = {"Authorization": f"Bearer {keys[role]}", "Accept-Language": language}
        return app.test_client().get(page + query, headers=headers)

    return asked


def cells(page, row):
    """What stands in a row of the first table in which it is."""
    inside = page.partition(f">{row}</th>")[2].partition("</tr>")[0]
    return [cell.partition("</bdi>")[0] for cell in inside.split("<bdi>")[1:]]


def test_last_week_is_shown_with_its_sum_first_and_each_service(day, ask):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=6), pastdays.visits(8, 2) + pastdays.visits(0, 6, "duldung", 14))
    page = ask().text
    assert "16.11.2026–22.11.2026" in page
    assert cells(page, "alle")[:2] == ["16", "23,5"]
    assert page.index(">alle</th>") < page.index(day.office.service("duldung").name["de"])
    assert cells(page, "\u206609–10\u2069")[0] == "10"


def test_what_is_not_told_is_a_point_with_words(day, ask):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=6), pastdays.visits(9, 0) + pastdays.visits(3, 0, "duldung", 14))
    page = ask().text
    assert cells(page, "\u206614–15\u2069") == []
    assert cells(page, "\u206609–10\u2069") == []  # the sum would tell it
    assert "nicht gezeigt" in page


def test_by_days_and_within_another_target(day, ask):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(10, 10, late=40))
    pastdays.put(day.db, day.office, TODAY, pastdays.visits(10, 0))
    page = ask("?from=2026-11-23&to=2026-11-24&by=day&target=45").text
    assert cells(page, "Mo., 23.11.")[0] == "20"
    assert cells(page, "Mo., 23.11.")[-1] == "\u206650 %\u2069"
    assert 'value="45"' in page


def test_every_report_has_a_page_in_every_language_and_its_files(day, ask):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=6), pastdays.visits(8, 2))
    for name in TITLES:
        page = ask(f"?report={name}&from=2026-11-16&to=2026-11-22", language="ar" if name == "waits" else "de")
        assert page.status_code == 200, name
        for kind in ("csv", "xlsx", "json", "parquet"):
            address = page.text.partition(f'.{kind}"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
            assert f"/reports/{name}?from=2026-11-16&to=2026-11-22" in address and address.endswith(f"format={kind}")
            assert ask(page=address).status_code == 200


def test_every_column_of_every_report_has_words():
    told = {column for name in TITLES for column in REPORTS[name].columns}
    assert told == COLUMNS.keys() | PLACES.keys()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?from=2026-11-20&to=2026-11-01", "Der letzte Tag liegt vor dem ersten."),
        ("?from=2024-11-20&to=2026-11-01", "Es gehen höchstens 366 auf einmal."),
        ("?from=20.11.2026", "Das ist kein Datum."),
        ("?target=0", "Bitte eine Zahl von 1 bis 480."),
        ("?target=zwölf", "Bitte eine Zahl von 1 bis 480."),
        ("?report=languages&from=2026-11-16&to=2026-11-20", "eine ganze Woche"),
        ("?report=outcomes&from=2026-11-23&to=2026-11-29", "wenn der Zeitraum vorbei ist"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words_and_stays_in_its_field(ask, query, said):
    answer = ask(query)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert 'aria-describedby="problem"' in answer.text


def test_only_leads_see_reports(ask):
    for role in ("caseworker", "frontdesk", "admin"):
        assert ask(role=role).status_code == 403
