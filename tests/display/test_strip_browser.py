"""Between calls, in a real browser: one slide after the other, still while somebody is called; and the admin's preview."""

from base64 import b64decode

import pytest
from browsing import Watched
from displays import LIVE, Hall, Screen
from PIL import Image
from playwright.sync_api import expect
from printers import until
from running import demo_server

from lobby.commands import staff
from lobby.store.database import Database

pytestmark = pytest.mark.browser

SHORT = "document.querySelectorAll('[data-slide]').forEach(slide => (slide.dataset.ms = '500'))"
SHOWN = "[...document.querySelectorAll('[data-slide]')].findIndex(slide => !slide.hidden)"
FILM = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 })
  const pen = canvas.getContext("2d"), chunks = []
  const painting = setInterval(() => {
    pen.fillStyle = `hsl(${performance.now() % 360} 50% 50%)`
    pen.fillRect(0, 0, 320, 240)
  }, 40)
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" })
  recorder.ondataavailable = event => chunks.push(event.data)
  const ended = new Promise(done => { recorder.onstop = done })
  recorder.start()
  await new Promise(done => setTimeout(done, 3000))
  recorder.stop()
  await ended
  clearInterval(painting)
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer())
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""))
}"""
OPEN = "[data-slide]:not([hidden])"
ONLY_PROMISE = """at => {
  const told = [...document.querySelectorAll("[data-slide=promises]")]
  document.querySelectorAll("[data-slide]").forEach(each => (each.hidden = each !== told[at]))
}"""
CUT_OFF = """() => [...document.querySelectorAll("[data-slide]:not([hidden]) :is(.slide-texts, p)")]
  .filter(each => each.scrollHeight > each.clientHeight + 1).map(each => each.textContent)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("strip")) as running:
        db = Database(running.settings, running.settings.clock)
        staff.add(db, "lena", ["lead"], ["bernburg"], "a good password")
        db.close()
        yield running


@pytest.fixture
def lead(browser, server):
    with browser.new_context(viewport={"width": 1366, "height": 900}, locale="de-DE") as context:
        page = context.new_page()
        watched = Watched(page)
        page.goto(f"{server.url}/login?next=/admin/displays")
        page.fill("[name=login]", "lena")
        page.fill("[name=password]", "a good password")
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/admin/displays*")
        yield page
        assert [said for said in watched.complaints if "422" not in said] == []  # a preview of what makes no sense


@pytest.fixture
def screen(browser, server):
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        yield Screen(context.new_page(), server).open()


def test_slides_follow_each_other_and_stand_still_while_somebody_is_called(server, screen):
    page = screen.page
    assert page.locator(OPEN).count() == 1
    page.evaluate(SHORT)
    seen = {page.evaluate(SHOWN) for _ in range(12) if not page.wait_for_timeout(250)}
    assert len(seen) >= 3
    hall = Hall(server)
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    still = page.evaluate(SHOWN)
    page.wait_for_timeout(1500)
    assert page.evaluate(SHOWN) == still
    screen.wait_for_quiet()
    until(lambda: page.evaluate(SHOWN) != still)
    hall.dismiss(ticket)
    assert screen.complaints == []


def test_a_notice_is_on_the_screen_within_two_seconds_and_never_upon_the_calls(server, lead, screen):
    lead.goto(f"{server.url}/admin/notices")
    lead.fill("#text-de", "Heute nur bis 16 Uhr")
    lead.fill("#text-ar", "اليوم حتى الساعة 16 فقط")
    lead.click("main form .button.primary")
    notice = screen.page.locator("[data-slide=notice]").first
    expect(notice).to_be_visible(timeout=5000)
    assert notice.locator("[lang=ar]").get_attribute("dir") == "rtl"
    board = screen.page.locator(".quiet, .calls").bounding_box()
    assert notice.bounding_box()["y"] >= board["y"] + board["height"]
    lead.get_by_role("button", name="Zurücknehmen").click()
    expect(screen.page.locator("[data-slide=notice]")).to_have_count(0, timeout=5000)


