"""The page and the API of what is to come: a sentence first, each day with its range, and how good that is."""

import random
import re
from datetime import date, timedelta

import pastdays
import pytest
from staffroom import PASSWORD

from lobby.admin.screen import SCREEN as ADMIN
from lobby.commands import setup, staff
from lobby.desk.screen import SCREEN as DESK
from lobby.insight.screen import SCREEN
from lobby.web.app import create_app

TODAY = date(2026, 11, 24)


@pytest.fixture
def ask(day):
    app, keys = create_app(day.settings, (SCREEN, DESK, ADMIN)), {}

    def asked(page="/insight/forecast", role="lead", language="de"):
        if role not in keys:
            staff.add(day.db, role, [role], ["bernburg"], PASSWORD)
            keys[role] = staff.token(day.db, role)
        return app.test_client().get(page, headers={"Authorization": f"Bearer {keys[role]}", "Accept-Language": language})

    yield asked
    app.extensions["lobby"].db.close()


@pytest.fixture
def past(day):
    """Ten weeks: Tuesdays are fullest, and nine o'clock is."""
    chance = random.Random(4)
    for ago in range(1, 71):
        on = TODAY - timedelta(days=ago)
        hours = {1: {9: 30, 10: 20, 14: 20}, 3: {9: 20, 14: 10}}.get(on.weekday(), {})
        told = [(hour, round(chance.gauss(mean, mean**0.5))) for hour, mean in hours.items()]
        if told:
            pastdays.put(day.db, day.office, on, [visit for hour, n in told for visit in pastdays.visits(n, 0, hour=hour)])
    return day


def test_the_fullest_day_is_said_first(past, ask):
    sentence = re.search(r'id="fullest">([^<]+)', ask().text)[1]
    said = re.fullmatch(
        r"Dienstag, (1|8)\. Dezember wird der vollste Tag: (\d+) bis (\d+) Besuche, die meisten um 09:00 Uhr\.", sentence
    )
    assert 50 < int(said[2]) < 70 < int(said[3]) < 95
    assert "will be the fullest day" in ask(language="en").text


def test_each_open_day_stands_in_a_table_and_one_is_chosen_by_its_quarters(past, ask):
    page = ask("/insight/forecast?day=2026-11-26").text
    days = page.partition('id="weeks"')[2].partition("</section>")[0]
    assert re.findall(r"day=([\d-]+)#day", days) == ["2026-11-24", "2026-11-26", "2026-12-01", "2026-12-03", "2026-12-08"]
    assert days.count('class="mark"') == 5
    chosen = page.partition('id="day"')[2].partition("</section>")[0]
    assert "Donnerstag, 26. November" in chosen
    assert "<bdi>09:00</bdi>" in chosen


def test_how_good_it_was_stands_beside_the_rivals(past, ask):
    trial = ask().text.partition('id="trial"')[2].partition("</section>")[0]
    for told in ("Diese Vorhersage", "Wie vor einer Woche", "Mittel der letzten vier", "80 % sollen es sein"):
        assert told in trial
    assert re.search(r"<bdi>\d+,\d\d?</bdi>", trial)


def test_too_few_days_are_said_to_be_too_few(day, ask):
    assert "Es braucht mindestens acht Tage mit Besuch." in ask().text
    assert ask("/api/v1/insight/forecast").json == {"office": "bernburg", "known_days": 0, "kept": 0.85, "days": [], "trial": None}


def test_the_api_tells_the_same_and_a_closure_at_once(past, ask):
    told = ask("/api/v1/insight/forecast").json
    assert [each["date"] for each in told["days"]] == [(TODAY + timedelta(days=n)).isoformat() for n in range(15)]
    by_day = {each["date"]: each for each in told["days"]}
    assert by_day["2026-11-25"] == {
        "date": "2026-11-25",
        "total": {"mean": 0, "low": 0, "high": 0},
        "appointments": 0,
        "quarters": [],
    }
    tuesday = by_day["2026-12-01"]
    assert tuesday["total"]["low"] < tuesday["total"]["mean"] < tuesday["total"]["high"]
    assert sum(each["mean"] for each in tuesday["quarters"]) == pytest.approx(tuesday["total"]["mean"], abs=0.5)
    assert {each["name"] for each in told["trial"]["scores"]} == {"lobby", "last-week", "mean-of-four"}
    setup.change(past.db, past.office_id, "test", {"closures": [{"date": "2026-12-01", "name": "Inventur"}]})
    assert {each["date"]: each for each in ask("/api/v1/insight/forecast").json["days"]}["2026-12-01"]["quarters"] == []


def test_leads_alone_see_what_is_to_come(day, ask):
    for role in ("caseworker", "frontdesk", "admin"):
        assert ask(role=role).status_code == ask("/api/v1/insight/forecast", role=role).status_code == 403
