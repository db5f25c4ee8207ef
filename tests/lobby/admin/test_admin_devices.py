"""Screens that are added by the code they show, and the admin page of devices."""

import re
from datetime import timedelta

import pytest
from adminroom import Browser

from display.screen import SCREEN as DISPLAY
from kiosk.screen import SCREEN as KIOSK
from lobby.commands import devices, keys, pairing
from lobby.commands.devices import Sighting
from lobby.domain.errors import TooMany
from lobby.store import reading
from lobby.store.tables.devices import DeviceKind, PairingRow
from lobby.store.tables.staff import KeyRow
from lobby.web.app import create_app

PRINTER = 1


class Bare:
    """A browser that nobody has set up."""

    def __init__(self, day, page="/kiosk"):
        self.page, self.app = page, create_app(day.settings, (KIOSK, DISPLAY))
        self.client = self.app.test_client()

    def open(self):
        self.answer = self.client.get(self.page, headers={"Accept-Language": "de"})
        return self.answer.get_data(as_text=True)

    @property
    def code(self):
        return "".join(re.findall(r"<span>([A-Z0-9]{4})</span>", self.open()))

    @property
    def state(self):
        return self.client.get("/pairing").get_json()["state"]


@pytest.fixture
def lead(day):
    browser = Browser(day, page="/admin/devices")
    yield browser
    browser.app.extensions["lobby"].db.close()


@pytest.fixture
def new_screen(day):
    opened = []

    def new(page="/kiosk"):
        opened.append(Bare(day, page))
        return opened[-1]

    yield new
    for bare in opened:
        bare.app.extensions["lobby"].db.close()


def test_a_screen_shows_a_code_and_opens_once_it_was_typed(day, lead, new_screen):
    screen = new_screen()
    code = screen.code
    assert screen.answer.status_code == 401
    assert len(code) == 8 and set(code) <= set(pairing.SIGNS)
    assert "This device" in screen.open() or 'lang="en"' in screen.open()
    assert screen.state == "open"
    lead.send("/admin/devices", code=f"{code[:4].lower()}-{code[4:]}", kind="kiosk", name="Eingang", printer=str(PRINTER))
    assert "Das Gerät ist eingerichtet." in lead.text
    assert screen.state == "paired"
    screen.open()
    assert (screen.answer.status_code, screen.answer.headers["Location"]) == (303, "/kiosk")
    assert 'data-page="start"' in screen.open()
    made = next(device for device in day.runtime.devices(day.office_id) if device.name == "Eingang")
    assert (made.kind, made.printer) == (DeviceKind.KIOSK, "printer")


def test_a_display_is_added_likewise(day, lead, new_screen):
    screen = new_screen("/display/hall")
    assert 'href="/login?next=/display/hall"' in screen.open()
    lead.send("/admin/devices", code=screen.code, kind="kiosk", name="Halle")
    assert lead.answer.status_code == 422
    lead.send("/admin/devices", code=screen.code, kind="display", name="Halle")
    screen.open()
    assert 'data-watch="bernburg/display/hall"' in screen.open()


def test_a_code_is_bound_to_its_browser(day, lead, new_screen):
    """Whoever has only seen the code has nothing."""
    screen, onlooker = new_screen(), new_screen()
    code = screen.code
    assert screen.code == code
    assert onlooker.code != code
    lead.send("/admin/devices", code=code, kind="kiosk", name="Eingang")
    assert (onlooker.state, screen.state) == ("open", "paired")
    assert onlooker.open() and onlooker.answer.status_code == 401


def test_the_token_is_kept_as_a_digest_and_never_shown(day, lead, new_screen):
    screen = new_screen()
    page = screen.open()
    secret = screen.client.get_cookie("lobby_pairing").value
    assert secret not in page
    lead.send("/admin/devices", code=screen.code, kind="kiosk", name="Eingang")
    assert secret not in lead.text
    screen.open()
    assert secret not in screen.answer.headers["Location"]
    assert screen.client.get_cookie("lobby_kiosk").value == secret
    with day.db.snapshot() as session:
        assert session.query(KeyRow).filter_by(digest=reading.digest(secret)).count() == 1
        assert session.query(PairingRow).count() == 0


