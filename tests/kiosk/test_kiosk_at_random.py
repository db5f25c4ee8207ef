"""A child at the kiosk: taps and keys without any plan. The same seed plays the same child."""

import random
import re
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import drawn
import pytest
from playwright import sync_api

pytestmark = pytest.mark.browser
KEYS = [
    *("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter", "Enter", "Backspace", "Escape", "Tab", "5", "5"),
    *"0123456789abyzAB+-/*. ",
    *("F1", "F5", "Shift+Tab", "Control+p", "Alt+ArrowLeft"),
]
PAUSES_MS = [0, 0, 30, 150, 400, 600, 600, 900, 2500]
LONG_MS = 25_000
IDLE_S, MORE_S, STEP_S = 60 + 20, 10, 5
LOOK_EVERY = 50
MORE = 8  # times as many events, until something was drawn: without that nothing is tried
TYPED_MS = 300
# Not of a script: a choice that is refused.
REFUSALS = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
WATCH = 'document.addEventListener("kiosk:page", () => window.seen(document.body.dataset.page))'
TARGETS = """() => {
  const inside = document.querySelector("dialog[open]") ?? document.body
  const shown = [...inside.querySelectorAll("a[href], button, input:not([type=hidden])")].filter(each => each.checkVisibility())
  const boxes = shown.map(each => each.getBoundingClientRect()).filter(box => box.width && box.top >= 0 && box.bottom < innerHeight)
  return boxes.map(box => [box.left + box.width / 2, box.top + box.height / 2])
}"""
STATE = "({...document.documentElement.dataset, ...document.body.dataset})"
HEARS = "document.documentElement.dataset.speech === 'on'"


class Child:
    """Plays with a kiosk. `seen`: pages and the keys of choices sent, in order."""

    def __init__(self, terminal, seed):
        self.dice, self.terminal, self.page, self.seen = random.Random(seed), terminal, terminal.page, []
        self.page.clock.install()
        self.page.expose_function("seen", lambda name: self.seen.append(("page", name)))
        self.page.add_init_script(WATCH)
        self.under_way = set()
        self.page.on("request", self._sent)
        for over in ("requestfinished", "requestfailed"):
            self.page.on(over, lambda request: self.under_way.discard(request))
        self.page.on("framenavigated", lambda frame: self.seen.append(("address", urlsplit(frame.url).path)))
        terminal.open()

    def plays(self, events):
        for number in range(1, events + 1):
            self.dice.choices([self.tap, self.point, self.press, self.strike_twice, self.dawdle], [55, 8, 28, 7, 2])[0]()
            self.page.clock.run_for(self.dice.choice(PAUSES_MS))
            assert urlsplit(self.page.url).path.startswith("/kiosk")
            if number % LOOK_EVERY == 0 or number == events:
                self.goes_away()

    def tap(self):
        """Something that can be touched."""
        targets = self.page.evaluate(TARGETS)
        if targets:
            self.page.touchscreen.tap(*self.dice.choice(targets))
        self.page.wait_for_timeout(self.dice.choice([0, 30, 90]))

    def point(self):
        """Anywhere."""
        self.page.touchscreen.tap(self.dice.uniform(0, 1079), self.dice.uniform(0, 1919))

    def press(self):
        self.page.keyboard.press(self.dice.choice(KEYS))

    def strike_twice(self):
        targets = self.page.evaluate(TARGETS) or [[500, 900]]
        where = self.dice.choice(targets)
        self.page.touchscreen.tap(*where)
        self.page.touchscreen.tap(*where)

    def dawdle(self):
        self.page.clock.run_for(LONG_MS)

    def goes_away(self):
        """Nobody is there any more: the start comes back in time. The voice is switched off before: whoever listens has her time
        on top, and to the voice a clock that jumps is a server that fell silent, of which it tells."""
        if self.page.evaluate(HEARS):
            self.page.locator("[data-ear=end]").first.dispatch_event("click")
            self.page.clock.run_for(TYPED_MS)  # what was typed right before is said yet
            self.page.wait_for_selector("html:not([data-speaking])")
        self.waits_for_answers()
        here, left_s = self.page.url, IDLE_S + MORE_S
        while self.terminal.name != "start" and left_s > 0:
            self.page.clock.run_for(STEP_S * 1000)
            self.waits_for_answers()
            left_s -= STEP_S
            if here != self.page.url:  # the answer to her last tap came late, and its page has its own time
                here, left_s = self.page.url, IDLE_S + MORE_S
        try:
            self.terminal.wait_for("start")  # its page may be under way
        except sync_api.TimeoutError:
            pytest.fail(f"the start did not come back: {self.page.evaluate(STATE)}, {self.seen[-20:]}")

    def waits_for_answers(self):
        """The server's time is not the page's: what it still owes comes first."""
        for _ in range(200):
            self.page.wait_for_timeout(20)
            if not self.under_way:
                return

    def _sent(self, request):
        self.under_way.add(request)
        if request.method == "POST" and request.post_data and "key=" in request.post_data:
            self.seen.append(("key", parse_qs(request.post_data)["key"][0]))


@pytest.mark.parametrize(
    ("events", "seed"), [(160, 3), *(pytest.param(1000, seed, marks=pytest.mark.soak) for seed in (11, 12, 13, 14, 15))]
)
def test_whatever_a_child_does_the_start_comes_back_and_no_choice_draws_twice(server, new_terminal, events, seed):
    booked = [{"code": "5", "service": "residence", "at": datetime.now(UTC).isoformat()}]
    server.api("PUT", "/appointments", server.staff_token("leitung"), json=booked).raise_for_status()
    before = set(drawn.tickets(server))
    child = Child(new_terminal(), seed)
    child.plays(events)
    for _ in range(MORE):  # on a busy machine most events come before the answer to the one before
        if len(set(drawn.tickets(server)) - before) >= events // 100:
            break
        child.plays(LOOK_EVERY)
    assert [said for said in child.terminal.watched.complaints if not REFUSALS.match(said)] == []
    keys = set(drawn.tickets(server)) - before
    assert len(keys) >= events // 100
    assert keys <= {key for kind, key in child.seen if kind == "key"}
    in_order = sorted(keys, key=lambda key: child.seen.index(("key", key)))  # of sending: a busy server may keep them in another
    for one, next_one in pairwise(in_order):
        assert between(child.seen, one, next_one), child.seen  # she had left that page: whoever comes back has another choice
    assert [path for kind, path in child.seen if kind == "address" and not path.startswith("/kiosk")] == []


def between(seen, one, next_one):
    """Pages shown after the last sending of one choice and before the first of the next."""
    last = max(at for at, each in enumerate(seen) if each == ("key", one))
    first = seen.index(("key", next_one))
    return {name for kind, name in seen[last:first] if kind == "page"}
