"""Each layout in a real browser: whole, large enough for its distance, on screens of every usual size, harmless texts or not."""

import re

import pytest
from displays import LIVE, Hall, Screen
from office import DEMO
from running import demo_server
from sqlalchemy import select

from lobby.commands import notices, offices
from lobby.domain.display import CAPITAL
from lobby.store.database import Database
from lobby.store.tables.offices import CounterRow

pytestmark = pytest.mark.browser

SIZES = [(1920, 1080), (1080, 1920), (3840, 2160)]
MM_PER_INCH = 25.4
HOSTILE = [
    "<script>window.harmed = true</script><img src=x onerror='window.harmed = true'>",
    "\u202eabc 104 \u2067\u2066 זה لا",
    "W" * 200,
    "👩‍👩‍👧‍👦" * 20,
    "Z̸̧͎̼" * 30,
]
FITS = "(({scrollWidth, scrollHeight}) => scrollWidth <= innerWidth && scrollHeight <= innerHeight)(document.documentElement)"
ONLY = "at => document.querySelectorAll('.slide').forEach((each, n) => (each.hidden = n !== at))"
LETTERS = """([selector, inches]) => {
  const mmPerPx = inches * 25.4 / Math.hypot(innerWidth, innerHeight)
  return [...document.querySelectorAll(selector)].filter(each => each.checkVisibility())
    .map(each => [each.textContent, parseFloat(getComputedStyle(each).fontSize) * mmPerPx])
}"""
OUTSIDE = """selector => [...document.querySelectorAll(selector)].filter(each => {
  if (!each.checkVisibility()) return false
  const around = each.closest(".call, .slide, .wall-counters li, .door, .hall-board")
  const box = each.getBoundingClientRect(), outer = around.getBoundingClientRect()
  return box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 1 || box.bottom > outer.bottom + 1
}).map(each => `${each.className}: ${each.textContent.slice(0, 30)}`)"""
UPON = """() => {
  const shown = selector => [...document.querySelectorAll(selector)].filter(each => each.checkVisibility())
  const boxes = selector => shown(selector).map(each => each.getBoundingClientRect())
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  return boxes(".call").filter(call => boxes(".slide").some(slide => meet(call, slide))).length
}"""
CUT = """() => [...document.querySelectorAll(".call-number, .call-place:not([data-length=longest]), .door-number, .wall-number")]
  .filter(each => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"""
SHORN = """() => {
  const pen = document.createElement("canvas").getContext("2d")
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), shorn = []
  while (texts.nextNode()) {
    const words = texts.currentNode.data.trim(), element = texts.currentNode.parentElement, range = document.createRange()
    range.selectNodeContents(texts.currentNode)
    const last = [...range.getClientRects()].at(-1)
    const frame = element.closest(".waiting h2, .waiting li *, .wall-name *, .door header *, .call-where *, .tongues")
    if (!words || !last || !frame || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const edge = frame.getBoundingClientRect().bottom + parseFloat(getComputedStyle(frame).overflowClipMargin)
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    const ink = pen.measureText(words)
    const deepest = last.top + ink.fontBoundingBoxAscent + ink.actualBoundingBoxDescent
    if (last.top < edge - 2 && deepest > edge + 1) shorn.push([words, Math.round(deepest - edge)])
  }
  return shorn
}"""
PARTS = ".call-number, .call-place, .call-where strong, .call-where span"
SIGNS = ".door-number, .door-place, .wall-number, .wall-name strong"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("layouts")) as running:
        yield running


@pytest.fixture(scope="module")
def tickets(server):
    """Five calls: to short and to long names, one of them ringing."""
    hall = Hall(server)
    served = hall.serving("101", "102", "103")
    served.append(hall.call("sp-1", "pick-up", "ar"))
    hall.do("start", served[-1])
    return [*served, hall.call("104", "residence", "fa")]


@pytest.fixture
def show(browser, server, tickets):
    """Opens a display in a browser window of a size."""
    opened = []

    def show(slug="hall", size=(1920, 1080), language="de", **how):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **how)
        opened.append(context)
        screen = Screen(context.new_page(), server)
        screen.page.goto(f"{server.url}/display/{slug}?device={server.devices['display']}&lang={language}")
        screen.page.wait_for_selector(LIVE)
        return screen

    yield show
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def db(server):
    database = Database(server.settings, server.settings.clock)
    yield database
    database.close()


def load(db, text):
    offices.load(db, text, "test")


def named(db, text):
    with db.write() as session:
        row = session.scalars(select(CounterRow).where(CounterRow.slug == "102")).one()
        row.name = row.hint = text


@pytest.mark.parametrize(("size", "language"), [*((size, "de") for size in SIZES), (SIZES[0], "ar")])
def test_numbers_and_places_are_as_high_as_the_distance_asks(show, size, language):
    page = show(size=size, language=language).page
    assert page.locator(".call").count() == 5
    least = 55 / CAPITAL - 0.1
    letters = page.evaluate(LETTERS, [".call-number, .call-place, [data-length=short]:first-child .call-where strong", 55])
    assert [(text, mm) for text, mm in letters if mm < least] == []
    assert len(letters) >= 9
    assert page.evaluate(OUTSIDE, f"{PARTS}, {SIGNS}") == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(UPON) == 0


