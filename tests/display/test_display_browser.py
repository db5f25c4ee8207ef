"""The hall's screen in a real browser, against a server that really runs, stops, dies and comes back."""

import signal
import time
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from displays import LIVE, LOST, Hall, Screen
from programs import program
from running import demo_server

pytestmark = pytest.mark.browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LAID_OUT = """card => {
  const elements = [...card.querySelectorAll(".call-word, .call-number, .call-place, .call-where > *")]
  const parts = elements.map(part => part.getBoundingClientRect()).filter(part => part.height)
  const edge = card.getBoundingClientRect()
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1
  return [parts.filter((part, at) => parts.slice(at + 1).some(other => meet(part, other))).length,
          parts.filter(part => part.bottom > edge.bottom || part.top < edge.top || part.right > edge.right).length]
}"""
LONG_NAME, LONG_HINT = "Besprechungsraum im Erdgeschoss links", "Gebäude B, zweites Obergeschoss, Wartebereich links"
EACH_S = 4.0  # what one announcement takes at least


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("hall")) as running:
        yield running


@pytest.fixture(scope="module")
def hall(server):
    return Hall(server)


@pytest.fixture
def new_screen(browser, server):
    """Makes displays, each in a browser profile of its own."""
    opened = []

    def new(**how):
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, **how)
        opened.append(context)
        return Screen(context.new_page(), server)

    yield new
    for context in opened:
        context.close()


def test_a_call_is_shown_big_and_chimes(hall, new_screen):
    screen = new_screen().open()
    ticket = hall.call("101", language="ar")
    screen.wait_for(ticket["number"])
    lead = screen.page.locator("[data-own-announced]")
    assert "Zimmer 101" in lead.inner_text()
    turn, place = lead.locator("[lang=ar]").all()
    assert turn.is_visible() and place.is_visible()
    assert "101" in place.inner_text()
    assert screen.announced == [ticket["number"]]
    assert screen.struck > 0
    assert lead.bounding_box()["height"] > 400
    screen.wait_for_quiet()
    assert screen.complaints == []
    assert screen.hosts == {urlsplit(screen.server.url).netloc}
    hall.dismiss(ticket)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1366, 768)])
def test_nothing_in_a_call_lies_upon_anything_else(hall, new_screen, size):
    screen = new_screen()
    screen.page.set_viewport_size({"width": size[0], "height": size[1]})
    screen.open()
    ticket = hall.call("101", language="ru")
    screen.wait_for(ticket["number"])
    card = screen.page.locator("[data-own-announced]")
    assert card.evaluate(LAID_OUT) == [0, 0]
    where = card.locator(".call-where")
    card.evaluate("card => { card.dataset.length = 'longest' }")
    where.locator("strong").evaluate("(strong, name) => (strong.textContent = name)", LONG_NAME)
    where.locator("span").first.evaluate("(hint, text) => (hint.textContent = text)", LONG_HINT)
    assert card.evaluate(LAID_OUT) == [0, 0]
    hall.dismiss(ticket)


def test_calls_at_once_are_announced_one_after_the_other(hall, new_screen):
    screen = new_screen().open()
    tickets = [hall.call(room) for room in ("101", "102", "103")]
    screen.page.wait_for_selector(f"[data-own-announced] >> text={tickets[-1]['number']}", timeout=30_000)
    assert screen.announced == [ticket["number"] for ticket in tickets]
    at = [seconds for _, seconds in screen.page.evaluate("announced")]
    assert all(later - earlier >= EACH_S for earlier, later in pairwise(at))
    assert screen.page.locator("[data-own-announced]").count() == 1
    screen.wait_for_quiet()
    assert screen.page.locator(".call-number").first.inner_text() == tickets[-1]["number"]
    hall.dismiss(*tickets)


def test_a_repeated_call_is_announced_again(hall, new_screen):
    screen = new_screen().open()
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    hall.do("repeat-call", ticket)
    screen.wait_for(ticket["number"])
    assert screen.announced == [ticket["number"]] * 2
    hall.dismiss(ticket)


def test_who_arrived_before_her_turn_to_be_announced_is_not_announced(hall, new_screen):
    screen = new_screen().open()
    first, second, third = [hall.call(room) for room in ("101", "102", "103")]
    hall.do("start", second)
    screen.wait_for(third["number"])
    assert screen.announced == [first["number"], third["number"]]
    hall.dismiss(first, third)
    hall.do("finish", second)


def test_a_reload_announces_nothing_twice(hall, new_screen):
    screen = new_screen().open()
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    screen.page.reload()
    screen.page.wait_for_selector(LIVE)
    screen.page.wait_for_timeout(1500)
    assert screen.announced == []
    assert screen.page.locator(".call-number").first.inner_text() == ticket["number"]
    hall.dismiss(ticket)


def test_a_display_that_starts_announces_only_calls_of_the_last_twenty_seconds(hall, new_screen):
    old = hall.call("101")
    time.sleep(21)
    fresh = hall.call("102")
    screen = new_screen().open()
    screen.wait_for(fresh["number"])
    screen.wait_for_quiet()
    assert screen.announced == [fresh["number"]]
    assert old["number"] in screen.page.locator(".calls").inner_text()
    hall.dismiss(old, fresh)


