"""Whoever asks goes first, and boards are late by a bounded time."""

from threading import Thread
from time import monotonic, sleep

import pytest
from flask import Flask

from lobby.web.manners import LONGEST_S, Manners


@pytest.fixture
def manners():
    return Manners()


def took(step):
    began = monotonic()
    step()
    return monotonic() - began


def app_with(manners, answer):
    app = Flask("polite")
    manners.watch(app)
    app.add_url_rule("/", view_func=answer)
    return app


def test_nobody_asks_and_nobody_waits(manners):
    assert took(manners.aside()) < LONGEST_S / 2


def test_a_board_waits_until_the_answer_is_there(manners):
    waited = []

    def answer():
        row = manners.aside()
        boards = Thread(target=lambda: waited.append(took(row)))
        boards.start()
        sleep(LONGEST_S / 2)
        return "here"

    app_with(manners, answer).test_client().get("/")
    sleep(LONGEST_S)
    assert waited[0] > LONGEST_S / 4
    assert took(manners.aside()) < LONGEST_S / 2


def test_a_row_of_boards_is_patient_once(manners):
    found = []

    def answer():
        row = manners.aside()
        found.extend(took(row) for _ in range(5))
        return "late"

    app_with(manners, answer).test_client().get("/")
    assert LONGEST_S / 2 < sum(found) < LONGEST_S * 3


def test_a_request_that_waits_for_news_holds_nobody_up(manners):
    found = []

    def answer():
        with manners.waiting():
            found.append(took(manners.aside()))
        found.append(took(manners.aside()))
        return "news"

    app_with(manners, answer).test_client().get("/")
    assert found[0] < LONGEST_S / 2 < found[1]


def test_a_request_that_fails_is_over_as_well(manners):
    def answer():
        raise RuntimeError

    assert app_with(manners, answer).test_client().get("/").status_code == 500
    assert took(manners.aside()) < LONGEST_S / 2
