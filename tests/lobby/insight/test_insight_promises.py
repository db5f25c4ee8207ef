"""Promises kept, for the lead: a sentence first, then days, services and hours; without scripts."""

from datetime import date, timedelta

import pastdays
import pytest
from staffroom import PASSWORD

from lobby.admin.screen import SCREEN as ADMIN
from lobby.commands import staff
from lobby.desk.screen import SCREEN as DESK
from lobby.insight.frame import PAGES
from lobby.insight.screen import SCREEN
from lobby.web.app import create_app

TODAY = date(2026, 11, 24)


@pytest.fixture
def app(day):
    return create_app(day.settings, (SCREEN, DESK, ADMIN))


@pytest.fixture
def ask(day, app):
    """Somebody of a role asks for a page."""
    keys = {}

    def asked(query="", role="lead", page="/insight/promises", language="de"):
        if role not in keys:
            staff.add(day.db, role, [role], ["bernburg"], PASSWORD)
            keys[role] = staff.token(day.db, role)
        headers = {"Authorization": f"Bearer {keys[role]}", "Accept-Language": language}
        return app.test_client().get(page + query, headers=headers)

    return asked


def put(day, ago, *visits):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=ago), [visit for some in visits for visit in some])


def sentence(answer):
    return answer.text.partition('id="overall">')[2].partition("</p>")[0].strip()


def test_a_sentence_says_how_many_of_ten_were_called_in_time_rounded_down(day, ask):
    put(day, 0, pastdays.visits(kept=19, broken=1))
    assert sentence(ask()) == "9 von 10 Personen wurden spätestens zur zugesagten Zeit aufgerufen."
    assert sentence(ask(language="en")) == "9 in 10 people were called no later than promised."


@pytest.mark.parametrize(
    ("kept", "broken", "said"),
    [
        (20, 0, "Alle wurden spätestens zur zugesagten Zeit aufgerufen."),
        (2, 18, "1 von 10 Personen wurde spätestens zur zugesagten Zeit aufgerufen."),
        (1, 19, "Weniger als 1 von 10 Personen wurde spätestens zur zugesagten Zeit aufgerufen."),
    ],
)
def test_all_and_hardly_anybody_have_sentences_of_their_own(day, ask, kept, broken, said):
    put(day, 0, pastdays.visits(kept, broken))
    assert sentence(ask()) == said


def test_how_late_and_how_often_worse_stand_beside_it(day, ask):
    put(day, 0, pastdays.visits(kept=14, broken=6, late=12))
    overall = ask().text.partition('class="panel overall"')[2].partition("</section>")[0]
    for told in ("14 von 20", "70 %", "<dd>6</dd>", "12 Minuten"):
        assert told in overall


def test_the_last_days_are_drawn_and_told_as_a_table(day, ask):
    put(day, 1, pastdays.visits(9, 1))
    put(day, 4, pastdays.visits(5, 5))
    put(day, 20, pastdays.visits(10, 0))
    week, weeks = ask("?period=week").text, ask("?period=month").text
    assert (week.count('<rect class="good" x='), week.count('<rect class="poor" x=')) == (1, 1)
    assert weeks.count('width="7"') == 3
    for told in ("Mo., 23.11.", "Fr., 20.11.", "5 von 10", "9 von 10"):
        assert told in week
    assert "Mi., 4.11." in weeks
    assert "Mi., 4.11." not in week


def test_each_service_and_each_hour_has_its_share_and_small_cells_none(day, ask):
    put(day, 0, pastdays.visits(8, 2, hour=9), pastdays.visits(4, 0, "fiktion", 14), pastdays.visits(3, 0, "duldung", 14))
    page = ask().text
    grid = page.partition('class="heat"')[2]
    assert "08–09" not in grid
    assert "<small>8 von 10</small>" in grid
    assert grid.count('class="small"') == 2  # Fiktionsbescheinigung and Duldung at 14; of both together there were enough
    assert "4 von 4" not in page
    assert "3 von 3" not in page


def test_fewer_than_five_in_all_are_said_to_be_too_few(day, ask):
    assert "niemand mit einer Zusage" in ask().text
    put(day, 0, pastdays.visits(4, 0))
    assert "weniger als 5 Zusagen" in ask().text
    assert "4 von 4" not in ask().text


def test_figures_can_be_taken_along_for_the_same_days(day, ask):
    put(day, 3, pastdays.visits(9, 1))
    page = ask("?from=2026-11-20&to=2026-11-22").text
    for kind in ("csv", "xlsx"):
        address = f"/api/v1/reports/promises?office=bernburg&amp;from=2026-11-20&amp;to=2026-11-22&amp;format={kind}"
        assert f'href="{address}"' in page
        assert ask(page=address.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-11-20", "2026-11-01", "Der letzte Tag liegt vor dem ersten."),
        ("2024-11-20", "2026-11-01", "Es gehen höchstens 366 auf einmal."),
        ("20.11.2026", "2026-11-24", "Das ist kein Datum."),
    ],
)
def test_impossible_dates_are_refused_in_words_and_stay_in_their_fields(ask, first, last, said):
    answer = ask(f"?from={first}&to={last}")
    assert answer.status_code == 422
    for told in (said, f'name="from" value="{first}"', f'name="to" value="{last}"', 'aria-describedby="problem"'):
        assert told in answer.text


def test_a_whole_year_may_be_asked_for_and_no_day_more(ask):
    assert ask("?from=2025-11-24&to=2026-11-24").status_code == 200
    assert ask("?from=2025-11-23&to=2026-11-24").status_code == 422


def test_only_leads_see_promises_kept_and_find_the_way_there(ask):
    for role in ("caseworker", "frontdesk", "admin"):
        assert ask(role=role).status_code == 403
    assert 'href="/insight?office=bernburg"' in ask(page="/admin/displays").text
    assert "/insight" not in ask(page="/admin/displays", role="admin").text
    assert 'href="/admin/displays?office=bernburg"' in ask().text


def test_every_page_of_figures_leads_to_the_others_and_says_which_it_is(day, ask):
    ways = ask().text.partition('class="insight-ways"')[2].partition("</nav>")[0]
    here = ways.partition(' aria-current="page"')[0].rpartition("<a ")[2]
    assert here == 'href="/insight/promises?office=bernburg"'
    assert ways.count("<a ") == len(PAGES)