def test_a_picture_is_shown_as_soon_as_it_is_there(server, lead, screen, tmp_path):
    Image.new("RGB", (400, 300), "teal").save(tmp_path / "garden.png")
    lead.set_input_files("#file", tmp_path / "garden.png")
    lead.get_by_role("button", name="Hochladen").click()
    expect(lead.locator(".media img")).to_be_visible()
    screen.page.reload()
    screen.page.wait_for_selector(LIVE)
    assert screen.page.locator("[data-slide=picture]").count() > 0
    lead.get_by_role("button", name="Löschen", exact=True).click()
    expect(lead.locator(".media img")).to_have_count(0)


def test_a_video_plays_between_calls_silently_and_stands_still_during_one(server, lead, screen, tmp_path):
    (tmp_path / "garden.webm").write_bytes(b64decode(screen.page.evaluate(FILM)))
    lead.goto(f"{server.url}/admin/displays")
    lead.set_input_files("#file", tmp_path / "garden.webm")
    lead.get_by_role("button", name="Hochladen").click()
    expect(lead.locator(".media video")).to_be_visible()
    page = screen.page
    page.reload()
    page.wait_for_selector(LIVE)
    page.evaluate(SHORT)
    video = page.locator(f"{OPEN} video")
    expect(video).to_be_visible(timeout=15000)
    assert video.evaluate("video => video.muted")
    until(lambda: video.evaluate("video => !video.paused && video.currentTime > 0"))
    hall = Hall(server)
    ticket = hall.call("101")
    screen.wait_for(ticket["number"])
    until(lambda: video.evaluate("video => video.paused"))
    assert video.bounding_box()["y"] >= page.locator(".calls").bounding_box()["y"]
    still = video.evaluate("video => video.currentTime")
    page.wait_for_timeout(500)
    assert video.evaluate("video => video.currentTime") == still
    screen.wait_for_quiet()
    expect(video).to_have_count(0, timeout=15000)  # it goes on to its end, and something else comes
    hall.dismiss(ticket)
    assert screen.complaints == []
    lead.get_by_role("button", name="Löschen", exact=True).click()
    expect(lead.locator(".media video")).to_have_count(0)


def test_a_lead_sees_at_once_what_a_display_would_look_like_by_keys_alone(lead):
    preview = lead.frame_locator(".display-preview iframe")
    expect(preview.locator(".call-number").first).to_be_visible()
    lead.focus("#layout")
    lead.keyboard.press("End")
    expect(preview.locator(".wall-number").first).to_be_visible()
    lead.focus("#viewing_metres")
    lead.keyboard.press("Control+A")
    lead.keyboard.type("40")
    expect(lead.locator("[data-preview-problem]")).to_be_visible()
    lead.keyboard.press("Control+A")
    lead.keyboard.type("3")
    expect(lead.locator("[data-preview-problem]")).to_be_hidden()


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_how_promises_held_is_said_whole_in_every_language(server, lead, size):
    lead.set_viewport_size({"width": size[0], "height": size[1]})
    lead.goto(f"{server.url}/display/hall/preview?layout=hall&viewing_metres=6&screen_inches=55&promises=1")
    slides = lead.locator("[data-slide=promises]")
    assert slides.count() >= 8
    for place in range(slides.count()):
        lead.evaluate(ONLY_PROMISE, place)
        assert lead.locator(f"{OPEN} p").first.is_visible()
        assert lead.evaluate(CUT_OFF) == []


def test_the_pages_have_no_barriers_that_a_program_can_find(server, lead):
    watched = Watched(lead)
    assert watched.violations() == []
    lead.goto(f"{server.url}/admin/notices")
    assert watched.violations() == []


def test_nothing_moves_for_who_wants_no_motion(browser, server):
    with browser.new_context(reduced_motion="reduce") as context:
        screen = Screen(context.new_page(), server).open()
        moving = "[...document.getAnimations()].filter(each => each.effect.getComputedTiming().activeDuration > 10).length"
        assert screen.page.evaluate(moving) == 0
