"""From pressing "next" to changed pixels and the chime, in a real browser, alone and in a full house; beside others' polling."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep, time
from typing import Any

import boards
import raw
import started
from figures import Figure, quantile
from playwright.sync_api import Page, sync_playwright

CALLS, CHIMES = 200, 12
DESKS, PHONES, DISPLAYS = 30, 500, 9
REST_S = 0.1
CHANGES, APART_S = 10, 3.0
CHIME_REST_S = 8.0  # a call is announced to its end
LIMIT_MS, CHIME_LIMIT_MS = 100.0, 150.0
POLLING = {"FQM asks every": 2000.0, "ZMS asks every": 5000.0}
STEPS = (("committed", "pressed"), ("came", "committed"), ("changed", "came"), ("painted", "changed"))
PAINTED = """async line => {
  for (let left = 500; left && !times[line]?.painted; left--) await new Promise(done => setTimeout(done, 20))
  return Boolean(times[line]?.painted)
}"""
COUNTER = '\n[[counters]]\nslug = "{0}"\nkind = "counter"\nnumber = "{0}"\nservices = ["service-point"]\n'


@dataclass
class Desk:
    """A caseworker at a counter."""

    port: int
    counter: str
    token: str

    def come(self) -> "Desk":
        """Connect anew: servers close what is idle."""
        self._http = raw.Http(started.HOST, self.port, self.token)
        return self

    def do(self, method: str, path: str, body: Any) -> Any:
        status, answer = self._http.send(method, "/api/v1" + path, body)
        if status != 200:
            raise SystemExit(f"{path} → {status}: {answer}")
        return answer


def figures(folder: Path) -> list[Figure]:
    more = "".join(COUNTER.format(number) for number in range(1, DESKS + 1))
    with started.lobby(folder, more=more) as server, browser() as page:
        desks = list(signed_on(server))
        show(page, server)
        alone = measured(page, server, desks[:1], CALLS, REST_S)
        rung = measured(page, server, desks[:1], CHIMES, CHIME_REST_S)
        with boards.watching(*crowd(server, desks, folder)):
            full = measured(page, server, desks, CALLS, REST_S)
            busy_s = told_to_phones(server)
    house = f"{DESKS} desks, {DISPLAYS} displays, {PHONES} phones"
    chimes = [call["chime"] - call["pressed"] for call in rung]
    return [
        Figure(f"a core's time to tell {PHONES} phones of a change", busy_s, "s", {"limit": 1.0}),
        *told("call → pixels, one display", alone),
        *told(f"call → pixels, {house}", full),
        Figure("call → chime, p50", quantile(chimes, 0.5), "ms", {"limit": CHIME_LIMIT_MS}),
        Figure("call → chime, slowest of twelve", max(chimes), "ms", {"limit": CHIME_LIMIT_MS}),
    ]


def told(name: str, calls: list[dict[str, float]]) -> list[Figure]:
    whole = [call["painted"] - call["pressed"] for call in calls]
    shares = [
        Figure(f"{name}: {before} → {after}, p50", quantile([call[after] - call[before] for call in calls], 0.5), "ms", {})
        for after, before in STEPS
    ]
    return [
        Figure(f"{name}, p50", quantile(whole, 0.5), "ms", POLLING),
        Figure(f"{name}, p99", quantile(whole, 0.99), "ms", {"limit": LIMIT_MS}),
        *shares,
    ]


def told_to_phones(server: started.Server) -> float:
    """Seconds of a core for one change, each so long after the last that every phone has been told; without what goes on anyway."""
    began = server.cpu_s()
    sleep(CHANGES * APART_S)
    idle = server.cpu_s() - began
    for _ in range(CHANGES):
        draw(server, "benefits")
        sleep(APART_S)
    return (server.cpu_s() - began - 2 * idle) / CHANGES


def signed_on(server: started.Server) -> Iterator[Desk]:
    """A caseworker at each of the thirty counters."""
    for number in range(1, DESKS + 1):
        token = server.players.caseworkers[number - 1].token
        desk = Desk(server.port, str(number), token).come()
        desk.do("PUT", "/desk/session", {"counter": str(number)})
        yield desk


def crowd(server: started.Server, desks: list[Desk], folder: Path) -> tuple[Any, ...]:
    """What the other process holds: the desks, all displays but the browser's, and a phone for each who waits."""
    office = started.OFFICE
    topics = [f"{office}/desk/{desk.counter} {desk.token}" for desk in desks]
    topics += [f"{office}/display/hall {server.players.display}"] * (DISPLAYS - 1)
    topics += [f"{office}/ticket/{draw(server, 'benefits')['token']} " for _ in range(PHONES)]
    file = folder / "topics"
    file.write_text("\n".join(topics))
    return len(topics), server.port, f"@{file}"


def measured(page: Page, server: started.Server, desks: list[Desk], count: int, rest_s: float) -> list[dict[str, float]]:
    """The times of `count` calls, in milliseconds of the browser's clock."""
    ahead = offset_ms(page)
    pressed = {}
    for turn in range(count):
        draw(server, "service-point")
        desk = desks[turn % len(desks)].come()
        sleep(rest_s / 2)
        at = time() * 1000 + ahead
        ticket = desk.do("POST", "/desk/next", {})["ticket"]
        line = int(ticket["call"]["id"])
        pressed[line] = at
        if not page.evaluate(PAINTED, line):
            raise SystemExit(f"call {line} was not painted within ten seconds")
        sleep(min(rest_s, 1.0))
        for verb in ("start", "finish"):
            desk.do("POST", f"/desk/tickets/{ticket['id']}/{verb}", {})
        sleep(max(0.0, rest_s - 1.0))
    times = page.evaluate("times")
    return [{"pressed": at} | times[str(line)] for line, at in pressed.items()]


def offset_ms(page: Page) -> float:
    """How far the browser's clock is ahead of ours: of the quickest of many questions, half of which was the way there."""
    found = []
    for _ in range(30):
        before = time() * 1000
        there = float(page.evaluate("performance.timeOrigin + performance.now()"))
        after = time() * 1000
        found.append((after - before, there - (before + after) / 2))
    return min(found)[1]


def draw(server: started.Server, service: str) -> Any:
    kiosk = raw.Http(started.HOST, server.port, server.players.kiosk)
    status, drawn = kiosk.send("POST", "/api/v1/tickets", {"service": service, "language": "de"}, raw.key())
    if status != 201:
        raise SystemExit(f"{status}: {drawn}")
    return drawn


def show(page: Page, server: started.Server) -> None:
    page.add_init_script(path=started.HERE / "hall.js")
    page.goto(f"http://{started.HOST}:{server.port}/display/hall?device={server.players.display}")
    page.wait_for_selector("html[data-link=live]")


@contextmanager
def browser() -> Iterator[Page]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("the hall is measured in a real Chromium: none is installed")
    arguments = ["--autoplay-policy=no-user-gesture-required", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=arguments) as running:
        page = running.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        yield page
