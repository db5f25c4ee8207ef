"""Ways to a ticket: levels of concerns, a search, needs, a missing paper, a long wait."""

import re

import pytest
from office import DEMO

from kiosk.alphabets import letters
from lobby.commands import offices
from lobby.domain.concerns import folded
from lobby.i18n import LANGUAGES, texts

STRIKE_MS = 550


def hrefs(text):
    return re.findall(r'href="(/kiosk/[^"]+)"', text)


class TestWithoutScripts:
    def test_a_group_leads_to_its_concerns_and_back(self, paper):
        [group] = set(re.findall(r'href="(/kiosk/de\?level=\d+)"', paper.get("/kiosk/de").text))
        assert 'data-level="1"' in paper.get(group).text
        assert "/kiosk/de/naturalisation" in hrefs(paper.text)
        assert f'data-back="{group}"' in paper.get("/kiosk/de/naturalisation").text
        assert 'data-back="/kiosk/de"' in paper.get("/kiosk/de/residence").text

    @pytest.mark.parametrize("level", ["7", "-1", "x", "99999999999999999999"])
    def test_a_level_that_is_not_there_is_the_first(self, paper, level):
        assert 'data-level="0"' in paper.get(f"/kiosk/de?level={level}").text

    def test_words_find_a_concern_letter_by_letter(self, paper):
        paper.get("/kiosk/search/ar")
        for letter in "بطاقه":
            paper._ask("POST", "/kiosk/search/ar", data={"words": _typed(paper.text), "letter": letter})
        assert _typed(paper.text) == "بطاقه"
        assert "/kiosk/ar/pick-up" in hrefs(paper.text)
        paper._ask("POST", "/kiosk/search/ar", data={"words": _typed(paper.text), "letter": "back"})
        assert _typed(paper.text) == "بطاق"

    def test_what_is_not_found_leads_to_the_service_point(self, paper):
        paper._ask("POST", "/kiosk/search/de", data={"words": "xyzzyx"})
        assert "Nichts gefunden" in paper.text
        assert "/kiosk/de/service-point" in hrefs(paper.text)

    def test_markup_that_is_searched_for_is_text(self, paper):
        paper._ask("POST", "/kiosk/search/de", data={"words": '"><script>alert(1)</script>'})
        assert "<script>alert" not in paper.text
        assert _typed(paper.text) == "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"

    def test_needs_go_with_the_ticket_and_end_with_the_visitor(self, day, paper):
        for need in ("wheelchair", "child", "deaf", "deaf", "nonsense"):
            paper._ask("POST", "/kiosk/needs/de/residence", data={"need": need})
        assert re.findall(r'value="(\w+)" aria-pressed="true"', paper.text) == ["wheelchair", "child"]
        paper.get("/kiosk/de/residence")
        needs = re.findall(r'name="needs" value="(\w+)"', paper.text)
        paper.draw(needs=needs)
        assert [ticket.needs for ticket in day.today.tickets.values()] == [("wheelchair", "child")]
        paper.get("/kiosk")
        assert 'name="needs"' not in paper.get("/kiosk/de/residence").text

    def test_a_missing_paper_offers_three_ways(self, day, paper):
        assert "/kiosk/missing/de/residence" in hrefs(paper.get("/kiosk/de/residence").text)
        paper.get("/kiosk/missing/de/residence")
        assert "/kiosk/de/service-point" in hrefs(paper.text)
        assert "Donnerstag" in paper.text  # when the office opens next
        paper.draw()
        assert [ticket.number for ticket in day.today.tickets.values()] == ["A001"]

    def test_where_nothing_is_to_be_brought_nothing_can_be_missing(self, day, paper):
        offices.load(day.db, re.sub(r"\[services\.bring\].*?(?=\[\[)", "", DEMO, flags=re.S), "test")
        assert "/kiosk/missing/" not in paper.get("/kiosk/de/address").text

    def test_a_paused_concern_leads_on_to_the_service_point(self, day, paper):
        offices.load(day.db, DEMO.replace('slug = "duldung"\n', 'slug = "duldung"\npaused = true\n', 1), "test")
        assert "/kiosk/de/service-point" in hrefs(paper.get("/kiosk/de/duldung").text)

    def test_who_may_wait_long_is_asked_before_anything_is_drawn(self, day, paper):
        day.sit("105")  # one counter for duldung
        for _ in range(30):
            day.draw("duldung")
        assert "Möchten Sie trotzdem warten?" in paper.get("/kiosk/de/duldung").draw().text
        assert len(day.today.tickets) == 30
        key = re.search(r'name="key" value="([^"]+)"', paper.text)[1]
        assert "D031" in paper.draw(wait="yes", key=key).text
        assert "D031" in paper.draw(wait="yes", key=key, service="duldung").text
        assert len(day.today.tickets) == 31

    def test_an_office_may_ask_nobody(self, day, paper):
        day.load(lambda text: text.replace("long_wait_minutes = 90", "long_wait_minutes = 0"))
        day.sit("105")
        for _ in range(30):
            day.draw("duldung")
        assert "D031" in paper.get("/kiosk/de/duldung").draw().text

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_every_way_aside_speaks_the_chosen_language(self, paper, code):
        _ = texts(code).gettext
        for path, said in (
            ("search", "Was suchen Sie?"),
            ("needs", "Was brauchen Sie?"),
            ("missing", "Ihnen fehlt etwas. Was möchten Sie tun?"),
        ):
            paper.get(f"/kiosk/{path}/{code}" if path == "search" else f"/kiosk/{path}/{code}/residence")
            assert _(said) in paper.text
            assert f'<html lang="{LANGUAGES[code].tag}" dir="{LANGUAGES[code].direction}"' in paper.text

    @pytest.mark.parametrize("path", ["search/xx", "needs/de/nothing", "missing/de/nothing", "needs/xx/residence"])
    def test_what_is_not_there_is_not_found(self, paper, path):
        assert paper.get(f"/kiosk/{path}").status == 404


