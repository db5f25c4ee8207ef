"""A token that got into wrong hands: once it is revoked it opens nothing within five seconds, also where it is in use just then."""

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import socketio
from running import ROOT, demo_server

from lobby.commands import devices, staff
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

AT_LAST_S = 5.0
TOPICS = {"kiosk": "bernburg/kiosk", "display": "bernburg/display/hall"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("lost")) as running:
        yield running


@pytest.fixture(scope="module")
def base(server):
    settings = server.settings
    db = Database(settings, settings.clock)
    yield db
    db.close()


@contextmanager
def socket_of(server, token, topic):
    """A client that watches; `over`: set once the server has hung up."""
    client = socketio.Client(reconnection=False)
    client.over = threading.Event()
    client.on("disconnect", lambda *_: client.over.set())
    client.connect(server.url, auth={"token": token}, transports=["websocket"])
    try:
        assert "error" not in client.call("watch", (topic, {}))
        yield client
    finally:
        client.disconnect()


@contextmanager
def waiting_printer(server, token):
    """An agent that waits for a slip; `answered` once there is an answer."""
    told = SimpleNamespace(answered=threading.Event(), status=None)

    def wait():
        told.status = server.api("POST", "/printer/jobs/next?wait=30", token).status_code
        told.answered.set()

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.7)
    assert not told.answered.is_set()
    yield told
    thread.join()


def add_again(server, kind, name):
    """The command beside the server, a process of its own; the token, which it prints last."""
    command = [sys.executable, "-m", "lobby.cli", "device", "add", kind, name]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | server.environ, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def device_id(base, name, kind=DeviceKind.PRINTER):
    with base.snapshot() as session:
        return devices.find(session, 1, kind, name).id


def draw(server, kiosk):
    key = {"Idempotency-Key": os.urandom(16).hex()}
    assert server.api("POST", "/tickets", kiosk, json={"service": "residence", "language": "de"}, headers=key).status_code == 201


def soon(event):
    began = time.monotonic()
    assert event.wait(AT_LAST_S), f"still open after {AT_LAST_S} s"
    print(f"closed after {time.monotonic() - began:.1f} s")


@pytest.mark.parametrize("kind", ["kiosk", "display"])
def test_a_new_token_ends_the_old_one_also_on_an_open_socket(server, base, kind):
    old = devices.add(base, DeviceKind(kind), "lost", "bernburg")
    with socket_of(server, old, TOPICS[kind]) as lost:
        new = add_again(server, kind, "lost")
        soon(lost.over)
    with pytest.raises(socketio.exceptions.ConnectionError), socket_of(server, old, TOPICS[kind]):
        pass
    with socket_of(server, new, TOPICS[kind]):
        pass


def test_the_old_token_stays_where_one_says_so(server, base):
    first, second = (devices.add(base, DeviceKind.DISPLAY, "both", "bernburg", keeps_old=True) for _ in range(2))
    assert [server.api("GET", "/boards/hall", token).status_code for token in (first, second)] == [200, 200]


def test_a_printer_that_waits_is_sent_away(server, base):
    token = devices.add(base, DeviceKind.PRINTER, "lost", "bernburg")
    with waiting_printer(server, token) as lost:
        devices.rotate(base, 1, device_id(base, "lost"))
        soon(lost.answered)
    assert lost.status == 401


def test_a_slip_is_not_handed_to_a_token_that_was_just_revoked(server, base):
    """The bell rings for a slip before the next look at the token."""
    token = devices.add(base, DeviceKind.PRINTER, "late", "bernburg")
    kiosk = devices.add(base, DeviceKind.KIOSK, "at late", "bernburg", printer="late")
    with waiting_printer(server, token) as late:
        devices.lock_out(base, 1, device_id(base, "late"))
        draw(server, kiosk)
        soon(late.answered)
    assert late.status == 401


def test_who_loses_her_role_loses_the_board_that_she_looks_at(server, base):
    with socket_of(server, server.staff_token("leitung"), "bernburg/devices") as leaving:
        staff.add(base, "leitung", ["auditor"], ["bernburg"])
        soon(leaving.over)


def test_nobody_else_is_hung_up_on(server, base):
    other = devices.add(base, DeviceKind.DISPLAY, "other", "bernburg")
    with (
        socket_of(server, server.devices["display"], TOPICS["display"]) as stays,
        socket_of(server, other, TOPICS["display"]) as goes,
    ):
        devices.rotate(base, 1, device_id(base, "other", DeviceKind.DISPLAY))
        soon(goes.over)
        assert not stays.over.wait(0.5)
