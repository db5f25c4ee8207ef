"""The admin page of printers: how each is and was, its roll, its width, and where kiosks print."""

import re

import pytest
from adminroom import Browser

from lobby.commands import devices, printers
from lobby.store.tables.devices import DeviceKind, PrinterState

PRINTER, KIOSK = 1, 2


@pytest.fixture
def lead(day):
    browser = Browser(day, page="/admin/printers")
    yield browser
    browser.app.extensions["lobby"].db.close()


def shown(day, place=0):
    return day.runtime.printers(day.office_id)[place]


def test_each_printer_says_how_it_is_and_how_it_was(day, lead):
    assert "Der Drucker hat sich noch nie gemeldet." in lead.text
    for state in (PrinterState.ONLINE, PrinterState.PAPER_OUT):
        printers.status(day.db, PRINTER, state)
    lead.ask("GET", "/admin/printers")
    assert re.search(r'class="state down">Papier ist leer', lead.text)
    assert re.findall(r'<tr data-past="([a-z-]+)">.*?09:30', lead.text) == ["paper-out", "online"]


def test_width_and_roll_are_kept(day, lead):
    lead.send(f"/admin/printers/{PRINTER}", width_px="384", roll_m="25")
    assert "Die Angaben sind gespeichert." in lead.text
    assert (shown(day).width_px, shown(day).roll_m) == (384, 25)


@pytest.mark.parametrize(
    ("width", "roll", "flaw"), [("577", "25", "576, 512 oder 384"), ("384", "4", "5 bis 300"), ("x", "", "576")]
)
def test_nonsense_is_refused_beside_the_form(day, lead, width, roll, flaw):
    lead.send(f"/admin/printers/{PRINTER}", width_px=width, roll_m=roll)
    assert (lead.answer.status_code, shown(day).width_px) == (422, 576)
    assert flaw in lead.text


def test_a_new_roll_and_a_test_print_take_one_tap(day, lead):
    with day.db.write() as session:
        session.get_one(devices.DeviceRow, PRINTER).used_mm = 70_000
    lead.ask("GET", "/admin/printers")
    few = shown(day).slips_left
    lead.send(f"/admin/printers/{PRINTER}/roll")
    assert shown(day).slips_left > few
    lead.send(f"/admin/printers/{PRINTER}/test")
    assert "Der Testdruck ist unterwegs." in lead.text
    assert day.lease(PRINTER).ticket is None


def test_a_kiosk_gets_a_second_printer(day, lead):
    devices.add(day.db, DeviceKind.PRINTER, "tresen", "bernburg")
    second = shown(day, 1).id
    lead.ask("GET", "/admin/printers")
    lead.send(f"/admin/kiosks/{KIOSK}", printer=str(PRINTER), fallback=str(second))
    assert re.search(rf'name="fallback".*?<option value="{second}" selected>tresen', lead.text, re.S)
    lead.send(f"/admin/kiosks/{KIOSK}", printer=str(PRINTER), fallback=str(PRINTER))
    assert "Der Ersatz ist ein anderer Drucker." in lead.text
    lead.send(f"/admin/kiosks/{KIOSK}", printer="99", fallback="")
    assert lead.answer.status_code == 404
    for nonsense in ("99999999999999999999", "abc", "-1"):
        lead.send(f"/admin/kiosks/{KIOSK}", printer=nonsense, fallback="")
        assert lead.answer.status_code == 422


@pytest.mark.parametrize("path", [f"/admin/printers/{PRINTER}", f"/admin/printers/{PRINTER}/roll", f"/admin/kiosks/{KIOSK}"])
def test_nothing_changes_without_the_page(lead, path):
    lead.send(path, csrf=False)
    assert lead.answer.status_code == 403


def test_caseworkers_have_no_business_here(day):
    browser = Browser(day, "caseworker", "/admin/printers")
    assert browser.answer.status_code == 403
    browser.app.extensions["lobby"].db.close()