def test_a_stopped_server_is_noticed_within_ten_seconds_and_forgiven(hall, server, new_screen):
    screen = new_screen().open()
    assert not screen.page.locator("[data-lost]").is_visible()
    server.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    try:
        screen.page.wait_for_selector(LOST, timeout=15_000)
        assert time.monotonic() - stopped < 10
        assert screen.page.locator("[data-lost]").is_visible()
        assert float(screen.style("[data-board]", "opacity")) < 0.5
        screen.page.wait_for_timeout(6000)
    finally:
        server.signal(signal.SIGCONT)
    screen.page.wait_for_selector(LIVE, timeout=10_000)
    assert not screen.page.locator("[data-lost]").is_visible()


def test_a_killed_server_is_noticed_at_once_and_nothing_is_announced_twice_when_it_is_back(hall, server, new_screen):
    screen = new_screen().open()
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    screen.wait_for_quiet()
    server.kill()
    killed = time.monotonic()
    screen.page.wait_for_selector(LOST, timeout=15_000)
    assert time.monotonic() - killed < 10
    server.start()
    up = time.monotonic()
    screen.page.wait_for_selector(LIVE, timeout=10_000)
    assert time.monotonic() - up < 5
    again = hall.call("102")
    screen.wait_for(again["number"])
    assert screen.announced == [ticket["number"], again["number"]]
    hall.dismiss(ticket, again)


def test_a_page_whose_scripts_never_came_says_so_as_well(new_screen):
    screen = new_screen(java_script_enabled=False).open(live=False)
    assert not screen.page.locator("[data-lost]").is_visible()
    screen.page.locator("[data-lost]").wait_for(state="visible", timeout=10_000)


def test_midnight_does_not_silence_a_display(browser, tmp_path):
    ten_seconds_before = "2026-11-24T22:59:50Z@1"
    with demo_server(tmp_path / "midnight", CLOCK=ten_seconds_before) as server:
        started = time.monotonic()
        hall = Hall(server)
        with browser.new_context() as context:
            screen = Screen(context.new_page(), server).open()
            yesterday = hall.call("101")
            screen.wait_for(yesterday["number"])
            time.sleep(max(0, 13 - (time.monotonic() - started)))
            hall.tokens.clear()  # with the day, all seats end
            today = hall.call("102")
            screen.page.wait_for_selector("[data-own-announced] >> text=Zimmer 102", timeout=20_000)
            assert (yesterday["number"], today["number"]) == ("A001", "A001")
            assert screen.announced == ["A001", "A001"]


def test_where_sound_is_locked_a_button_unlocks_it(browser, server):
    arguments = ["--autoplay-policy=document-user-activation-required", "--no-sandbox"]
    locked = browser.browser_type.launch(executable_path=program(*CHROMIUM), args=arguments)
    try:
        screen = Screen(locked.new_page(), server).open()
        screen.page.wait_for_selector("html[data-sound=locked]")
        screen.page.get_by_role("button", name="Ton einschalten").click()
        screen.page.wait_for_selector("html[data-sound=on]")
        assert not screen.page.get_by_role("button", name="Ton einschalten").is_visible()
    finally:
        locked.close()


def test_the_highlight_pulses_slowly_for_a_moment_only(hall, new_screen):
    screen = new_screen().open()
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    pulse_s = float(screen.style("[data-own-announced]", "animationDuration").removesuffix("s"))
    pulses = float(screen.style("[data-own-announced]", "animationIterationCount"))
    assert pulse_s > 1 / 3
    assert pulse_s * pulses <= 5
    hall.dismiss(ticket)


def test_the_highlight_stands_still_for_who_wants_no_motion(hall, new_screen):
    screen = new_screen(reduced_motion="reduce").open()
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    assert screen.style("[data-own-announced]", "animationName") == "none"
    hall.dismiss(ticket)


def test_numbers_can_be_read_from_six_metres_on_a_screen_of_55_inches(hall, new_screen):
    screen = new_screen().open()
    tickets = hall.serving("101", "102", "103", "104")
    screen.page.wait_for_selector(f".call-number >> text={tickets[-1]['number']}")
    screen.wait_for_quiet()
    mm_per_px, capital = 1218 / 1920, 0.714  # of Noto Sans: a capital's height in font sizes
    for number in screen.page.locator(".call-number").all():
        size = float(number.evaluate("element => getComputedStyle(element).fontSize").removesuffix("px"))
        assert size * capital * mm_per_px >= 55
    hall.finish(*tickets)


def test_every_call_on_the_screen_is_whole(hall, new_screen):
    screen = new_screen().open()
    tickets = [*hall.serving("101", "102", "103"), hall.call("sp-1", "pick-up"), hall.call("105", "duldung")]
    screen.page.wait_for_selector(f".call-number >> text={tickets[-1]['number']}")
    screen.wait_for_quiet()
    for part in screen.page.locator(".call :is(.call-number, .call-where strong, .call-where span)").all():
        inside = "element => { const [a, b] = [element, element.closest('.call')].map(e => e.getBoundingClientRect());"
        inside += " return a.left >= b.left && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1 }"
        assert part.evaluate(inside), part.inner_text()
    hall.finish(*tickets[:3])
    hall.dismiss(*tickets[3:])
