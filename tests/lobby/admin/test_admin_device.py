"""One device's own page: where it was last heard of, a new token, another name, and its end."""

import re

import pytest
from adminroom import Browser
from sqlalchemy import select

from kiosk.screen import SCREEN as KIOSK
from lobby.commands import devices, keys, pairing
from lobby.commands.devices import Sighting
from lobby.domain.errors import NotFound
from lobby.store.tables.audit import AuditRow
from lobby.store.tables.devices import DeviceKind

PRINTER, KIOSK_ID = 1, 2


@pytest.fixture
def boss(day):
    browser = Browser(day, page=f"/admin/devices/{KIOSK_ID}", screens=(KIOSK,))
    yield browser
    browser.app.extensions["lobby"].db.close()


def acts(day):
    with day.db.snapshot() as session:
        return [(row.act, row.by, row.what.get("name")) for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]


def names(day):
    return [device.name for device in day.runtime.devices(day.office_id)]


def test_the_page_tells_where_a_device_is_and_which_build_it_has(day, boss):
    devices.seen(day.db, [Sighting(KIOSK_ID, "start", "0123456789ab", "192.0.2.7")])
    shown = boss.ask("GET", f"/admin/devices/{KIOSK_ID}")
    assert "192.0.2.7" in shown and "0123456789ab" in shown and "ältere Fassung" in shown
    assert "Dienstag, 24. November · 09:30" in shown


def test_a_printers_agent_tells_its_build_and_its_address(day, boss):
    told = {"Authorization": f"Bearer {day.printer}", "User-Agent": "lobby-printer/abc123"}
    agent = boss.app.test_client()
    answer = agent.put("/api/v1/printer/status", json={"state": "online"}, headers=told, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert answer.status_code == 204
    shown = boss.ask("GET", f"/admin/devices/{PRINTER}")
    assert "192.0.2.9" in shown and "abc123" in shown and "verbunden" in shown


def test_a_new_token_is_shown_once_with_its_address_and_the_old_one_is_over(day, boss):
    boss.send(f"/admin/devices/{KIOSK_ID}/token")
    address = re.search(r"http://localhost/kiosk\?device=(ld_[\w-]+)", boss.text)
    assert address and boss.answer.headers["Cache-Control"] == "no-store"
    assert keys.holder(day.db, day.kiosk) is None
    assert keys.holder(day.db, address[1]).device_id == KIOSK_ID
    assert "ld_" not in boss.ask("GET", f"/admin/devices/{KIOSK_ID}")
    assert boss.app.test_client().get(f"/kiosk?device={address[1]}").status_code == 303
    assert acts(day)[-1][0] == "device.token" and acts(day)[-1][1].startswith("staff:")


def test_a_printers_new_token_is_for_its_agent(day, boss):
    boss.send(f"/admin/devices/{PRINTER}/token")
    assert "?device=" not in boss.text
    assert keys.holder(day.db, re.search(r">(ld_[\w-]+)<", boss.text)[1]).device_id == PRINTER
    assert keys.holder(day.db, day.printer) is None


def test_a_device_keeps_its_token_under_another_name(day, boss):
    boss.send(f"/admin/devices/{KIOSK_ID}/name", name="  Eingang Süd ")
    assert "Der neue Name ist gespeichert." in boss.text
    assert "Eingang Süd" in names(day)
    assert keys.holder(day.db, day.kiosk).device_name == "Eingang Süd"
    assert acts(day)[-1][::2] == ("device.rename", "Eingang Süd")


@pytest.mark.parametrize("name", ["", "x" * 81, "a\x00b", "taken"])
def test_a_bad_name_is_said_and_stays_in_the_form(day, boss, name):
    devices.add(day.db, DeviceKind.KIOSK, "taken", "bernburg")
    boss.send(f"/admin/devices/{KIOSK_ID}/name", name=name)
    assert boss.answer.status_code == 422
    assert "1 bis 80 Zeichen" in boss.text or "schon ein anderes Gerät" in boss.text
    assert f'value="{name}"' in boss.text or "\x00" in name
    assert names(day).count("kiosk") == 1


def test_a_device_that_is_not_used_any_more_is_nowhere_and_opens_nothing(day, boss):
    day.draw()
    boss.send(f"/admin/devices/{KIOSK_ID}/retire")
    assert "Das Gerät wird nicht mehr verwendet." in boss.text
    assert "kiosk" not in names(day)
    assert keys.holder(day.db, day.kiosk) is None
    assert boss.ask("GET", f"/admin/devices/{KIOSK_ID}") and boss.answer.status_code == 404
    with pytest.raises(NotFound):
        devices.rotate(day.db, day.office_id, KIOSK_ID)
    assert acts(day)[-1][::2] == ("device.retire", "kiosk")


def test_a_printer_in_use_cannot_be_taken_away_from_under_a_kiosk(day, boss):
    boss.send(f"/admin/devices/{PRINTER}/retire")
    assert boss.answer.status_code == 409
    assert "Auf diesem Drucker drucken noch: kiosk." in boss.text
    boss.send(f"/admin/devices/{KIOSK_ID}/retire")
    boss.send(f"/admin/devices/{PRINTER}/retire")
    assert "Das Gerät wird nicht mehr verwendet." in boss.text
    assert day.runtime.printers(day.office_id) == ()


@pytest.mark.parametrize("way", ["by a code", "by command"])
def test_one_of_the_same_name_brings_it_back_as_what_it_was(day, way):
    devices.retire(day.db, day.office_id, KIOSK_ID)
    if way == "by a code":
        offer = pairing.offer(day.db, DeviceKind.KIOSK, None)
        pairing.add(day.db, day.office_id, offer.code, DeviceKind.KIOSK, "kiosk")
    else:
        devices.add(day.db, DeviceKind.KIOSK, "kiosk", "bernburg")
    assert [device.id for device in day.runtime.devices(day.office_id) if device.name == "kiosk"] == [KIOSK_ID]


@pytest.mark.parametrize("step", ["name", "token", "retire", "lock-out"])
def test_a_device_that_is_not_the_offices_does_not_change(day, boss, step):
    boss.send(f"/admin/devices/999/{step}", name="x")
    assert boss.answer.status_code == 404


@pytest.mark.parametrize("step", ["name", "token", "retire"])
def test_a_device_does_not_change_without_its_page(day, boss, step):
    boss.send(f"/admin/devices/{KIOSK_ID}/{step}", csrf=False, name="x")
    assert boss.answer.status_code == 403
    assert keys.holder(day.db, day.kiosk).device_name == "kiosk"


def test_what_happens_to_devices_is_in_the_audit(day, boss):
    offer = pairing.offer(day.db, DeviceKind.KIOSK, None)
    boss.ask("GET", "/admin/devices")
    boss.send("/admin/devices", code=offer.code, kind="kiosk", name="Eingang")
    boss.send(f"/admin/devices/{KIOSK_ID}/lock-out")
    assert [(act, by.partition(":")[0]) for act, by, _ in acts(day)][-2:] == [
        ("device.pair", "staff"),
        ("device.lock-out", "staff"),
    ]
    assert "ld_" not in str(acts(day)) and offer.code not in str(acts(day))
