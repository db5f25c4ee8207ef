"""How the visit was, asked on the phone once it is over: in her language, changeable, and only where the office asks."""

import re

import pytest
from sqlalchemy import select

from lobby.domain.feedback import FACES, QUESTION
from lobby.domain.lifecycle import Verb
from lobby.i18n import LANGUAGES, texts
from lobby.phone.screen import SCREEN
from lobby.store.tables.feedback import FeedbackAnswerRow
from lobby.web.app import create_app


def over(day, language="de"):
    """A ticket whose visit is over."""
    drawn = day.draw(language=language)
    assert day.call_next("101") == drawn.number
    day.do(Verb.START, "101", drawn.number)
    day.do(Verb.FINISH, "101", drawn.number)
    return drawn


def answers(day):
    with day.db.snapshot() as session:
        return [(row.score, row.words) for row in session.scalars(select(FeedbackAnswerRow))]


@pytest.fixture
def phone(day):
    app = create_app(day.settings, (SCREEN,))
    yield app.test_client()
    app.extensions["lobby"].db.close()


def pressed(page):
    return re.findall(r'value="(\d)" aria-pressed="true"', page)


def test_the_question_and_every_face_are_in_the_visitors_language(day, phone):
    address = f"/t/{over(day).token}"
    for language in LANGUAGES:
        page, _ = phone.get(f"{address}?lang={language}").text, texts(language).gettext
        assert [message for message in (QUESTION, *FACES.values()) if f">{_(message)}<" not in page] == [], language


def test_one_tap_answers_and_another_one_changes_it(day, phone):
    address = f"/t/{over(day).token}"
    assert "Danke" not in phone.get(address).text
    for score in ("4", "2"):
        answer = phone.post(f"{address}/feedback?lang=de", data={"score": score})
        assert answer.status_code == 303
        assert answer.location.endswith("lang=de#feedback")
        page = phone.get(answer.location).text
        assert "Danke für Ihre Antwort." in page
        assert pressed(page) == [score]
    assert answers(day) == [(2, None)]


def test_an_answer_that_is_none_is_refused_and_one_too_early_changes_nothing(day, phone):
    ended, waiting = over(day).token, day.draw().token
    assert phone.post(f"/t/{ended}/feedback", data={"score": "9"}).status_code == 422
    assert phone.post(f"/t/{waiting}/feedback", data={"score": "5"}).status_code == 303
    assert phone.post("/t/nonsense/feedback", data={"score": "5"}).status_code == 404
    assert answers(day) == []


def test_words_are_asked_for_after_the_face_and_only_where_the_office_wants_them(day, phone):
    address = f"/t/{over(day).token}"
    phone.post(f"{address}/feedback", data={"score": "4", "words": "not wanted"})
    assert "<textarea" not in phone.get(address).text
    day.load(lambda text: text.replace("asks = true", "asks = true\nwords = true"))
    assert "<textarea" in phone.get(address).text
    phone.post(f"{address}/feedback", data={"score": "4", "words": "<b>steep</b> stairs"})
    assert "&lt;b&gt;steep&lt;/b&gt; stairs</textarea>" in phone.get(address).text
    assert phone.post(f"{address}/feedback", data={"score": "4", "words": "x" * 301}).status_code == 422
    assert answers(day) == [(4, "<b>steep</b> stairs")]


def test_where_the_office_does_not_ask_the_page_does_not(day, phone):
    address = f"/t/{over(day).token}"
    day.load(lambda text: text.replace("asks = true", "asks = false"))
    assert QUESTION not in phone.get(address).text
