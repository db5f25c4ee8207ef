"""A device's token opens what that device needs, in its own office, and nothing else: over real sockets, against a real server."""

import os
from contextlib import contextmanager

import pytest
import socketio
from running import demo_server

from lobby.commands import devices, offices
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

TOPICS = ("kiosk", "display/hall", "frontdesk", "desk/101", "devices", "lead")
OWN = {"kiosk": ["kiosk"], "display": ["display/hall"], "printer": []}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Two offices, alike but for their names, each with its devices."""
    with demo_server(tmp_path_factory.mktemp("own")) as running:
        settings = running.settings
        db = Database(settings, settings.clock)
        offices.load(db, offices.dump(db, "bernburg").replace('slug = "bernburg"', 'slug = "zerbst"', 1), "test")
        running.elsewhere = {kind.value: devices.add(db, kind, "there", "zerbst") for kind in DeviceKind}
        devices.add(db, DeviceKind.KIOSK, "there", "zerbst", printer="there", keeps_old=True)
        db.close()
        yield running


@contextmanager
def socket_with(server, token):
    client = socketio.Client(reconnection=False)
    client.connect(server.url, auth={"token": token}, transports=["websocket"])
    try:
        yield client
    finally:
        client.disconnect()


def draw(server, token, office="bernburg"):
    key = {"Idempotency-Key": os.urandom(16).hex()}
    told = {"service": "residence", "language": "de"}
    return server.api("POST", f"/tickets?office={office}", token, json=told, headers=key)


@pytest.mark.parametrize("kind", list(OWN))
def test_a_device_watches_its_own_topic_alone(server, kind):
    with socket_with(server, server.devices[kind]) as client:
        answers = {topic: client.call("watch", (f"bernburg/{topic}", {})) for topic in TOPICS}
        there = [client.call("watch", (f"zerbst/{topic}", {})) for topic in TOPICS]
    assert [topic for topic, answer in answers.items() if "error" not in answer] == OWN[kind]
    assert {answer["error"]["code"] for answer in there} == {"forbidden"}


@pytest.mark.parametrize("kind", list(OWN))
def test_no_device_reads_the_queue_or_calls(server, kind):
    for method, path in (("GET", "/desk/queue"), ("GET", "/desk/counters"), ("POST", "/desk/next"), ("GET", "/reports/waits")):
        assert server.api(method, path, server.devices[kind]).status_code == 403


def test_a_kiosk_draws_in_its_own_office_and_no_other_device_draws(server):
    assert draw(server, server.devices["kiosk"]).status_code == 201
    assert draw(server, server.devices["kiosk"], "zerbst").status_code == 403
    assert draw(server, server.elsewhere["kiosk"]).status_code == 403
    assert [draw(server, server.devices[kind]).status_code for kind in ("display", "printer")] == [403, 403]


def test_a_display_shows_its_own_office_alone(server):
    assert server.api("GET", "/boards/hall", server.devices["display"]).status_code == 200
    assert server.api("GET", "/boards/hall?office=zerbst", server.devices["display"]).status_code == 403
    assert [server.api("GET", "/boards/hall", server.devices[kind]).status_code for kind in ("kiosk", "printer")] == [403, 403]


def test_a_printer_gets_and_reports_its_own_slips_alone(server):
    assert draw(server, server.elsewhere["kiosk"], "zerbst").status_code == 201
    job = server.api("POST", "/printer/jobs/next?wait=10", server.elsewhere["printer"])
    assert job.status_code == 200
    path = f"/printer/jobs/{job.headers['Lobby-Job']}"
    assert server.api("POST", f"{path}/printed", server.devices["printer"], json={}).status_code == 404
    assert server.api("POST", f"{path}/sending", server.devices["printer"], json={}).status_code == 404
    assert server.api("POST", f"{path}/printed", server.elsewhere["printer"], json={}).status_code == 200
    for kind in ("kiosk", "display"):
        assert server.api("POST", "/printer/jobs/next", server.elsewhere[kind]).status_code == 403
