"""A server that is renewed: who asks is answered, who watches comes back by herself, and no printer waits in vain."""

import signal
import threading
import time
from pathlib import Path

import pytest
import socketio
from running import demo_server

WITHIN_S = 20


@pytest.fixture
def renewed(tmp_path):
    with demo_server(tmp_path / "data") as running:
        yield running


def workers_of(server):
    pid = server.process.pid
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def renew(server):
    """New workers, with whatever code there is now; the old ones end. Returns when they have."""
    before = workers_of(server)
    server.process.send_signal(signal.SIGHUP)
    ends = time.monotonic() + WITHIN_S
    while before & workers_of(server) or not workers_of(server):
        assert time.monotonic() < ends, "the old worker does not end"
        time.sleep(0.1)


def test_a_renewed_server_loses_no_visitor_and_no_watcher(renewed):
    display, boards, lost = socketio.Client(reconnection_delay=0.2, reconnection_delay_max=0.5), [], []
    display.on("disconnect", lambda *_: lost.append(1))
    display.on("board", boards.append)
    display.on("connect", lambda: display.emit("watch", ("bernburg/display/hall", {}), callback=boards.append))
    display.connect(renewed.url, auth={"token": renewed.devices["display"]}, transports=["websocket"])
    drawn, is_over = [], threading.Event()

    def draw():
        while not is_over.is_set():
            drawn.append(renewed.draw()["number"])

    visitors = threading.Thread(target=draw)
    visitors.start()
    renew(renewed)
    is_over.set()
    visitors.join()
    assert drawn == [f"A{serial:03d}" for serial in range(1, len(drawn) + 1)]
    ends = time.monotonic() + WITHIN_S
    while not display.connected and time.monotonic() < ends:
        time.sleep(0.1)
    last = renewed.draw()
    while not boards or boards[-1]["revision"] < len(drawn) + 1:
        assert time.monotonic() < ends, "the display does not come back"
        time.sleep(0.1)
    assert len(lost) == 1 and last["number"] == f"A{len(drawn) + 1:03d}"
    display.disconnect()


def test_an_agent_that_waits_for_a_slip_is_answered_when_the_server_ends(renewed):
    asked, answers = threading.Event(), []

    def wait():
        asked.set()
        answers.append(renewed.api("POST", "/printer/jobs/next?wait=25", renewed.devices["printer"]).status_code)

    agent = threading.Thread(target=wait)
    agent.start()
    asked.wait()
    time.sleep(0.5)
    began = time.monotonic()
    renewed.stop()
    agent.join()
    assert answers == [204]
    assert time.monotonic() - began < 15
