"""The tablet at the exit: a face in one tap, thanks, and a hundred presses that count for little."""

import re

import pytest
from sqlalchemy import select

from kiosk.screen import SCREEN
from lobby.commands import devices
from lobby.domain.feedback import FACES, QUESTION
from lobby.i18n import LANGUAGES, texts
from lobby.store.tables.devices import DeviceKind
from lobby.store.tables.feedback import FeedbackCountRow
from lobby.web.app import create_app


class Tablet:
    """A browser at the exit, without scripts."""

    def __init__(self, day, name="door"):
        self.key, self.day = devices.add(day.db, DeviceKind.EXIT, name, "bernburg"), day
        self.app = create_app(day.settings, (SCREEN,))
        self.client = self.app.test_client()

    def open(self, path="/kiosk/exit", method="GET", **how):
        return self.client.open(path, method=method, headers={"Authorization": f"Bearer {self.key}"}, **how)

    def press(self, score=5, language="de", **more):
        return self.open(method="POST", data={"score": score, "language": language} | more)


@pytest.fixture
def tablet(day):
    found = Tablet(day)
    yield found
    found.app.extensions["lobby"].db.close()


def counted(day):
    with day.db.snapshot() as session:
        return {(row.part, row.name, row.score): row.answers for row in session.scalars(select(FeedbackCountRow))}


def test_the_first_page_asks_and_offers_every_language_by_its_own_name(tablet):
    page = tablet.open().text
    assert QUESTION in page
    assert tuple(re.findall(r'href="/kiosk/exit/([a-z-]+)"', page)) == tuple(LANGUAGES)
    assert re.findall(r'name="score" value="(\d)"', page) == ["5", "4", "3", "2", "1"]


def test_question_faces_and_thanks_are_in_the_language_that_was_chosen(tablet):
    for code in LANGUAGES:
        page, _ = tablet.open(f"/kiosk/exit/{code}").text, texts(code).gettext
        assert f'<html lang="{LANGUAGES[code].tag}" dir="{LANGUAGES[code].direction}"' in page
        assert [message for message in (QUESTION, *FACES.values()) if f">{_(message)}<" not in page] == [], code
        thanks = tablet.open(f"/kiosk/exit/{code}/thanks").text
        assert _("Danke für Ihre Antwort.") in thanks
        assert 'data-returning="6"' in thanks


def test_one_tap_counts_and_thanks_and_a_language_counts_only_where_it_was_chosen(day, tablet):
    answer = tablet.press(5)
    assert (answer.status_code, answer.location) == (303, "/kiosk/exit/de/thanks")
    tablet.press(1, "uk", chosen="1")
    assert counted(day) == {("exit", "", 5): 1, ("exit", "", 1): 1, ("language", "uk", 1): 1}


def test_a_hundred_presses_count_for_little_and_are_all_thanked(day, tablet):
    for _ in range(100):
        assert tablet.press(1).location == "/kiosk/exit/de/thanks"
    found = counted(day)
    assert found["exit", "", 1] <= 8  # a minute may end meanwhile
    assert found["exit", "", 1] + found["exit", "", 0] == 100
    other = Tablet(day, "back door")
    other.press(4)
    assert counted(day)["exit", "", 4] == 1


def test_what_is_no_face_and_no_language_is_refused_in_words(day, tablet):
    for bad in ({"score": "7"}, {"score": "x"}, {"language": "xx"}):
        answer = tablet.press(**bad)
        assert answer.status_code in (404, 422)
        assert "<h1" in answer.text
    assert counted(day) == {}


def test_where_the_office_does_not_ask_the_tablet_says_goodbye(day, tablet):
    day.load(lambda text: text.replace("asks = true", "asks = false"))
    page = tablet.open().text
    assert "Auf Wiedersehen." in page
    assert "score" not in page
    assert tablet.press(5).status_code == 409


def test_a_screen_without_a_key_shows_the_code_and_a_kiosk_is_no_exit(day, tablet):
    assert 'data-page="pairing"' in tablet.app.test_client().get("/kiosk/exit").text
    tablet.key = day.kiosk
    assert tablet.press(5).status_code == 403
