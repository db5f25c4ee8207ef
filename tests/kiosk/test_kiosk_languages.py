"""The kiosk's first page learns which languages its visitors speak."""

import re

from office import DEMO

from lobby.commands import offices

OWN_ORDER = ["de", "de-simple", "uk", "ar"]
WEEK = 7


def offered(paper):
    return re.findall(r'href="/kiosk/([a-z-]+)"', paper.get("/kiosk").text)


def visitors(day, language, count):
    for _ in range(count):
        day.draw(language=language)


def test_a_new_office_offers_its_own_order(paper):
    assert offered(paper)[:4] == OWN_ORDER


def test_what_is_spoken_most_comes_first_from_the_next_day_on(day, paper):
    visitors(day, "ti", 6)
    visitors(day, "ps", 5)
    visitors(day, "de", 9)
    assert offered(paper)[:4] == OWN_ORDER  # nothing moves under a finger
    day.clock.forward(days=WEEK)
    assert offered(paper)[:5] == ["de", "de-simple", "ti", "ps", "uk"]
    visitors(day, "so", 30)
    assert offered(paper)[:5] == ["de", "de-simple", "ti", "ps", "uk"]


def test_a_code_is_typed_in_the_same_order(day, paper):
    visitors(day, "so", 5)
    day.clock.forward(days=WEEK)
    assert re.findall(r'href="/kiosk/appointment/([a-z-]+)"', paper.get("/kiosk/appointment").text)[2] == "so"


def test_what_was_spoken_long_ago_is_forgotten(day, paper):
    visitors(day, "ti", 6)
    day.clock.forward(days=8 * WEEK)
    assert offered(paper)[2] == "ti"
    day.clock.forward(days=WEEK)
    assert offered(paper)[2] == "uk"


def test_an_office_may_keep_its_order(day, paper):
    visitors(day, "ti", 6)
    offices.load(day.db, DEMO.replace('state = "ST"', 'state = "ST"\norder_languages = "fixed"', 1), "test")
    day.clock.forward(days=WEEK)
    assert offered(paper)[:4] == OWN_ORDER


def test_a_new_order_costs_one_query_a_day(day, paper):
    visitors(day, "ti", 6)
    day.clock.forward(days=WEEK)
    runtime = paper.app.extensions["lobby"]
    runtime.languages(day.office)
    known = runtime._drawn[day.office_id]
    runtime.languages(day.office)
    assert runtime._drawn[day.office_id] is known
