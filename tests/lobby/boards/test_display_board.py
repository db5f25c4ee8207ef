"""Displays that show only a part: an area's calls, one counter's, a share of a long list; and how much a board may weigh."""

import json
from datetime import date, timedelta

import pastdays
import pytest
from office import DEMO
from sqlalchemy import event

from lobby.boards import display as boards
from lobby.commands import officefile, offices, seats
from lobby.domain.errors import Invalid, NotFound
from lobby.domain.lifecycle import Verb

TODAY = date(2026, 11, 24)
FIRST_OUTCOME = '[[outcomes]]\nslug = "settled"'
FOUND = '[[displays]]\nslug = "hall"'


def display(told):
    """The demo office with one more display."""
    return lambda text: text.replace(FOUND, f'[[displays]]\nslug = "mine"\nname = "Mine"\n{told}\n\n{FOUND}')


def board(day, key, language="de"):
    return day.runtime.board("display", day.office_id, key, language)


def scene(day, key):
    return boards.scene(day.runtime.view(day.office_id, key, "de"))


def called(day, key):
    return [call["number"] for call in board(day, key)["calls"]]


@pytest.fixture
def busy(day):
    """Somebody is called to the service point, to room 101 and to room 105; others wait."""
    for service, counter in (("pick-up", "sp-1"), ("residence", "101"), ("duldung", "105")):
        day.draw(service)
        day.call_next(counter)
    for service in ("pick-up", "residence", "benefits"):
        day.draw(service)
    return day


def test_the_hall_shows_all_calls(busy):
    assert called(busy, "hall") == ["D001", "A001", "P001"]


def test_a_display_of_some_counters_shows_their_calls_and_their_services(busy):
    assert called(busy, "upstairs") == ["D001", "A001"]
    assert [each["service"] for each in board(busy, "upstairs")["waiting"]] == ["residence", "benefits"]


def test_a_display_of_an_area_shows_what_is_called_to_its_counters(busy):
    def changed(text):
        text = display('layout = "area"\narea = "second"')(text)
        text = text.replace(FIRST_OUTCOME, f'[[areas]]\nslug = "second"\nname = {{ de = "Oben" }}\n\n{FIRST_OUTCOME}')
        return text.replace('number = "105"\n', 'number = "105"\narea = "second"\n')

    busy.load(changed)
    assert called(busy, "mine") == ["D001"]
    assert [each["service"] for each in board(busy, "mine")["waiting"]] == []


def test_a_display_of_some_services_shows_their_calls_at_every_counter(busy):
    busy.load(display('layout = "area"\nservices = ["residence", "pick-up"]'))
    assert called(busy, "mine") == ["A001", "P001"]
    assert [each["service"] for each in board(busy, "mine")["waiting"]] == ["pick-up", "residence"]


def test_two_screens_share_one_list(day):
    day.load(lambda text: display("part = 2\nparts = 2")(text).replace('layout = "hall"', 'layout = "hall"\nparts = 2'))
    for counter in ("101", "102", "103", "104", "105", "106", "107", "108"):
        served = next(iter(day.office.counter(counter).service_ids))
        day.draw(day.office.services[served].slug)
        day.call_next(counter)
    calls = {key: scene(day, key)["calls"] for key in ("hall", "mine")}
    first, second = ([call["line"] for call in found if not call["later"]] for found in calls.values())
    assert len(first + second) == 8
    assert first + second == sorted(first + second, reverse=True)
    # those that ring and stand on the second screen come to the first one's big place while they are announced
    assert [call["line"] for call in calls["hall"] if call["later"]] == second
    assert [call["line"] for call in board(day, "hall")["announce"]] == sorted(first + second)
    assert board(day, "mine")["announce"] == []


def test_a_door_sign_tells_what_goes_on_behind_it(day):
    def state():
        door = scene(day, "door-104")["door"]
        return door["state"], door["number"]

    assert state() == ("away", None)
    day.at("104")
    assert state() == ("free", None)
    day.draw()
    number = day.call_next("104")
    assert state() == ("called", number)
    day.do(Verb.START, "104", number)
    assert state() == ("serving", number)
    day.do(Verb.FINISH, "104", number)
    assert state() == ("free", None)


def test_a_door_sign_says_when_a_break_is_over_as_long_as_that_is_ahead(day):
    worker = day.at("104")
    seats.take_break(day.db, day.office_id, worker)
    door = scene(day, "door-104")["door"]
    assert (door["state"], door["back_at"]) == ("break", "2026-11-24T08:45:00.000Z")
    day.clock.forward(minutes=15)
    assert scene(day, "door-104")["door"]["back_at"] is None


