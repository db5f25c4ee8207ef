"""A number drawn in each of the sixteen languages: by touch, and by the keys of a keypad alone."""

import drawn
import pytest
from playwright.sync_api import expect

from lobby.i18n import LANGUAGES

pytestmark = pytest.mark.browser
LANGUAGE_CODES = sorted(LANGUAGES)
DRAW = "button[name=service]"
CHOICE = "main a.choice"
MOST_CHOICES, MOST_STEPS = 4, 40
STRIKE_MS = 600  # of the page's clock: what is struck again before counts once
# Which arrow leads nearer to it: "" where the focus is there.
TOWARDS = """to => {
  const at = document.activeElement
  if (at === to) return ""
  if (!at.matches("a, button")) return "ArrowDown"
  const middle = each => { const box = each.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2] }
  const [[x, y], [right, down]] = [middle(at), middle(to)]
  if (Math.abs(down - y) > 5) return down > y ? "ArrowDown" : "ArrowUp"
  return right > x ? "ArrowRight" : "ArrowLeft"
}"""


@pytest.fixture
def terminal(new_terminal):
    found = new_terminal()
    found.page.clock.install()
    return found.open()


def by_touch(page, target):
    page.locator(target).first.tap()
    page.clock.run_for(STRIKE_MS)


def by_keys(page, target):
    wanted = page.locator(target).first.element_handle()
    for _ in range(MOST_STEPS):
        arrow = page.evaluate(TOWARDS, wanted)
        strike(page, arrow or "5")
        if not arrow:
            return
    pytest.fail(f"no arrow leads to {target}")


def strike(page, key):
    page.keyboard.press(key)
    page.clock.run_for(STRIKE_MS)


@pytest.mark.parametrize("way", [by_touch, by_keys])
def test_a_number_is_drawn_in_every_language(server, terminal, way):
    page, before = terminal.page, len(drawn.tickets(server))
    for code in LANGUAGE_CODES:
        chooses(page, way, f"ul.languages [href='/kiosk/{code}']")
        for _ in range(MOST_CHOICES):
            if page.locator(DRAW).count():
                break
            chooses(page, way, CHOICE)
        chooses(page, way, DRAW)
        terminal.wait_for("ticket")
        assert page.get_attribute("html", "lang") == LANGUAGES[code].tag
        assert page.get_attribute("html", "dir") == LANGUAGES[code].direction
        assert drawn.newest(server) == (code, terminal.number)
        chooses(page, way, "[data-farewell]")
        terminal.wait_for("start")
    assert len(drawn.tickets(server)) - before == len(LANGUAGE_CODES)
    assert terminal.watched.complaints == []


def chooses(page, way, target):
    address = page.url
    way(page, target)
    expect(page).not_to_have_url(address)
