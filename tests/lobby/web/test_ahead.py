"""Clips of calls are there before the call."""

from dataclasses import replace

import pytest
from programs import program

from display.screen import SCREEN
from lobby.boards import announcing
from lobby.commands import devices
from lobby.store.tables.devices import DeviceKind
from lobby.web.ahead import Ahead
from lobby.web.app import create_app


@pytest.fixture
def server(day):
    """A server with a voice, and a display in the office."""
    program("espeak-ng")
    app = create_app(replace(day.settings, speech="espeak"), (SCREEN,))
    devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg")
    yield app
    app.extensions["lobby"].db.close()


def made(server, day):
    runtime = server.extensions["lobby"]
    return Ahead(server, runtime).make(runtime.caller, day.office_id)


def is_there(day):
    [display] = [each for each in day.runtime.devices(day.office_id) if each.kind is DeviceKind.DISPLAY]
    devices.seen(day.db, [devices.Sighting(display.id, "display", "1")])


def test_what_may_be_called_next_is_said_before_it_is_called(server, day):
    is_there(day)
    day.at("101")
    day.at("sp-1")
    day.draw(language="ar")
    assert made(server, day) == 2  # in Arabic and in German, at the one counter that serves this
    assert made(server, day) == 0
    day.call_next("101")
    runtime = server.extensions["lobby"]
    view = runtime.view(day.office_id, "hall", "de")
    [call] = announcing.open_calls(view, view.day.tickets.values())
    for code in ("ar", "de"):
        said = announcing.sentence(view, code, day.office.counter("101"), call["number"])
        assert runtime.caller.has(said.text, said.language, said.rate)


def test_where_no_display_is_there_nothing_is_made(server, day):
    day.at("101")
    day.draw()
    assert made(server, day) == 0


def test_only_the_first_in_line_have_clips_made(server, day):
    is_there(day)
    day.at("101")
    for _ in range(announcing.AHEAD + 5):
        day.draw()
    assert len(announcing.ahead(server.extensions["lobby"].view(day.office_id, "", "de"))) == announcing.AHEAD
