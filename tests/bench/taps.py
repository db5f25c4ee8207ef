"""From a finger on the kiosk to the answer on its screen, while a rehearsal keeps the server busy, beside an idle one."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import dist
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import started
from figures import Figure, quantile
from playwright.sync_api import Locator, Page, sync_playwright

sys.path.append(str(started.HOUSE / "tests" / "parts"))
from programs import program

ROUNDS = 20  # of six taps or more
SPEED, SETTLE_S = 60, 10.0  # as `lobby rehearse` plays unless told otherwise; from its start to the first taps
P95_LIMIT_MS = 100.0
UPRIGHT = {"width": 1080, "height": 1920}
STRIKE_S, STRIKE_PX = 0.55, 70.0  # what is touched again at the same place that soon counts once
ANSWER_S = 60.0
LOOK_MS = 40  # the page notes the time itself: looking more often only takes the processor away from it
DRAW, CHOICE, DONE = "button[name=service]", "main a.choice", "[data-farewell]"
BACK = "nav.ways a:first-child"
MOST_CHOICES = 4
# Painted: the task after the frame in which the new page stood for the first time.
WATCH = """
window.painted = []
let touched = 0
document.addEventListener("pointerdown", event => { touched = event.timeStamp }, { capture: true })
document.addEventListener("kiosk:page", () => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => window.painted.push(performance.now() - touched)
  port2.postMessage(0)
}))
"""


def figures(folder: Path) -> list[Figure]:
    with started.lobby(folder) as server:
        idle = tapped(server)
        with rehearsal(server, folder):
            busy = tapped(server)
    return told(busy, idle)


def told(busy: list[float], idle: list[float]) -> list[Figure]:
    found = []
    for what, share, limit in (("p50", 0.5, {}), ("p95", 0.95, {"limit": P95_LIMIT_MS}), ("p99", 0.99, {})):
        beside = limit | {"idle server": quantile(idle, share)}
        found.append(
            Figure(
                f"{len(busy)} taps at the kiosk in a rehearsal, to the answer painted, {what}", quantile(busy, share), "ms", beside
            )
        )
    ratio = quantile(busy, 0.95) / quantile(idle, 0.95)
    return [*found, Figure("the same beside an idle server, p95", ratio, "×", {})]


@contextmanager
def rehearsal(server: started.Server, folder: Path) -> Iterator[None]:
    """A day played against the server, from a program of its own, as `lobby rehearse` plays it."""
    players = folder / "players.toml"
    server.players.save(players)
    url = f"http://{started.HOST}:{server.port}"
    words = ["--url", url, "--credentials", str(players), "--speed", str(SPEED), "--office", started.OFFICE]
    with (folder / "rehearsal.log").open("wb") as log:
        playing = subprocess.Popen(
            [sys.executable, "-m", "lobby.cli", "rehearse", *words], stdout=log, stderr=log, cwd=started.HOUSE
        )
    try:
        sleep(SETTLE_S)
        yield
        if playing.poll() is not None:
            raise SystemExit(f"the rehearsal ended early:\n{(folder / 'rehearsal.log').read_text()[-2000:]}")
    finally:
        playing.terminate()
        playing.wait(30)


def tapped(server: started.Server) -> list[float]:
    """Milliseconds of each tap, from language to number and back again."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    chromium = program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=arguments) as browser:
        page = browser.new_context(viewport=UPRIGHT, has_touch=True).new_page()  # type: ignore[arg-type]
        page.add_init_script(WATCH)
        page.goto(f"http://{started.HOST}:{server.port}/kiosk?device={server.players.kiosk}")
        page.wait_for_selector("html[data-link=live]")
        finger = Finger(page)
        for _ in range(ROUNDS):
            finger.visits()
        return finger.took


class Finger:
    """Taps, one after the other, each when the last one's answer is painted."""

    def __init__(self, page: Page) -> None:
        self._page, self._dice = page, random.Random(1)
        self._at, self._where = 0.0, (0.0, 0.0)
        self.took: list[float] = []

    def visits(self) -> None:
        self._taps("ul.languages a.choice")
        self._reaches_the_draw()
        self._taps(BACK)
        self._reaches_the_draw()
        while self._page.locator(DRAW).count():  # again, where it says that it takes long
            self._taps(DRAW)
        self._taps(DONE)

    def _reaches_the_draw(self) -> None:
        for _ in range(MOST_CHOICES):
            if self._page.locator(DRAW).count():
                return
            self._taps(CHOICE)

    def _taps(self, what: str) -> None:
        seen = [each for each in self._page.locator(what).all() if each.is_visible()]
        x, y = self._middle(self._dice.choice(seen))
        if dist((x, y), self._where) < STRIKE_PX:
            sleep(max(0.0, self._at + STRIKE_S - monotonic()))
        before = self._painted()
        self._page.touchscreen.tap(x, y)
        self._at, self._where = monotonic(), (x, y)
        while self._painted() == before:
            if monotonic() > self._at + ANSWER_S:
                raise SystemExit(f"no answer to {what} on {self._page.url}")
            self._page.wait_for_timeout(LOOK_MS)
        self.took.append(float(self._page.evaluate("window.painted.at(-1)")))

    def _painted(self) -> int:
        return int(self._page.evaluate("window.painted.length"))

    @staticmethod
    def _middle(target: Locator) -> tuple[float, float]:
        target.scroll_into_view_if_needed()
        box: Any = target.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
