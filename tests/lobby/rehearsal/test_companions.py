"""The processes of a load: they say what they are told to, and outlive nobody."""

import json
from contextlib import ExitStack

import pytest
from scripted import Guest, scripted

from lobby.rehearsal.credentials import Caseworker, Credentials
from lobby.rehearsal.many import Companion
from lobby.rehearsal.onlookers import Orders
from lobby.rehearsal.places import Watchable
from lobby.rehearsal.play import CannotPlay
from lobby.rehearsal.player import Part

PLAYERS = Credentials("x", "kiosk", "display", (Caseworker("anna", "token"),))
OFFICE = Watchable("x", ("de",), "display", "kiosk", {"101": "token"})


def part(url: str) -> str:
    return Part(url, 1, 60.0, 10, (0.0, 24.0), None, [PLAYERS]).written()


def board(topic: str, state: str) -> dict[str, object]:
    about = {"topic": topic, "day": "2026-11-24", "revision": 3, "as_of": "a", "state": state}
    return about | {"calls": [{"id": 3}], "call": None}


def test_an_office_that_cannot_be_played_is_told_and_not_passed_over() -> None:
    with scripted(lambda guest: guest.refuse("404 Not Found")) as url, ExitStack() as closing:
        player = Companion("lobby.rehearsal.player", part(url), closing, "player")
        what, told = player.hear()
        assert (what, told["office"]) == ("played", "x")
        assert "CannotPlay" in told["failed"]
        assert player.hear() is None


def test_a_player_ends_with_whoever_started_it() -> None:
    def never_answers(guest: Guest) -> None:
        while guest.hear():
            pass

    with scripted(never_answers) as url, ExitStack() as closing:
        player = Companion("lobby.rehearsal.player", part(url), ExitStack(), "player")
        player.close_input()
        with pytest.raises(CannotPlay, match="player"):
            player.hear()
        closing.callback(player.end)


def test_onlookers_report_what_each_of_them_shows_in_the_end() -> None:
    def display(guest: Guest) -> None:
        guest.greet()
        guest.answer(board("x/display/hall", "") | {"html": ""})
        guest.hear()

    with scripted(display) as url, ExitStack() as closing:
        orders = Orders(url, 1, 1, None, [OFFICE]).written()
        crowd = Companion("lobby.rehearsal.onlookers", orders, closing, "crowd")
        while crowd.hear()["open"] < 1:
            pass
        told = crowd.ask(json.dumps(["report"]))
    (eye,) = told["eyes"]
    assert (eye["kind"], eye["revision"], eye["is_open"]) == ("display", 3, True)
    assert (told["seen"]["opened"], told["seen"]["boards"], told["seen"]["wrong"]) == (1, {"display": 1}, {})