def test_every_keyboard_can_write_the_everyday_words_of_its_language(day):
    for code in LANGUAGES:
        keys = {folded(letter) for letter in letters(code)}
        for service in day.runtime.office(day.office_id).services.values():
            for text in service.words[code]:
                latin = code in ("uk", "ru", "ar", "fa", "ps", "ti") and text.isascii()
                missing = set() if latin else {sign for sign in folded(text) if sign.isalpha()} - keys
                assert not missing, (code, text)


def test_no_letter_has_two_keys():
    for code in LANGUAGES:
        assert len(set(letters(code))) == len(letters(code))


def _typed(text):
    return re.search(r'name="words" value="([^"]*)"', text)[1]


@pytest.mark.browser
class TestInABrowser:
    def test_a_search_answers_while_it_is_typed(self, terminal):
        terminal.go("/kiosk/search/en")
        for letter in "card":
            terminal.page.tap(f".key[value='{letter}']")
        terminal.page.wait_for_selector("[data-found] [href='/kiosk/en/pick-up']")
        terminal.page.keyboard.press("Backspace")
        terminal.page.wait_for_timeout(600)
        terminal.page.keyboard.press("d")
        assert terminal.page.input_value(".search-input") == "card"
        terminal.tap("[data-found] [href='/kiosk/en/pick-up']", "bring").tap(".draw", "ticket")
        assert terminal.number.startswith("P")

    def test_needs_are_pressed_and_stay_in_focus(self, terminal):
        terminal.choose("uk").tap(".ways [href*=needs]", "needs")
        terminal.page.focus("#need-child")
        terminal.page.keyboard.press("Enter")
        terminal.page.wait_for_selector("#need-child[aria-pressed=true]")
        assert terminal.page.evaluate("document.activeElement.id") == "need-child"
        terminal.tap(".primary", "bring").page.wait_for_timeout(STRIKE_MS)
        terminal.tap(".draw", "ticket")
        assert terminal.watched.complaints == []

    def test_back_and_start_over_stand_in_one_place(self, terminal):
        places = set()
        for path in ("de?level=1", "de/residence", "search/de", "needs/de/residence", "missing/de/residence"):
            terminal.go(f"/kiosk/{path}")
            boxes = [terminal.page.locator(".ways .way").nth(n).bounding_box() for n in (0, 1)]
            places.add(tuple((round(box["x"]), round(box["y"] + box["height"])) for box in boxes))
        assert len(places) == 1
