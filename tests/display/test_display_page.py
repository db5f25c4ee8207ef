"""The hall's page and its board, as the server renders them."""

import re

import pytest

from display.routes import in_languages, in_short
from display.screen import SCREEN
from lobby.commands import devices
from lobby.domain.lifecycle import Verb
from lobby.i18n import LANGUAGES
from lobby.store.tables.devices import DeviceKind
from lobby.web.app import create_app

TAGS = [code for code in LANGUAGES if code != "de-simple"]  # Leichte Sprache is German


class Hall:
    """A display in the hall: its page, and the fragment that is pushed to it."""

    def __init__(self, day):
        self.day = day
        self.app = create_app(day.settings, (SCREEN,))
        self.token = devices.add(day.db, DeviceKind.DISPLAY, "hall", "bernburg")

    def page(self, path="/display/hall", token=None):
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.app.test_client().get(path, headers=headers)

    @property
    def shown(self):
        runtime = self.app.extensions["lobby"]
        with self.app.app_context():
            return runtime.board("display", self.day.office_id, "hall", "de")["html"]

    @property
    def numbers(self):
        return re.findall(r'<bdi class="call-number" dir="ltr">(\w+)</bdi>', self.shown)


@pytest.fixture
def hall(day):
    hall = Hall(day)
    yield hall
    hall.app.extensions["lobby"].db.close()


def test_the_page_shows_at_first_what_is_pushed_to_it_later(day, hall):
    day.draw()
    day.call_next("101")
    page = hall.page().get_data(as_text=True)
    assert hall.shown.strip() in page
    assert 'data-watch="bernburg/display/hall"' in page


def test_nobody_but_the_house_sees_the_hall(day, hall):
    assert hall.app.test_client().get("/display/hall").status_code in (303, 401)
    assert hall.page(token=day.kiosk).status_code == 403


def test_there_is_no_page_for_a_display_that_is_not_there(hall):
    assert hall.page("/display/attic").status_code == 404


def test_the_newest_call_comes_first(day, hall):
    for _ in range(3):
        day.draw()
    for counter in ("101", "102", "103"):
        day.call_next(counter)
    assert hall.numbers == ["A003", "A002", "A001"]
    day.do(Verb.REPEAT_CALL, "101", "A001")
    assert hall.numbers == ["A001", "A003", "A002"]


def test_a_call_says_number_room_and_floor(day, hall):
    day.draw()
    day.call_next("104")
    assert hall.numbers == ["A001"]
    assert "Zimmer 104" in hall.shown
    assert "1. Stock" in hall.shown


def test_who_is_called_reads_it_in_her_own_language(day, hall):
    day.draw(language="ar")
    day.call_next("101")
    assert re.search(r'<span>Aufruf</span>\s*<span lang="ar" dir="rtl">[^<]+</span>', hall.shown)


def test_who_did_not_come_is_called_no_longer(day, hall):
    day.draw()
    day.call_next("101")
    day.do(Verb.MISS, "101", "A001")
    assert hall.numbers == []


def test_the_hall_sees_how_many_wait_for_what(day, hall):
    for service in ("residence", "residence", "pick-up"):
        day.draw(service)
    waiting = re.findall(r'<li id="waiting-([\w-]+)">.*?waiting-count">(\d+)<', hall.shown)
    assert waiting == [("pick-up", "1"), ("residence", "2")]


def test_an_unknown_wait_is_not_claimed(day, hall):
    day.draw()
    assert not re.search(r"Minute|None|null", hall.shown)


def test_before_the_first_call_the_hall_says_in_every_language_what_will_happen(day, hall):
    assert 'data-state="quiet"' in hall.shown
    assert re.findall(r'<li lang="(\w+)"', hall.shown) == TAGS


def test_outside_the_opening_hours_the_hall_says_when_the_office_opens_again(day, hall):
    day.clock.forward(hours=10)
    assert 'data-state="closed"' in hall.shown
    assert "Geschlossen" in hall.shown
    assert hall.shown.count('datetime="2026-11-26T08:00:00.000Z"') == len(TAGS)


def test_who_waits_through_the_lunch_break_still_sees_the_board(day, hall):
    day.draw()
    day.draw()
    day.call_next("101")
    day.clock.forward(hours=3)
    assert hall.numbers == ["A001"]
    assert 'data-state="closed"' not in hall.shown


def test_without_a_server_the_page_can_say_so_in_every_language(hall):
    page = hall.page().get_data(as_text=True)
    notice = page[page.index("data-lost") : page.index("data-board")]
    assert re.findall(r'<li lang="(\w+)"', notice) == TAGS


def test_long_room_names_get_smaller_letters(day, hall):
    day.draw()
    day.call_next("101")
    assert 'data-length="short"' in hall.shown
    day.draw("pick-up")
    day.call_next("sp-1")
    assert 'data-length="long"' in hall.shown


def test_leichte_sprache_does_not_stand_beside_german():
    said = in_languages("Willkommen", ["de", "de-simple", "en"])
    assert [(each.language.code, each.text) for each in said] == [("de", "Willkommen"), ("en", "Welcome")]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Abholung: Aufenthaltstitel (eAT), Reiseausweis", "Abholung"),
        ("Auskunft, Unterlagen abgeben, Formulare", "Auskunft"),
        ("Aufenthalt nach § 24 (Ukraine)", "Aufenthalt nach § 24"),
        ("استلام: تصريح الإقامة", "استلام"),
        ("Einbürgerung", "Einbürgerung"),
    ],
)
def test_a_service_is_named_briefly(name, short):
    assert in_short(name) == short
