"""Light sockets over the wire: they come back, and every failure is in the sums."""

import json
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from scripted import Guest, scripted

from lobby.rehearsal import crowd as crowds
from lobby.rehearsal.crowd import Crowd
from lobby.rehearsal.link import Stage
from lobby.rehearsal.places import Place
from lobby.rehearsal.seen import Eye, Seen

PLACE = Place("x", "display", "x/display/hall", "de", "token")


def board(revision: int, *calls: int) -> dict[str, Any]:
    found = {
        "topic": PLACE.topic,
        "day": "2026-11-24",
        "revision": revision,
        "as_of": "a",
        "calls": [{"id": each} for each in calls],
    }
    return found | {"html": '<p class="x">\\ue9,"html":"</p>'}


def until(crowd: Crowd, holds: Callable[[], object], within_s: float = 8.0) -> None:
    end = monotonic() + within_s
    while not holds() and monotonic() < end:
        crowd.step(0.05)
    assert holds()


def stay(guest: Guest) -> None:
    guest.greet()
    guest.answer(board(1))
    guest.hear()


def test_a_socket_asks_for_its_topic_and_takes_what_comes() -> None:
    asked: list[bytes] = []

    def script(guest: Guest) -> None:
        guest.greet()
        guest.answer(board(4))
        guest.send(board(5, 5))
        guest.say("2")
        asked.append(guest.hear())
        guest.hear()

    seen = Seen()
    with scripted(script) as url:
        crowd = Crowd(url)
        crowd.add(Eye(PLACE, seen))
        until(crowd, lambda: asked)
        assert crowd.open == 1
        crowd.close()
    assert asked[0].endswith(b"3")
    assert (seen.boards, seen.opened, seen.lost, seen.unopened, seen.wrong) == ({"display": 2}, 1, 0, 0, {})
    assert list(seen.on_displays["x"]) == [5]


def test_a_socket_that_is_hung_up_on_is_lost_and_comes_back() -> None:
    def short(guest: Guest) -> None:
        guest.greet()
        guest.answer(board(1))

    seen = Seen()
    with scripted(short, lambda guest: None, stay) as url:
        crowd = Crowd(url)
        crowd.add(Eye(PLACE, seen))
        until(crowd, lambda: seen.back)
        crowd.close()
    assert (seen.opened, seen.lost, seen.unopened, seen.back) == (1, 1, 1, 1)


def test_a_server_that_has_no_room_is_told_of_and_tried_again() -> None:
    seen = Seen()
    with scripted(lambda guest: guest.refuse("503 Service Unavailable"), stay) as url:
        crowd = Crowd(url)
        crowd.add(Eye(PLACE, seen))
        until(crowd, lambda: seen.opened)
        crowd.close()
    assert (seen.wrong, seen.unopened, seen.lost) == ({"refused: 503": 1}, 1, 0)


def test_what_cannot_be_read_is_said_and_ends_the_connection() -> None:
    def nonsense(guest: Guest) -> None:
        guest.greet()
        guest.say('42["board",{"topic":')
        guest.hear()

    seen = Seen()
    with scripted(nonsense, stay) as url:
        crowd = Crowd(url)
        crowd.add(Eye(PLACE, seen))
        until(crowd, lambda: seen.opened)
        crowd.close()
    assert seen.wrong == {"unreadable: JSONDecodeError": 1}
    assert seen.unopened == 1


def test_a_refused_topic_and_a_board_nobody_asked_for_are_counted() -> None:
    def refusing(guest: Guest) -> None:
        guest.greet()
        guest.say("430" + json.dumps([{"topic": PLACE.topic, "error": {"code": "forbidden"}}]))
        guest.send(board(5) | {"topic": "y/display/hall"})
        guest.hear()

    seen = Seen()
    with scripted(refusing) as url:
        crowd = Crowd(url)
        crowd.add(Eye(PLACE, seen))
        until(crowd, lambda: len(seen.wrong) == 2)
        crowd.close()
    assert seen.wrong == {"watch: forbidden": 1, "unasked: board": 1}


def test_a_server_that_falls_silent_is_noticed() -> None:
    seen, silent_s = Seen(), crowds.SILENT_S
    with scripted(stay) as url:
        crowd = Crowd(url)
        link = crowd.add(Eye(PLACE, seen))
        until(crowd, lambda: link.stage is Stage.OPEN)
        link.heard_at -= silent_s
        until(crowd, lambda: seen.back)
        crowd.close()
    assert (seen.silent, seen.lost, seen.back) == (1, 1, 1)


def test_a_phone_waits_for_its_ticket_and_moves_on_without_being_counted_as_lost() -> None:
    topics: list[str] = []

    def phone(guest: Guest) -> None:
        guest.greet()
        topics.append("asked")
        guest.answer(board(1) | {"topic": "x/ticket/a", "state": "waiting"})
        guest.hear()

    seen = Seen()
    with scripted(phone) as url:
        crowd = Crowd(url)
        link = crowd.add(Eye(Place("x", "phone"), seen))
        until(crowd, lambda: link.stage is Stage.OPEN)
        assert topics == []
        link.ear.place = Place("x", "phone", "x/ticket/a")
        crowd.watch(link)
        until(crowd, lambda: seen.boards["phone"] == 1)
        crowd.again(link)
        until(crowd, lambda: seen.boards["phone"] == 2)
        crowd.close()
    assert (seen.lost, seen.unopened, seen.opened, seen.wrong) == (0, 0, 1, {})


def test_others_may_ask_the_loop_for_something() -> None:
    done = threading.Event()
    with scripted(stay) as url:
        crowd = Crowd(url)
        threading.Timer(0.05, lambda: crowd.ask(done.set)).start()
        until(crowd, done.is_set)
        crowd.close()


def test_sources_of_one_machine_differ_after_so_many_sockets() -> None:
    source = crowds.of_loopback(1)
    assert {source(number) for number in range(5000)} == {"127.0.2.1", "127.0.2.2", "127.0.2.3"}
