"""How large a display's letters are, and which share of the calls it shows."""

import pytest

from lobby.domain.display import READABLE_AT, Display, is_readable


def screen(**told):
    return Display(1, "hall", "Hall", **told)


def test_letters_of_a_screen_read_from_six_metres_are_fifty_five_millimetres_high():
    assert screen(viewing_metres=6).letter_mm == 55
    assert READABLE_AT == 110


def test_the_same_letters_are_a_larger_share_of_a_smaller_screen():
    shares = [screen(screen_inches=inches).font_share for inches in (65, 55, 43)]
    assert shares == sorted(shares)
    assert screen(screen_inches=55).font_share == pytest.approx(6.33, abs=0.01)


def test_larger_letters_leave_room_for_fewer_calls():
    rows = [screen(viewing_metres=metres).rows for metres in (3, 6, 8)]
    assert rows == sorted(rows, reverse=True)
    assert rows[1] == 4
    assert rows[-1] >= 2


def test_a_screen_too_small_for_its_distance_is_noticed():
    assert is_readable(6, 55)
    assert not is_readable(10, 43)


def test_the_parts_of_a_list_show_every_call_once():
    parts = [screen(part=part, parts=3) for part in (1, 2, 3)]
    shown = [place for part in parts for place in range(100)[part.window]]
    assert shown == list(range(len(shown)))


def test_only_what_hangs_in_a_waiting_area_announces():
    assert screen().announces
    assert screen(layout="area").announces
    assert not screen(layout="door").announces
    assert not screen(layout="wall").announces
    assert not screen(part=2, parts=2).announces
