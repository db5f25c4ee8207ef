"""The tablet at the exit in a real browser: by touch, by keys alone, by ear, and free of hindrances."""

import pytest

from lobby.commands import devices
from lobby.i18n import texts
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

pytestmark = pytest.mark.browser
LIVE = "html[data-link=live]"
STRIKE_MS = 550


@pytest.fixture(scope="module")
def address(server):
    db = Database(server.settings, server.settings.clock)
    yield f"{server.url}/kiosk/exit?device={devices.add(db, DeviceKind.EXIT, 'door', 'bernburg')}"
    db.close()


@pytest.fixture
def tablet(new_terminal, address):
    def opened(width, height):
        found = new_terminal(viewport={"width": width, "height": height})
        found.page.goto(address)
        found.page.wait_for_selector(LIVE)
        return found

    return opened


@pytest.mark.parametrize("size", [(1080, 1920), (1280, 800)])
def test_a_face_is_one_tap_and_the_page_goes_back_by_itself(tablet, size):
    found = tablet(*size)
    for language in ("de", "ar", "ti"):
        if language != "de":
            found.tap(f"[href='/kiosk/exit/{language}']", "ask")
        assert found.watched.violations() == [], language
        assert found.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        boxes = found.page.locator("[name=score], .exit-languages a").all()
        assert all(min(box.bounding_box()["width"], box.bounding_box()["height"]) >= 60 for box in boxes)
        found.page.wait_for_timeout(STRIKE_MS)
        found.tap("[name=score][value='4']", "thanks")
        assert texts(language).gettext("Danke für Ihre Antwort.") in found.page.inner_text("h1")
        assert found.watched.violations() == [], language
        if language != "ti":
            found.page.wait_for_timeout(STRIKE_MS)
            found.tap(".actions a", "start")
            found.page.wait_for_timeout(STRIKE_MS)
    found.wait_for("start")  # by itself
    assert found.page.url.endswith("/kiosk/exit")
    assert found.watched.complaints == []


def test_a_face_is_chosen_by_keys_alone(tablet):
    keys = tablet(1280, 800)
    keys.page.keyboard.press("ArrowDown")
    assert keys.page.evaluate("document.activeElement.value") == "5"
    keys.page.wait_for_timeout(STRIKE_MS)
    keys.page.keyboard.press("ArrowRight")
    assert keys.page.evaluate("document.activeElement.value") == "4"
    keys.page.wait_for_timeout(STRIKE_MS)
    keys.page.keyboard.press("5")
    keys.wait_for("thanks")


def test_question_and_faces_are_read_aloud_with_their_place(tablet):
    """What the screen hands to its voice: every sentence, in its language."""
    ear = tablet(1280, 800)
    said = []
    ear.page.on("request", lambda asked: said.append(asked.post_data_json) if asked.url.endswith("/kiosk/speech") else None)
    ear.tap("[href='/kiosk/exit/ar']", "ask")
    ear.page.wait_for_timeout(STRIKE_MS)
    ear.page.click("[data-ear='begin']")
    ear.page.wait_for_function("document.activeElement.value === '5'", timeout=30_000)
    spoken = texts("ar").gettext
    until = 60
    while until and spoken("sehr gut") not in [each["text"] for each in said]:
        ear.page.wait_for_timeout(250)
        until -= 1
    heard = [each["text"] for each in said if each["language"] == "ar"]
    assert spoken("Wie war Ihr Besuch heute?") in heard
    assert spoken("sehr gut") in heard