def test_the_wall_lists_every_counter(busy):
    found = {each["counter"]: (each["state"], each["number"]) for each in scene(busy, "wall")["counters"]}
    assert len(found) == len(busy.office.counters)
    assert found["101"] == ("called", "A001")
    assert found["102"] == ("away", None)


def test_a_call_says_which_way_to_go(busy):
    ways = {call["number"]: call["direction"] for call in scene(busy, "hall")["calls"]}
    assert ways == {"D001": "up", "A001": "up", "P001": "straight"}


def test_what_changes_on_the_screen_is_pushed_though_no_number_changes(busy):
    busy.watch("display/hall")
    with busy.pushes(lines=1) as pushed:
        offices.load(busy.db, offices.dump(busy.db, "bernburg").replace("viewing_metres = 6.0", "viewing_metres = 7.0"), "test")
    assert pushed.topics == {"display/hall"}


def test_displays_survive_the_office_file(day):
    text = offices.dump(day.db, "bernburg")
    assert offices.load(day.db, text, "test") == []
    assert day.office.displays["upstairs"].counters[0] == "101"


@pytest.mark.parametrize(
    "told",
    [
        'layout = "door"',
        'layout = "door"\ncounters = ["101", "102"]',
        'layout = "area"',
        'counters = ["999"]',
        'services = ["nothing"]',
        'area = "attic"',
        "part = 2",
        "viewing_metres = 40.0",
        'layout = "carousel"',
    ],
)
def test_a_display_that_makes_no_sense_is_refused(told):
    with pytest.raises(Invalid):
        officefile.parse(display(told)(DEMO))


def test_promises_of_the_last_day_are_told_where_the_display_is_to(day):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(37, 3))
    told = {"day": "2026-11-23", "of_ten": 9}  # 37 of 40 are more, and never rounded up
    assert board(day, "hall")["promises"] == scene(day, "hall")["promises"] == told
    assert board(day, "upstairs")["promises"] is None
    day.load(lambda text: text.replace("promises = true\n", ""))
    assert board(day, "hall")["promises"] is None


@pytest.mark.parametrize("layout", ['layout = "door"\ncounters = ["104"]', 'layout = "wall"'])
def test_door_signs_and_walls_tell_of_no_promises(day, layout):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(40, 0))
    day.load(display(f"{layout}\npromises = true"))
    assert board(day, "mine")["promises"] is None


def test_of_fewer_than_twenty_promises_nothing_is_said(day):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(19, 0))
    pastdays.put(day.db, day.office, TODAY, pastdays.visits(30, 0))
    assert board(day, "hall")["promises"] is None


def test_a_board_that_tells_of_promises_is_pushed_as_it_would_be_built_anew(day):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=4), pastdays.visits(20, 0))
    day.watch("display/hall")
    with day.pushes(lines=1) as pushed:
        day.draw()
    assert pushed.board("display/hall")["promises"] == {"day": "2026-11-20", "of_ten": 10}


def test_past_promises_are_read_once_a_day_and_not_for_every_board(day):
    pastdays.put(day.db, day.office, TODAY - timedelta(days=1), pastdays.visits(20, 0))
    asked = []
    event.listen(day.db.reading, "before_cursor_execute", lambda *told: asked.append(told[2]))
    for language in ("de", "en", "ar"):
        board(day, "hall", language)
    assert sum("sum(counts.promised)" in statement for statement in asked) == 1
    day.clock.forward(hours=24)
    assert board(day, "hall")["promises"]["day"] == "2026-11-23"
    assert sum("sum(counts.promised)" in statement for statement in asked) == 2


def test_an_unknown_display_is_not_there(day):
    with pytest.raises(NotFound):
        board(day, "attic")


def test_a_board_weighs_four_kilobytes_at_most_whatever_counters_are_called(day):
    long = "Ж" * 190 + "😀" * 10
    day.load(lambda text: text.replace('number = "10', f'name = {{ de = "{long}" }}\nhint = {{ de = "{long}" }}\nnumber = "10'))
    for counter in ("101", "102", "103", "105", "106", "107"):
        served = next(iter(day.office.counter(counter).service_ids))
        day.draw(day.office.services[served].slug)
        day.call_next(counter)
    found = board(day, "hall")
    assert found["calls"][0]["counter"] == "107"
    assert len(json.dumps(found | {"html": ""}, separators=(",", ":"))) <= 4 * 1024
