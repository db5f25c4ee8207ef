"""A display that runs for a week: what its browser holds does not grow, nor does the server's memory or the number of sockets."""

from contextlib import suppress
from pathlib import Path

import pytest
from displays import Hall, Screen
from programs import program
from running import demo_server

pytestmark = pytest.mark.browser

WARM, SHORT = 20, 40  # rounds, each of a call, a repeat, an arrival and an end
WEEK = 3000  # visitors
DAYS = 7
DAYS_AT_SPEED = "2026-11-23T07:00:00Z@2400"  # 36 seconds each
SERVED = (("101", "ukraine"), ("103", "residence"), ("105", "duldung"), ("107", "benefits"))  # each has 999 numbers
MEASURED = ("Nodes", "JSEventListeners", "JSHeapUsedSize")
MOST_MORE = {"Nodes": 400, "JSEventListeners": 30, "JSHeapUsedSize": 4_000_000}
SERVER_MORE_KB = 20_000  # the tickets of one day take half of that: 2.5 kB each

QUICK = """
  const later = window.setTimeout
  window.setTimeout = (step, ms, ...rest) => later(step, ms >= 3000 && ms <= 5000 ? 20 : ms, ...rest)
"""  # an announcement without sound takes no time: a week's calls within minutes


@pytest.fixture
def server(tmp_path):
    program("espeak-ng")
    with demo_server(tmp_path / "soak", SPEECH="espeak") as running:
        yield running


@pytest.fixture
def screen(browser, server):
    with browser.new_context(viewport={"width": 1920, "height": 1080}) as context:
        screen = Screen(context.new_page(), server)
        screen.page.add_init_script(QUICK)
        yield screen.open()


def held(screen):
    """What the browser holds after its rubbish has been taken out."""
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {name: found[name] for name in MEASURED}


def memory_kb(server):
    """Of gunicorn's master and its worker."""
    group = server.process.pid
    return sum(_kb(folder) for folder in Path("/proc").glob("[0-9]*") if _group(folder) == group)


def _group(folder):
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[2])
    except (OSError, ValueError, IndexError):
        return None


def _kb(folder):
    lines = (folder / "status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def sockets(server):
    """Connections to the server's port that are open now."""
    port = f":{int(server.url.rpartition(':')[2]):04X}"
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(row[1].endswith(port) and row[3] == "01" for row in rows)


def visits(hall, count):
    for turn in range(count):
        room, service = SERVED[turn % len(SERVED)]
        ticket = hall.call(room, service, ("de", "ar", "ti", "uk")[turn % 4])
        hall.do("repeat-call", ticket)
        hall.do("start", ticket)
        hall.finish(ticket)


def days(hall, count):
    """Visits through so many midnights; how many there were."""
    done = 0
    for _ in range(count):
        day = hall.sign_on()
        while hall.day == day:
            with suppress(AssertionError):  # midnight came in between: seats end with the day
                visits(hall, len(SERVED))
                done += len(SERVED)
    return done


def does_not_grow(server, screen, first, then):
    first()
    screen.page.wait_for_timeout(1500)
    before, kb = held(screen), memory_kb(server)
    then()
    screen.page.wait_for_timeout(1500)
    after, more_kb = held(screen), memory_kb(server) - kb
    assert {name: after[name] - before[name] for name in MEASURED if after[name] - before[name] > MOST_MORE[name]} == {}
    assert more_kb < SERVER_MORE_KB
    assert sockets(server) < 10
    assert screen.complaints == []


def test_some_hundred_boards_leave_nothing_behind(server, screen):
    hall = Hall(server)
    does_not_grow(server, screen, lambda: visits(hall, WARM), lambda: visits(hall, SHORT))


@pytest.mark.soak
def test_a_weeks_boards_leave_nothing_behind(server, screen):
    hall = Hall(server)
    does_not_grow(server, screen, lambda: visits(hall, WARM), lambda: visits(hall, WEEK))


@pytest.mark.soak
def test_seven_days_and_nights_leave_nothing_behind(browser, tmp_path):
    program("espeak-ng")
    loads, visited = [], []
    with demo_server(tmp_path / "nights", SPEECH="espeak", CLOCK=DAYS_AT_SPEED) as server, browser.new_context() as context:
        screen = Screen(context.new_page(), server)
        screen.page.add_init_script(QUICK)
        screen.page.on("load", lambda page: loads.append(page.url))
        screen.open()
        hall = Hall(server)
        does_not_grow(server, screen, lambda: days(hall, 1), lambda: visited.append(days(hall, DAYS)))
        assert visited[0] > DAYS * 20
        assert len(loads) >= DAYS
        hall.sign_on()
        last = hall.call("101")
        screen.page.wait_for_selector(f".call-number >> text={last['number']}")
