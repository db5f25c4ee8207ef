"""The lead's board: who waits and how long, what counters do, the day beside a usual one; nothing of one person."""

import json
from datetime import timedelta

import pastdays
import pytest
from adminroom import Browser

from lobby.boards.devices import KINDS
from lobby.commands import alerts, devices, retention, seats, setup
from lobby.domain.lifecycle import Verb
from lobby.insight.screen import SCREEN as INSIGHT
from lobby.store.tables.devices import DeviceKind

TODAY = "2026-11-24"


@pytest.fixture
def board(day):
    return lambda: day.runtime.board("lead", day.office_id, "", "de")


def service(board, slug):
    return next(each for each in board["services"] if each["slug"] == slug)


def test_each_service_tells_who_waits_how_long_and_what_is_promised_now(day, board):
    day.at("101")
    day.draw("residence")
    day.clock.forward(minutes=12)
    day.draw("residence")
    told = service(board(), "residence")
    assert (told["waiting"], told["longest_minutes"], told["counters"]) == (2, 12, 1)
    assert told["wait"]["low_minutes"] < told["wait"]["high_minutes"]
    nobody = service(board(), "naturalisation")
    assert (nobody["waiting"], nobody["longest_minutes"], nobody["counters"]) == (0, None, 0)
    assert board()["waiting"] == 2


def test_counters_are_open_busy_in_a_break_or_idle_and_no_number_or_person_is_named(day, board):
    for counter in ("101", "102", "103"):
        day.at(counter)
    day.draw("residence")
    day.call_next("102")
    seats.take_break(day.db, day.office_id, day.at("103"))
    alerts.note(day.db, day.office_id, day.today.date, [("idle", "101")], [])
    states = {each["slug"]: each["state"] for each in board()["counters"]}
    assert states == {"101": "idle", "102": "busy", "103": "break"}
    assert set(board()["counters"][0]) == {"slug", "name", "state"}
    alerts.note(day.db, day.office_id, day.today.date, [], [("idle", "101")])
    assert board()["counters"][0]["state"] == "open"


def test_an_alert_is_said_in_words_since_when(day, board):
    alerts.note(day.db, day.office_id, day.today.date, [("unserved", "residence"), ("printer", "printer")], [])
    told = board()["alerts"]
    assert {each["rule"] for each in told} == {"printer", "unserved"}
    assert {each["time"] for each in told} == {"09:30"}
    assert any("kein Schalter" in each["says"] and "Aufenthaltserlaubnis" in each["says"] for each in told)


def test_an_alert_reaches_whoever_watches_at_once(day):
    day.watch("lead")
    day.draw("residence")
    with day.pushes(lines=1) as pushed:
        alerts.note(day.db, day.office_id, day.today.date, [("unserved", "residence")], [])
    assert pushed.board("lead")["alerts"][0]["about"] == "residence"


def test_a_usual_day_is_the_mean_of_the_same_weekday_of_the_last_weeks(day, board):
    for weeks, number in ((1, 4), (2, 8), (3, 4), (4, 8), (5, 80)):
        pastdays.put(day.db, day.office, day.today.date - timedelta(weeks=weeks), pastdays.visits(number, 0, hour=9))
    pastdays.put(day.db, day.office, day.today.date - timedelta(days=1), pastdays.visits(70, 0, hour=9))
    today = board()["today"]
    assert (today["usual_days"], sum(today["usual"]), today["usual_so_far"]) == (4, 6.0, 6)
    assert today["usual"][(9 * 4) - today["first"]] == 6.0


def test_days_that_are_counts_by_now_are_spread_over_the_open_quarters_of_their_hours(day, board):
    on = day.today.date - timedelta(weeks=1)
    pastdays.put(day.db, day.office, on, pastdays.visits(8, 0, hour=9))
    setup.change(day.db, day.office_id, "test", {"office": {"retention_days": 1}}, is_sure=True)
    assert ("bernburg", on) in retention.forget(day.db)
    today = board()["today"]
    at = 9 * 4 - today["first"]
    assert today["usual"][at : at + 4] == [2.0] * 4
    assert today["usual_days"] == 1


def test_without_past_days_nothing_usual_is_made_up(day, board):
    today = board()["today"]
    assert (today["usual"], today["usual_days"], today["usual_so_far"]) == ([], 0, None)


def test_the_curve_goes_up_to_now_and_spans_the_opening_hours(day, board):
    day.draw("residence")
    day.clock.forward(minutes=20)
    day.draw("residence")
    day.draw("duldung")
    today = board()["today"]
    assert (today["first"], today["quarters"], today["now"]) == (9 * 4, 9 * 4, 39)
    assert today["came"] == [0, 0, 1, 2]
    assert today["so_far"] == 3


def test_the_data_stay_small_on_the_fullest_day(day, board):
    for counter in ("101", "102", "103", "104", "105", "106", "107", "108", "sp-1", "sp-2"):
        day.at(counter)
    for weeks in range(1, 5):
        told = [visit for hour in range(9, 18) for visit in pastdays.visits(9, 0, hour=hour)]
        pastdays.put(day.db, day.office, day.today.date - timedelta(weeks=weeks), told)
    for slug in ("residence", "duldung", "ukraine"):
        for _ in range(10):
            day.draw(slug)
    found = board()
    assert day.do(Verb.START, "101", day.call_next("101")) == "serving"
    assert len(json.dumps(found | {"html": ""}, ensure_ascii=False, separators=(",", ":")).encode()) <= 8 * 1024


def test_each_kind_of_device_has_a_word_on_the_page_of_now(day):
    for kind in DeviceKind:
        devices.add(day.db, kind, f"the {kind.value}", "bernburg")
    lead = Browser(day, "lead", "/insight", screens=(INSIGHT,))
    assert all(f"{KINDS[kind.value]} <bdi>the {kind.value}</bdi>" in lead.text for kind in DeviceKind)
