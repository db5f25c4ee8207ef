"""A crowd counts what it saw, and above all what it should not have seen."""

from typing import Any

import pytest

from lobby.rehearsal.places import Place
from lobby.rehearsal.seen import Eye, Seen

DISPLAY = Place("x", "display", "x/display/hall", "de", "token")
PHONE = Place("x", "phone", "x/ticket/abc")


@pytest.fixture
def seen() -> Seen:
    return Seen()


def board(revision: int, as_of: str = "a", day: str = "2026-11-24", **more: Any) -> dict[str, Any]:
    return {"day": day, "revision": revision, "as_of": as_of, "calls": [], "state": "waiting", "call": None} | more


def listing(revision: int, *calls: int) -> dict[str, Any]:
    return board(revision, calls=[{"id": call} for call in calls])


def test_a_board_older_than_the_one_before_is_counted_and_not_believed(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    eye.look(board(9, state="called"), 0)
    eye.look(board(8), 1)
    eye.look(board(9, as_of="A"), 2)
    assert (seen.older, eye.state, seen.boards) == (2, "called", {"phone": 3})


def test_revisions_start_anew_with_each_day(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    eye.look(board(900), 0)
    eye.look(board(1, day="2026-11-25"), 1)
    assert (seen.older, seen.again) == (0, 0)


def test_the_same_board_twice_is_counted(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    for _ in range(3):
        eye.look(board(9), 0)
    assert (seen.older, seen.again) == (0, 2)


def test_each_screen_notes_each_call_once_and_when(seen: Seen) -> None:
    first, second = Eye(DISPLAY, seen), Eye(DISPLAY, seen)
    for eye, at in ((first, 0.0), (second, 0.5)):
        eye.look(listing(3), at)
        eye.look(listing(5, 5), at + 1)
        eye.look(listing(7, 7, 5), at + 2)
        eye.look(listing(8, 7), at + 3)
        eye.look(listing(9, 7, 5), at + 4)
    assert seen.on_displays == {"x": {5: [1.0, 1.5], 7: [2.0, 2.5]}}


def test_calls_that_hung_there_before_anybody_looked_have_no_time(seen: Seen) -> None:
    eye = Eye(DISPLAY, seen)
    eye.look(listing(5, 5, 4), 0)
    eye.look(listing(6, 6, 5, 4), 1)
    assert seen.on_displays == {"x": {6: [1]}}


def test_a_call_made_while_a_screen_was_away_has_the_time_when_it_was_back(seen: Seen) -> None:
    eye = Eye(DISPLAY, seen)
    eye.look(listing(4), 0)
    eye.open()
    eye.lose()
    eye.open()
    eye.look(listing(6, 6), 7)
    assert seen.on_displays == {"x": {6: [7]}}
    assert (seen.opened, seen.lost, seen.back) == (1, 1, 1)


def test_a_phone_notes_when_its_own_call_came(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    eye.look(board(3), 0)
    eye.look(board(5, state="called", call={"id": 5}), 2)
    eye.look(board(6, state="serving", call={"id": 5}), 3)
    eye.look(board(9, state="finished"), 4)
    assert seen.on_phones == {"x": {5: [2]}}
    assert eye.has_left


def test_a_phone_that_shows_another_ticket_starts_anew(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    eye.look(board(30, state="finished"), 0)
    eye.move(Place("x", "phone", "x/ticket/def"))
    assert not eye.has_left
    eye.look(board(29, state="called", call={"id": 29}), 100)
    assert (seen.older, seen.longest_without_board_s, seen.on_phones) == (0, 0, {})


def test_the_longest_time_without_a_board_is_that_of_one_connection(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    for at in (0, 30, 31):
        eye.look(board(int(at) + 1), at)
    eye.lose()
    eye.look(board(99), 100)
    assert seen.longest_without_board_s == 30


def test_attempts_that_fail_silences_and_nonsense_are_counted(seen: Seen) -> None:
    eye = Eye(PHONE, seen)
    eye.fail()
    eye.fail()
    eye.hear_nothing()
    eye.wonder("refused: 503")
    assert (seen.unopened, seen.silent, seen.wrong, seen.opened, seen.back) == (2, 1, {"refused: 503": 1}, 0, 0)
