"""Low reach, high contrast, large text: one tap each, kept for one visitor, gone with her."""

import re

import pytest
from printers import until

MODES = "document.documentElement.dataset.modes ?? ''"
PRESSED = "[...document.querySelectorAll('[data-mode][aria-pressed=true]')].map(each => each.dataset.mode).join(' ')"


class TestWithoutScripts:
    """Each button sends the page's address again, with the modes as they will be."""

    def test_a_button_says_what_it_turns_on_and_off(self, paper):
        paper.get("/kiosk/ar")
        assert re.findall(r'name="modes" value="([^"]*)" aria-pressed="(\w+)"', paper.text) == [
            ("low", "false"),
            ("contrast", "false"),
            ("large", "false"),
        ]
        paper.get("/kiosk/ar?modes=contrast")
        assert 'data-modes="contrast"' in paper.text
        assert re.findall(r'name="modes" value="([^"]*)" aria-pressed="(\w+)"', paper.text) == [
            ("low.contrast", "false"),
            ("", "true"),
            ("contrast.large", "false"),
        ]

    def test_they_are_kept_through_the_steps_and_end_with_the_visitor(self, paper):
        paper.get("/kiosk?modes=low.large")
        for path in ("/kiosk/tr", "/kiosk/tr/residence"):
            assert re.match(r'<!doctype html>\n<html lang="tr" [^>]* data-modes="low large">', paper.get(path).text)
        paper.draw("tr")
        assert 'data-modes="low large"' in paper.text
        (done,) = re.findall(r'href="([^"]+)" data-choice data-farewell', paper.text)
        assert "data-modes=" not in paper.get(done).text
        assert "data-modes=" not in paper.get("/kiosk/de").text

    def test_time_ends_them_too(self, paper):
        for path in ("/kiosk", "/kiosk/de"):
            assert re.search(r'http-equiv="refresh" content="\d+;url=/kiosk\?modes="', paper.get(path).text)

    @pytest.mark.parametrize("nonsense", ["<b>", "low'large", "LOW", "low%2Clarge", "." * 5000])
    def test_what_is_no_mode_is_none(self, paper, nonsense):
        assert "data-modes=" not in paper.get(f"/kiosk?modes={nonsense}").text


@pytest.mark.browser
class TestInABrowser:
    def test_one_tap_each_and_all_together(self, terminal):
        for mode, so_far in (("contrast", "contrast"), ("low", "contrast low"), ("large", "contrast low large")):
            terminal.tap(f"[data-mode={mode}]")
            assert terminal.page.evaluate(MODES) == so_far
        assert terminal.page.evaluate(PRESSED) == "low contrast large"
        terminal.page.wait_for_timeout(600)
        terminal.tap("[data-mode=low]")
        assert terminal.page.evaluate(MODES) == "contrast large"
        assert terminal.watched.complaints == []

    def test_they_stay_through_the_steps_and_a_reload_and_go_with_done(self, terminal):
        terminal.tap("[data-mode=contrast]").choose("ar")
        assert terminal.page.evaluate(MODES) == "contrast"
        terminal.page.reload()
        assert terminal.page.get_attribute("html", "data-modes") == "contrast"
        assert terminal.page.evaluate(PRESSED) == "contrast"
        terminal.tap(".draw", "ticket").tap("[data-farewell]", "start")
        assert terminal.page.evaluate(MODES) == ""
        assert terminal.page.evaluate(PRESSED) == ""
        terminal.page.reload()
        assert terminal.page.evaluate(MODES) == ""

    def test_another_language_keeps_them(self, terminal):
        terminal.tap("[data-mode=large]").tap("[href='/kiosk/uk']", "services").tap(".actions [href='/kiosk']", "start")
        assert terminal.page.evaluate(MODES) == "large"

    def test_keys_reach_them(self, terminal):
        press = terminal.page.keyboard.press
        for _ in range(30):
            in_bar = terminal.page.evaluate("document.activeElement.matches('.mode')")
            press("ArrowRight" if in_bar else "ArrowDown")
            if terminal.page.evaluate("document.activeElement.dataset.mode"):
                break
            terminal.page.wait_for_timeout(550)  # a second strike within half a second does not count
        assert terminal.page.evaluate("document.activeElement.dataset.mode") is not None
        press("Enter")
        assert terminal.page.evaluate(MODES) == terminal.page.evaluate("document.activeElement.dataset.mode")

    def test_the_bar_is_always_at_the_same_place(self, terminal):
        def places():
            return [terminal.page.locator(f"[data-mode={mode}]").bounding_box() for mode in ("low", "contrast", "large")]

        first = places()
        for step in (
            lambda: terminal.choose("de-simple"),
            lambda: terminal.tap(".draw", "ticket"),
            lambda: terminal.go("/kiosk/de/nothing"),
        ):
            step()
            assert [(box["x"], box["y"]) for box in places()] == [(box["x"], box["y"]) for box in first]

    def test_the_first_page_forgets_them_when_nobody_is_there(self, new_terminal):
        terminal = new_terminal()
        terminal.page.clock.install()
        terminal.open().tap("[data-mode=large]")
        terminal.page.clock.fast_forward(62_000)
        terminal.page.wait_for_timeout(1300)
        assert 15 <= terminal.seconds <= 20
        terminal.page.keyboard.press("ArrowDown")
        terminal.page.clock.fast_forward(40_000)
        terminal.page.wait_for_timeout(1300)
        assert terminal.page.evaluate(MODES) == "large"
        terminal.page.clock.fast_forward(30_000)
        terminal.page.wait_for_timeout(1300)
        terminal.page.clock.fast_forward(21_000)
        until(lambda: terminal.page.evaluate(MODES) == "")

    def test_what_does_not_fit_is_turned_over(self, terminal):
        terminal.tap("[data-mode=low]")
        terminal.tap("[data-mode=large]").tap("[href='/kiosk/de']", "services")
        last = terminal.page.locator(".level-0 > :last-child")
        assert last.bounding_box()["y"] > 1920 or not terminal.page.evaluate(IN_SIGHT, ".level-0 > :last-child")
        for _ in range(20):
            terminal.page.click("[data-turn='1']", delay=5)
            terminal.page.wait_for_timeout(520)
            if terminal.page.get_attribute("[data-turn='1']", "aria-disabled") == "true":
                break
        assert terminal.page.evaluate(IN_SIGHT, ".level-0 > :last-child")

    def test_without_scripts_a_tap_turns_it_on(self, new_terminal, server):
        terminal = new_terminal(java_script_enabled=False)
        terminal.page.goto(f"{server.url}/kiosk?device={server.devices['kiosk']}")
        terminal.tap("[data-mode=contrast]")
        terminal.page.wait_for_selector("html[data-modes=contrast]")
        terminal.choose("fa")
        assert terminal.page.get_attribute("html", "data-modes") == "contrast"


IN_SIGHT = """selector => { const box = document.querySelector(selector).getBoundingClientRect()
  return !!document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)?.closest(selector) }"""
