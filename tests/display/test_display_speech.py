"""What the hall hears: real espeak-ng, a real browser."""

import re
from itertools import pairwise

import pytest
from displays import Hall, Screen
from office import DEMO
from programs import program
from running import demo_server

from lobby.commands import offices
from lobby.store.database import Database

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    program("espeak-ng")
    with demo_server(tmp_path_factory.mktemp("speech"), SPEECH="espeak") as running:
        yield running


@pytest.fixture(scope="module")
def hall(server):
    return Hall(server)


@pytest.fixture
def screen(browser, server):
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        yield Screen(context.new_page(), server)


@pytest.fixture
def decided(server):
    """Lets the office decide otherwise how its displays sound."""

    def change(*lines):
        text = DEMO
        for line in lines:
            name = line.partition(" =")[0]
            head, mark, part = text.partition("[announcements]")
            part, found = re.subn(rf"^{name} = .*$", line, part, count=1, flags=re.MULTILINE)
            assert found
            text = head + mark + part
        _load(server, text)

    yield change
    _load(server, DEMO)


def _load(server, text):
    db = Database(server.settings, server.settings.clock)
    try:
        offices.load(db, text, "test")
    finally:
        db.close()


def test_a_call_is_spoken_in_the_visitors_language_and_in_german(hall, screen):
    screen.open()
    ticket = hall.call("101", language="ar")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    assert screen.clips == [f"ar/101/{ticket['number']}", f"de/101/{ticket['number']}"]
    first, second = screen.spoken
    assert first["state"] == second["state"] == "running"
    assert min(first["lasts"], second["lasts"]) > 0.8 and min(first["loud"], second["loud"]) > 0.1
    assert first["to"] - first["from"] >= first["lasts"] - 0.1
    assert first["to"] <= second["from"]
    assert screen.struck > 0
    assert screen.complaints == []
    hall.dismiss(ticket)


def test_who_speaks_german_is_called_once(hall, screen):
    screen.open()
    ticket = hall.call("101", language="de-simple")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    assert screen.clips == [f"de-simple/101/{ticket['number']}"]
    assert len(screen.spoken) == 1
    hall.dismiss(ticket)


def test_a_language_without_a_voice_gets_chime_display_and_german(hall, screen):
    screen.open()
    ticket = hall.call("101", language="ti")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    assert screen.clips == [f"de/101/{ticket['number']}"]
    assert len(screen.spoken) == 1 and screen.struck > 0
    hall.dismiss(ticket)


def test_calls_at_once_share_a_chime_and_none_cuts_off_another(hall, screen):
    screen.open()
    tickets = [hall.call(room, language=code) for room, code in (("101", "ar"), ("102", "de"), ("103", "uk"))]
    screen.wait_for(tickets[-1]["number"])
    screen.wait_for_quiet()
    assert screen.announced == [ticket["number"] for ticket in tickets]
    assert len(screen.spoken) == 5
    assert all(earlier["to"] <= later["from"] for earlier, later in pairwise(screen.spoken))
    assert all(each["to"] - each["from"] >= each["lasts"] - 0.1 for each in screen.spoken)
    assert screen.struck == TONES
    hall.dismiss(*tickets)


TONES = 6  # of one chime: two strikes of three partials


def test_a_repeated_call_rings_and_speaks_again(hall, screen):
    screen.open()
    ticket = hall.call("101", language="uk")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    hall.do("repeat-call", ticket)
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    assert len(screen.spoken) == 4
    assert screen.struck == 2 * TONES
    hall.dismiss(ticket)


def test_a_reload_speaks_none_twice(hall, screen):
    screen.open()
    ticket = hall.call("101", language="ar")
    screen.wait_for(ticket["number"])
    screen.page.reload()
    screen.page.wait_for_selector("html[data-link=live]")
    screen.page.wait_for_timeout(3000)
    assert (screen.announced, screen.spoken, screen.struck) == ([], [], 0)
    hall.dismiss(ticket)


def test_quiet_hours_are_silent_and_the_call_is_shown_all_the_same(hall, screen, decided):
    decided('quiet = ["00:00-24:00"]')
    screen.open()
    ticket = hall.call("101", language="ar")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    assert (screen.spoken, screen.struck) == ([], 0)
    hall.dismiss(ticket)


def test_an_office_may_speak_german_first_and_without_a_chime(hall, screen, decided):
    decided('languages = "german-then-visitor"', "chime = false")
    screen.open()
    ticket = hall.call("101", language="ar")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    assert screen.clips == [f"de/101/{ticket['number']}", f"ar/101/{ticket['number']}"]
    assert (len(screen.spoken), screen.struck) == (2, 0)
    hall.dismiss(ticket)


def test_speech_begins_as_soon_as_the_chime_has_faded(hall, screen):
    screen.open()
    ticket = hall.call("101", language="ar")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    [(_, began)] = screen.page.evaluate("announced")
    assert screen.spoken[0]["from"] - began < CHIME_S + 0.4
    hall.dismiss(ticket)


CHIME_S = 1.9
