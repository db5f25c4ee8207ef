"""The whole story in a real browser: a visitor who reads Arabic, a slip, a caseworker, the hall, a phone."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from papers import codes, decoded, read_aloud
from playwright.sync_api import expect
from running import ROOT, demo_server

KIOSK, HALL, DESK, PHONE = (1080, 1920), (1920, 1080), (1366, 768), (390, 844)
STRIKE_MS = 550
SETTLE_MS = 800  # the desk ignores second strikes so long
pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path):
    with demo_server(tmp_path / "data") as running:
        yield running


@contextmanager
def folder_printer(server):
    """The agent with its folder; gives the folder."""
    folder = server.data_dir / "slips"
    command = [sys.executable, "-m", "printer", "--server", server.url, "--token", server.devices["printer"]]
    agent = subprocess.Popen([*command, "--device", f"folder:{folder}"], cwd=ROOT)
    try:
        yield folder
    finally:
        agent.terminate()
        agent.wait(15)


def opened(browser, size, address, **how):
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="de-DE", **how).new_page()
    page.goto(address)
    return page


def test_from_the_kiosk_in_arabic_to_the_right_room(server, browser):
    with folder_printer(server) as slips:
        hall = opened(browser, HALL, f"{server.url}/display/hall?device={server.devices['display']}")
        kiosk = opened(browser, KIOSK, f"{server.url}/kiosk?device={server.devices['kiosk']}", has_touch=True)
        number = draw_by_touch(kiosk)
        expect(kiosk.locator("[data-paper=printed]")).to_be_visible(timeout=15_000)
        address = the_slip_says(slips, number)
    assert address.startswith(f"{server.url}/t/")
    phone = opened(browser, PHONE, address)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("[data-ahead]")).to_have_text("0")
    desk = signed_on(server, browser, "104")
    desk.keyboard.press("F8")  # the one key
    for screen in (hall, phone):
        expect(screen.locator("body")).to_contain_text(number, timeout=5_000)
    expect(hall.locator("[data-board]")).to_contain_text("Zimmer 104", timeout=5_000)
    expect(phone.locator("[data-board] [data-state=called]")).to_contain_text("104", timeout=5_000)
    for step in ("#do-start", "#do-finish"):
        desk.wait_for_timeout(SETTLE_MS)
        desk.locator(step).click()
    expect(desk.locator("#do-next")).to_be_visible()
    expect(phone.locator("[data-board] [data-state=finished]")).to_be_visible(timeout=5_000)


def draw_by_touch(kiosk):
    """Choose Arabic, the residence permit, draw; the number shown."""
    kiosk.tap("[href='/kiosk/ar']")
    expect(kiosk.locator("html")).to_have_attribute("dir", "rtl")
    for choice in ("[href='/kiosk/ar/residence']", "button[name=service]"):
        kiosk.wait_for_timeout(STRIKE_MS)  # in the same place, a tap so soon is a second strike
        kiosk.tap(choice)
    expect(kiosk.locator("[data-slip] .huge, [data-slip] h1 bdi").first).to_have_text(re.compile(r"^A\d{3}$"), timeout=15_000)
    return kiosk.locator("[data-slip] h1 bdi").first.inner_text()


def the_slip_says(folder, number):
    """Read the slip as strangers would: an independent decoder, a code reader, a text reader; where its code leads."""
    until = time.monotonic() + 15
    while not (found := sorted(folder.glob(f"*{number}*.bin"))) and time.monotonic() < until:
        time.sleep(0.1)
    job = decoded(found[0].read_bytes())
    assert job.picture.width == 576
    assert "cut" in job.commands[-1].lower() or "GS V" in job.commands[-1]
    assert "Aufenthaltserlaubnis" in read_aloud(job.picture)
    assert "عدد الأشخاص قبلك" in read_aloud(job.picture, "ara")  # read as words: joined, and from right to left
    [address] = codes(job.picture)
    return address


def signed_on(server, browser, counter):
    desk = opened(browser, DESK, f"{server.url}/desk")
    desk.fill("[name=login]", "schalter-1")
    desk.fill("[name=password]", server.people["schalter-1"])
    desk.locator("main form [type=submit]").first.click()
    desk.locator(f"[value='{counter}']").first.click()
    expect(desk.locator("html")).to_have_attribute("data-link", "live")
    return desk


def test_a_dead_printer_refuses_no_visitor(server, browser):
    """The number shows large with its QR code, and the desk sees whose paper did not come."""
    kiosk = opened(browser, KIOSK, f"{server.url}/kiosk?device={server.devices['kiosk']}", has_touch=True)
    desk = signed_on(server, browser, "104")
    number = draw_by_touch(kiosk)
    server.api("PUT", "/printer/status", server.devices["printer"], json={"state": "offline"})
    leased = server.api("POST", "/printer/jobs/next?wait=5", server.devices["printer"])
    server.api("POST", f"/printer/jobs/{leased.headers['Lobby-Job']}/failed", server.devices["printer"], json={"reason": "offline"})
    expect(kiosk.locator("[data-paper=failed]")).to_be_visible(timeout=5_000)
    expect(kiosk.locator("[data-qr]")).to_be_visible()
    expect(desk.locator("#unprinted")).to_contain_text(number, timeout=5_000)
    expect(desk.locator("#unprinted")).to_contain_text("nicht gedruckt")
    desk.locator("#do-next").click()
    expect(desk.locator("#now")).to_contain_text(number)


def test_a_printer_that_never_answers_refuses_nobody_either(server, browser):
    """No agent at all: after ten seconds kiosk and desk say so by themselves."""
    kiosk = opened(browser, KIOSK, f"{server.url}/kiosk?device={server.devices['kiosk']}", has_touch=True)
    number = draw_by_touch(kiosk)
    expect(kiosk.locator("[data-paper=failed]")).to_be_visible(timeout=20_000)
    desk = signed_on(server, browser, "104")
    expect(desk.locator("#unprinted")).to_contain_text(number, timeout=40_000)
