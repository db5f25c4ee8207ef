"""What boards carry is what the documentation says."""

import json

import pytest

from lobby.domain.lifecycle import Verb
from lobby.web.api.shapes import TOPICS


@pytest.fixture
def busy(day):
    """Somebody waits, somebody is called, somebody served, somebody missed."""
    for _ in range(4):
        token = day.draw("residence").token
    day.do(Verb.START, "101", day.call_next("101"))
    day.do(Verb.MISS, "102", day.call_next("102"))
    day.call_next("103")
    day.waiting = token
    return day


@pytest.mark.parametrize("kind", TOPICS)
def test_a_boards_fields_are_the_documented_ones(busy, kind):
    keys = {"display": "hall", "desk": "103", "ticket": str(busy.runtime.ticket_id(busy.waiting)[1])}
    key = keys.get(kind, "")
    board = busy.runtime.board(kind, busy.office_id, key, "de")
    TOPICS[kind].model_validate(board, strict=True, extra="forbid")


def test_the_newest_call_is_first_and_of_those_answered_at_most_eight_are_shown(day):
    counters = ("101", "102", "103", "104", "105", "106", "107", "108", "sp-1", "sp-2")
    for counter in counters:
        served = next(iter(day.office.counter(counter).service_ids))
        day.draw(day.office.services[served].slug)
        day.call_next(counter)
    board = day.runtime.board("display", day.office_id, "hall", "de")
    calls = board["calls"]
    assert [call["line"] for call in calls] == sorted((call["line"] for call in calls), reverse=True)
    assert calls[0]["counter"] == "sp-2"
    assert len(board["announce"]) == len(counters)  # each has still to be announced
    for counter, call in zip(counters, board["announce"], strict=True):
        day.do(Verb.START, counter, call["number"])
    assert len(day.runtime.board("display", day.office_id, "hall", "de")["calls"]) == 8


def test_a_desk_shows_thirty_and_counts_the_rest(day):
    for _ in range(35):
        day.draw("residence")
    day.at("101")
    board = day.runtime.board("desk", day.office_id, "101", "de")
    assert len(board["waiting"]) == 30
    assert board["counts"]["waiting"] == 35


def test_a_desks_data_stays_within_eight_kilobytes_on_the_fullest_day(day):
    for _ in range(45):
        day.draw("residence", "de-simple", needs=("child",), party_size=4)
    for _ in range(12):
        day.do(Verb.MISS, "101", day.call_next("101"))
    day.call_next("101")
    day.clock.forward(minutes=90)
    board = day.runtime.board("desk", day.office_id, "101", "de") | {"html": ""}
    assert len(board["waiting"]) == 30
    assert len(board["missed"]) == 10
    assert len(json.dumps(board, ensure_ascii=False, separators=(",", ":")).encode()) <= 8 * 1024