@pytest.mark.parametrize("slug", ["upstairs", "door-104", "wall"])
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_every_layout_is_whole(show, slug, size):
    page = show(slug, size, "ar").page
    assert page.evaluate(OUTSIDE, f"{PARTS}, {SIGNS}") == []
    assert page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth"
    )


@pytest.mark.parametrize("language", ["de", "ar", "fa"])
@pytest.mark.parametrize("slug", ["hall", "door-104", "wall"])
def test_no_letter_is_shorn_of_what_hangs_below_the_line(show, slug, language):
    assert show(slug, language=language).page.evaluate(SHORN) == []


def test_every_language_stands_whole_on_a_door_sign(show, db):
    load(db, DEMO.replace('counters = ["104"]', 'counters = ["106"]'))  # where nobody works
    says = show("door-104").page.locator(".door-says")
    load(db, DEMO)
    assert says.locator("li").count() >= 15
    assert says.evaluate("({scrollHeight, clientHeight}) => scrollHeight <= clientHeight + 1")


def test_a_door_sign_shows_its_number_and_keeps_silent(show, tickets, server):
    screen = show("door-104")
    assert screen.page.inner_text(".door-number") == tickets[-1]["number"]
    assert server.api("GET", "/boards/door-104", server.devices["display"]).json()["announce"] == []
    assert not screen.page.locator("[data-sound-on]").is_visible()
    assert screen.page.locator(".door[data-state=called]").count() == 1


def test_the_wall_shows_every_counter(show, tickets):
    page = show("wall").page
    shown = page.locator(".wall-number").all_inner_texts()
    assert {ticket["number"] for ticket in tickets} <= set(shown)


def test_a_display_read_from_farther_away_has_larger_letters_and_is_loaded_anew_by_itself(show, db, server):
    page = show().page
    before = page.evaluate(LETTERS, [".call-number", 55])
    load(db, DEMO.replace("viewing_metres = 6.0", "viewing_metres = 8.0"))
    server.draw("benefits")  # changed beside the server, which looks at the office anew with the next line
    try:
        page.wait_for_selector("html[data-setup*='8.0'][data-link=live]", timeout=20_000)
        after = page.evaluate(LETTERS, [".call-number", 55])
        assert len(after) < len(before)
        assert min(mm for _, mm in after) * CAPITAL >= 8000 / 110 - 0.1
        assert page.evaluate(CUT) == []
        assert page.evaluate(OUTSIDE, f"{PARTS}, {SIGNS}") == []
    finally:
        load(db, DEMO)


def test_white_on_black_where_the_office_wants_it(show, db):
    load(db, DEMO.replace("viewing_metres = 6.0", "viewing_metres = 6.0\ncontrast = true"))
    try:
        page = show().page
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"
        colours = page.evaluate("[...document.querySelectorAll('.call-number')].map(each => getComputedStyle(each).color)")
        assert set(colours) <= {"rgb(255, 255, 255)", "rgb(0, 0, 0)"}
    finally:
        load(db, DEMO)


@pytest.mark.parametrize("slug", ["hall", "door-104", "wall"])
def test_hostile_texts_do_no_harm(show, db, slug):
    def hostile(text):
        for n, room in enumerate(("101", "102", "103", "104")):
            told = HOSTILE[n % len(HOSTILE)][:200].replace("\\", "").replace('"', "'")
            own = f'name = {{ de = "{told}" }}\nhint = {{ de = "{told}" }}\n'
            text = text.replace(f'number = "{room}"\n', f'number = "{room}"\n{own}', 1)
        return text.replace('number = "1"\n', f'number = "{"9" * 20}"\nname = {{ de = "{HOSTILE[3]}" }}\n', 1)

    load(db, hostile(DEMO))
    named(db, {"de": "W" * 500})  # longer than an office file lets in
    found = [notices.put_up(db, 1, "test", {"de": text[:300], "ar": text[:300]}, 60).id for text in HOSTILE]
    try:
        for size in SIZES[:2]:
            screen = show(slug, size)
            screen.page.wait_for_timeout(500)
            assert screen.page.evaluate("window.harmed") is None
            assert screen.page.locator("[data-board] script, [data-board] img").count() == 0
            assert screen.page.evaluate(OUTSIDE, f"{PARTS}, {SIGNS}") == []
            assert screen.page.evaluate(UPON) == 0
            for slide in range(screen.page.locator("[data-slide=notice]").count() if size == SIZES[0] else 0):
                screen.page.evaluate(ONLY, slide * 2)
                assert screen.page.evaluate(OUTSIDE, ".slide-texts, .slide-texts p") == []
                assert screen.page.evaluate(UPON) == 0
            numbers = screen.page.locator(".call-number, .door-number, .wall-number").all_inner_texts()
            assert all(re.fullmatch(r"[A-Z]\d{3}|–", number) for number in numbers)
            assert numbers
    finally:
        for notice in found:
            notices.take_down(db, 1, "test", notice)
        named(db, {})
        load(db, DEMO)
