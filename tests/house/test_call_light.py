"""The example of docs/outputs.md does what the page says, against a server that runs."""

import json
import queue
import signal
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from displays import Hall
from programs import free_port
from running import demo_server

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "call_light.py"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("light"), SPEECH="off") as running:
        yield running


@pytest.fixture(scope="module")
def hall(server):
    return Hall(server)


@contextmanager
def light(server, *options):
    """What the running example prints, one after the other."""
    command = [sys.executable, str(EXAMPLE), server.url, server.devices["display"], *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = queue.Queue()
        reader = threading.Thread(target=lambda: [lines.put(json.loads(line)) for line in process.stdout])
        reader.start()
        try:
            yield lambda within_s=8: lines.get(timeout=within_s)
        finally:
            process.terminate()
            reader.join()


@pytest.mark.parametrize("way", [(), ("--poll", "0.5")])
def test_a_door_sign_shows_its_counter_rings_for_a_call_and_goes_out(server, hall, way):
    with light(server, "--counter", "101", *way) as shown:
        assert shown() == {"sign": None, "counter": None, "rings": False, "stale": False}
        elsewhere, here = hall.call("102"), hall.call("101")
        assert shown() == {"sign": here["number"], "counter": "Zimmer 101", "rings": True, "stale": False}
        hall.do("repeat-call", here)
        assert shown()["rings"]
        hall.do("start", here)
        assert shown() == {"sign": here["number"], "counter": "Zimmer 101", "rings": False, "stale": False}
        hall.finish(here)
        assert shown()["sign"] is None
        hall.dismiss(elsewhere)


@pytest.mark.parametrize("way", [(), ("--poll", "0.5")])
def test_a_sign_that_hears_nothing_says_so_and_comes_back(server, hall, way):
    with light(server, *way) as shown:
        shown()
        server.signal(signal.SIGSTOP)
        try:
            assert shown(within_s=25)["stale"]
        finally:
            server.signal(signal.SIGCONT)
        assert not shown()["stale"]


def test_a_sign_can_be_asked_by_others(server, hall):
    port = free_port()
    with light(server, "--serve", str(port)) as shown:
        shown()
        ticket = hall.call("101")
        assert shown()["sign"] == ticket["number"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            assert json.loads(answer.read())["sign"] == ticket["number"]
        hall.dismiss(ticket)
