"""Take the README's pictures from the running product: `make pictures`. `docs/pictures.py slips` draws the slips alone."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "parts")]

from programs import program  # noqa: E402  (the path to it stands above)
from running import Server, demo_server  # noqa: E402

from printer.station.example import example, office_of  # noqa: E402
from printer.station.slip import picture  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
QUEUE = [("residence", "ar"), ("residence", "de"), ("ukraine", "uk"), ("fiktion", "tr"), ("residence", "en"), ("duldung", "fa")]
SLIPS = [(language, width) for language in ("ar", "ti", "uk", "vi", "de-simple") for width in (576, 384)]
SLIP_SERVICE = "service-point"
LAYOUTS = {"hall": (1920, 1080), "upstairs": (1080, 1920), "door-104": (1280, 800), "wall": (1920, 1080)}
MOST_COLOURS = 128  # keeps a picture under some hundred kilobytes


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    draw_slips()
    if sys.argv[1:] == ["slips"]:
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_server(Path(folder) / "data") as server,
        a_printer(server),
        chromium() as browser,
    ):
        take_all(server, browser)


def draw_slips() -> None:
    """Example slips of the demo office, as they leave the printer."""
    office = office_of((ROOT / "lobby/demo/bernburg.toml").read_text("utf-8"))
    for language, width in SLIPS:
        picture(example(office, language, SLIP_SERVICE), width).save(PICTURES / f"slip-{language}-{width}.png", optimize=True)


def take_all(server: Server, browser: Browser) -> None:
    tickets = [server.draw(service, language) for service, language in QUEUE]
    desk = page(browser, 1366, 768)
    sign_on(server, desk)
    colleague = server.staff_token("schalter-2")
    server.api("PUT", "/desk/session", colleague, json={"counter": "104"})
    called = server.api("POST", "/desk/next", colleague).json()["ticket"]
    server.api("POST", f"/desk/tickets/{called['id']}/start", colleague)
    desk.locator("#do-next").first.click()
    desk.wait_for_selector("#do-start")
    mine = next(ticket for ticket in tickets if state(server, ticket) == "called")
    shoot(desk, "desk")
    front = page(browser, 1366, 768)
    log_in(server, front, "tresen")
    front.goto(f"{server.url}/frontdesk")
    shoot(front, "frontdesk")
    hall = page(browser, 1920, 1080)
    hall.goto(f"{server.url}/display/hall?device={server.devices['display']}&lang=de")
    shoot(hall, "display", settle_ms=6000)
    for slug, (width, height) in LAYOUTS.items():
        for language in ("ar",) if slug == "hall" else ("de", "ar"):  # in German it is the README's picture
            screen = page(browser, width, height)
            screen.goto(f"{server.url}/display/{slug}?device={server.devices['display']}&lang={language}")
            shoot(screen, f"display-{slug}-{language}")
    phone = page(browser, 390, 844)
    phone.goto(f"{server.url}/t/{mine['token']}")
    shoot(phone, "phone")
    kiosk = page(browser, 1080, 1920)
    kiosk.goto(f"{server.url}/kiosk?device={server.devices['kiosk']}")
    kiosk.goto(f"{server.url}/kiosk/ar")
    shoot(kiosk, "kiosk")
    kiosk.goto(f"{server.url}/demo/slip.png")
    (PICTURES / "slip.png").write_bytes(kiosk.request.get(f"{server.url}/demo/slip.png").body())


def log_in(server: Server, at: Page, login: str) -> None:
    at.goto(f"{server.url}/login")
    at.fill("[name=login]", login)
    at.fill("[name=password]", server.people[login])
    at.press("[name=password]", "Enter")
    at.wait_for_url(lambda url: "/login" not in url)


def sign_on(server: Server, desk: Page) -> None:
    log_in(server, desk, "schalter-1")
    desk.goto(f"{server.url}/desk")
    desk.check("[name=languages][value=uk]")
    desk.locator("button[value='101']").first.click()
    desk.wait_for_selector("#do-next")


def state(server: Server, ticket: dict[str, Any]) -> str:
    return str(server.api("GET", f"/tickets/{ticket['token']}").json()["state"])


def page(browser: Browser, width: int, height: int) -> Page:
    return browser.new_context(viewport={"width": width, "height": height}, locale="de-DE").new_page()


def shoot(shown: Page, name: str, settle_ms: int = 1500) -> None:
    shown.wait_for_timeout(settle_ms)
    path = PICTURES / f"{name}.png"
    shown.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(MOST_COLOURS).save(path, optimize=True)


@contextmanager
def chromium() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program("chromium"), args=arguments) as browser,
    ):
        yield browser


@contextmanager
def a_printer(server: Server) -> Iterator[None]:
    slips = f"folder:{server.data_dir / 'slips'}"
    command = [sys.executable, "-m", "printer", "--server", server.url, "--token", server.devices["printer"], "--device", slips]
    agent = subprocess.Popen(command, cwd=ROOT)
    try:
        yield
    finally:
        agent.terminate()
        agent.wait(10)


if __name__ == "__main__":
    main()
