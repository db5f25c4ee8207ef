"""The clips of calls: what is said, by whom, and where a clip is had."""

from datetime import time

import pytest
from programs import program

from display.screen import SCREEN
from lobby.boards import announcing
from lobby.commands import devices
from lobby.domain.announcements import ORDERS, Announcements
from lobby.domain.lifecycle import Verb
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app

VOICES = frozenset({"de", "de-simple", "ar", "uk"})
NOON = (time(12), time(13))


@pytest.fixture
def hall(day):
    """A server with a voice, and a display's key to it."""
    program("espeak-ng")
    app = create_app(day.settings.__class__(**vars(day.settings) | {"speech": "espeak"}), (SCREEN,))
    key = {"Authorization": f"Bearer {devices.add(day.db, DeviceKind.DISPLAY, 'hall', 'bernburg')}"}
    client = app.test_client()
    yield lambda path, headers=key: client.get(path, headers=headers)
    app.extensions["lobby"].db.close()


def open_calls(hall):
    return hall("/api/v1/boards/hall").get_json()["announce"]


@pytest.mark.parametrize(
    ("order", "visitor", "said"),
    [
        ("visitor-then-german", "ar", ("ar", "de")),
        ("german-then-visitor", "ar", ("de", "ar")),
        ("visitor", "ar", ("ar",)),
        ("german", "ar", ("de",)),
        ("visitor", "ti", ("de",)),
        ("visitor-then-german", "ti", ("de",)),
        ("visitor-then-german", "de", ("de",)),
        ("visitor-then-german", "de-simple", ("de-simple",)),
        ("german-then-visitor", "de-simple", ("de",)),
    ],
)
def test_who_is_called_in_which_languages(order, visitor, said):
    assert Announcements(order).languages(visitor, VOICES) == said


@pytest.mark.parametrize("order", ORDERS)
def test_without_a_voice_nothing_is_said(order):
    assert Announcements(order).languages("ar", frozenset()) == ()


def test_volume_and_quiet_hours_follow_the_offices_clock():
    hall = Announcements(volume=0.8, volumes=((NOON, 0.3),), quiet=((time(20), time()),))
    assert [hall.sound(time(hour)).volume for hour in (11, 12, 13)] == [0.8, 0.3, 0.8]
    assert [hall.sound(time(hour)).is_quiet for hour in (19, 20, 23, 0)] == [False, True, True, False]


def test_a_call_says_number_and_room(day):
    day.draw(language="de")
    day.call_next("104")
    counter = day.office.counter("104")
    view = day.runtime.view(day.office_id, "", "de")
    assert announcing.sentence(view, "de", counter, "A012").text == "A 12, Zimmer 104"
    assert "104" in announcing.sentence(view, "ar", counter, "A012").text


def test_the_board_names_the_clips_of_open_calls_alone(day, hall):
    for language in ("ar", "de"):
        day.draw(language=language)
    first = day.call_next("104")
    day.call_next("103")
    day.do(Verb.START, "104", first)
    [waited_for] = open_calls(hall)
    assert (waited_for["number"], waited_for["clips"]) == ("A002", ["de/103/A002"])


def test_however_many_calls_are_open_the_board_names_all_of_them(day, hall):
    counters = list(day.office.counters.values())
    for counter in counters:
        day.draw(day.office.services[next(iter(counter.service_ids))].slug)
        day.call_next(counter.slug)
    assert len(open_calls(hall)) == len(counters) > 8


def test_a_clip_can_be_heard_and_kept(day, hall):
    day.draw(language="ar")
    day.call_next("104")
    for path in open_calls(hall)[0]["clips"]:
        answer = hall(f"/display/clips/{path}")
        assert answer.data[:4] == b"RIFF" and len(answer.data) > 20_000
        assert "private" in answer.headers["Cache-Control"]
    assert len(list((day.settings.data_dir / "calls").glob("*.wav"))) == 2


@pytest.mark.parametrize("path", ["xx/104/A012", "de/nowhere/A012", "de/104/A12", "de/104/..%2Fsecret", "de/104/A012%00"])
def test_there_is_no_clip_of_what_is_not_there(hall, path):
    assert hall(f"/display/clips/{path}").status_code == 404


def test_only_the_house_asks_for_clips(day, hall):
    assert hall("/display/clips/de/104/A012", headers={}).status_code in (302, 303, 401)
    assert hall("/display/clips/de/104/A012", headers={"Authorization": f"Bearer {day.kiosk}"}).status_code == 403


def test_a_language_without_a_voice_has_no_clip(hall):
    assert hall("/display/clips/ti/104/A012").status_code == 204