def test_a_code_is_over_after_ten_minutes_and_a_new_one_comes(day, lead, new_screen):
    screen = new_screen()
    code = screen.code
    day.clock.forward(minutes=9, seconds=59)
    assert screen.code == code
    day.clock.forward(seconds=1)
    assert screen.state == "over"
    lead.ask("GET", "/admin/devices")
    lead.send("/admin/devices", code=code, kind="kiosk", name="Eingang")
    assert "Diesen Code gibt es nicht" in lead.text
    assert screen.code != code


def test_codes_cannot_be_guessed_or_flooded(day, lead, new_screen):
    for _ in range(10):
        lead.send("/admin/devices", code="AAAAAAAA", kind="kiosk", name="Eingang")
    assert lead.answer.status_code == 422
    lead.send("/admin/devices", code="AAAAAAAA", kind="kiosk", name="Eingang")
    assert lead.answer.status_code == 429
    screen = new_screen()
    for _ in range(11):
        screen.client.delete_cookie("lobby_pairing")
        screen.open()
    assert screen.answer.status_code == 429


def test_only_so_many_codes_are_open_at_once(day):
    for _ in range(pairing.MOST_OPEN):
        pairing.offer(day.db, DeviceKind.KIOSK, None)
    with pytest.raises(TooMany):
        pairing.offer(day.db, DeviceKind.KIOSK, None)
    day.clock.forward(minutes=10)
    pairing.forget(day.db)
    assert pairing.offer(day.db, DeviceKind.KIOSK, None).expires_at == day.clock.now() + timedelta(minutes=10)


def test_a_device_has_one_token(day, lead, new_screen):
    """A new screen of the same name takes the old one's place."""
    screen = new_screen()
    lead.send("/admin/devices", code=screen.code, kind="kiosk", name="kiosk")
    assert keys.holder(day.db, day.kiosk) is None
    assert [device.name for device in day.runtime.devices(day.office_id)].count("kiosk") == 1


def test_a_device_that_is_locked_out_shows_a_code_again(day, lead, new_screen):
    screen = new_screen()
    lead.send("/admin/devices", code=screen.code, kind="kiosk", name="Eingang")
    screen.open()
    made = next(device.id for device in day.runtime.devices(day.office_id) if device.name == "Eingang")
    lead.send(f"/admin/devices/{made}/lock-out")
    assert "gesperrt" in lead.text
    assert len(screen.code) == 8


def test_a_device_is_here_or_since_when_it_is_not(day, lead):
    assert "war noch nie da" in lead.text
    kiosk = next(device.id for device in day.runtime.devices(day.office_id) if device.kind is DeviceKind.KIOSK)
    devices.seen(day.db, [Sighting(kiosk, "services", "0123456789ab")])
    shown = lead.ask("GET", "/admin/devices")
    assert re.search(rf'id="device-{kiosk}"[^>]* data-here="true"', shown)
    assert "services" in shown and "ältere Fassung" in shown
    day.clock.forward(seconds=41)
    shown = lead.ask("GET", "/admin/devices")
    assert "nicht da seit Dienstag, 24. November · 09:30" in shown


def test_that_a_device_comes_or_turns_a_page_is_news_once(day):
    kiosk = next(device.id for device in day.runtime.devices(day.office_id) if device.kind is DeviceKind.KIOSK)
    with day.pushes(lines=0) as pushed:
        assert devices.seen(day.db, [Sighting(kiosk, "start", None)]) == {day.office_id}
        assert devices.seen(day.db, [Sighting(kiosk, "start", None)]) == set()
        assert devices.seen(day.db, [Sighting(kiosk, "services", None)]) == {day.office_id}
    assert pushed.boards == []
    assert devices.seen(day.db, [Sighting(999, "start", None)]) == set()


@pytest.mark.parametrize("path", ["/admin/devices", "/admin/devices/2/lock-out", "/admin/devices/pin"])
def test_nothing_changes_without_the_page(day, lead, path):
    lead.send(path, csrf=False)
    assert lead.answer.status_code == 403


def test_caseworkers_have_no_business_here(day):
    browser = Browser(day, "caseworker", "/admin/devices")
    assert browser.answer.status_code == 403
    browser.app.extensions["lobby"].db.close()


@pytest.mark.parametrize("pin", ["12345", "1234567890123", "abcdef", "", "１２３４５６"])
def test_a_pin_is_six_to_twelve_digits(day, lead, pin):
    lead.send("/admin/devices/pin", pin=pin)
    assert lead.answer.status_code == 422
    assert "6 bis 12 Ziffern" in lead.text
