"""Live boards over a real socket, from a really running server."""

import json
import queue
import socket as plain
import time
from contextlib import contextmanager

import pytest
import socketio
from running import demo_server
from websocket import WebSocketConnectionClosedException, create_connection

from lobby.i18n import LANGUAGES

WITHIN_S = 5


@pytest.fixture(scope="module", params=["own", pytest.param("simple", marks=pytest.mark.soak)])
def server(request, tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("socket"), WEBSOCKET=request.param) as running:
        yield running


@contextmanager
def watcher(server, token=None):
    """A client with a queue of the boards that came."""
    client = socketio.Client(reconnection=False)
    client.boards = queue.Queue()
    client.on("board", client.boards.put)
    client.connect(server.url, auth={"token": token} if token else None, transports=["websocket"])
    try:
        yield client
    finally:
        client.disconnect()


def test_watching_answers_with_the_present_board_and_goes_on_with_every_change(server):
    with watcher(server, server.devices["display"]) as display:
        board = display.call("watch", ("bernburg/display/hall", {"language": "de"}))
        assert {"topic", "day", "revision", "as_of", "calls", "waiting", "html"} <= set(board)
        server.draw("fiktion")
        pushed = display.boards.get(timeout=WITHIN_S)
        assert pushed["topic"] == "bernburg/display/hall"
        assert pushed["revision"] > board["revision"]
        assert "fiktion" in {row["service"] for row in pushed["waiting"]}


def test_the_office_may_be_left_out_and_the_topic_comes_back_as_it_was_named(server):
    with watcher(server, server.devices["display"]) as display:
        assert display.call("watch", ("display/hall", {}))["topic"] == "display/hall"
        server.draw()
        assert display.boards.get(timeout=WITHIN_S)["topic"] == "display/hall"


def test_a_phone_needs_no_key_but_its_token_and_sees_only_the_public_part(server):
    ticket = server.draw(language="ar")
    with watcher(server) as phone:
        board = phone.call("watch", (f"bernburg/ticket/{ticket['token']}", {}))
        assert (board["number"], board["state"]) == (ticket["number"], "waiting")
        assert "slip" not in board
        server.api("POST", f"/tickets/{ticket['token']}/withdraw")
        shown = iter(lambda: phone.boards.get(timeout=WITHIN_S)["state"], "withdrawn")
        assert set(shown) <= {"waiting"}  # the board of the draw may come after the answer


def test_the_kiosk_that_drew_it_sees_the_slip(server):
    ticket = server.draw()
    with watcher(server, server.devices["kiosk"]) as kiosk:
        assert kiosk.call("watch", (f"bernburg/ticket/{ticket['token']}", {}))["slip"] == "queued"


@pytest.mark.parametrize(
    ("device", "topic", "code"),
    [
        (None, "bernburg/display/hall", "forbidden"),
        (None, "bernburg/desk/101", "forbidden"),
        ("kiosk", "bernburg/desk/101", "forbidden"),
        ("display", "bernburg/desk/101", "forbidden"),
        (None, "bernburg/ticket/nonsense", "forbidden"),
        ("display", "elsewhere/display/hall", "forbidden"),
        ("display", "bernburg/display/nix", "not-found"),
        ("display", "bernburg/nix/nix", "forbidden"),
        ("display", "bernburg/display", "forbidden"),
        ("display", 7, "invalid"),
        ("display", "x" * 300, "invalid"),
    ],
)
def test_what_a_token_may_not_see_is_answered_with_an_error(server, device, topic, code):
    with watcher(server, device and server.devices[device]) as client:
        assert client.call("watch", (topic, {}))["error"]["code"] == code


def test_an_unknown_language_is_invalid(server):
    with watcher(server, server.devices["display"]) as display:
        assert display.call("watch", ("display/hall", {"language": "xx"}))["error"]["code"] == "invalid"


def test_a_wrong_token_is_refused_at_the_door(server):
    client = socketio.Client(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(server.url, auth={"token": "ld_wrong"}, transports=["websocket"])


def test_unwatch_leaves(server):
    with watcher(server, server.devices["display"]) as display:
        display.call("watch", ("display/hall", {}))
        display.call("unwatch", "display/hall")
        server.draw()
        with pytest.raises(queue.Empty):
            display.boards.get(timeout=1)


def test_a_watcher_of_another_language_gets_its_own(server):
    server.draw("pick-up")
    with watcher(server, server.devices["display"]) as display:
        german = display.call("watch", ("display/hall", {"language": "de"}))
        arabic = display.call("watch", ("display/hall", {"language": "ar"}))
        assert "Abholung" in german["html"]
        assert "استلام" in arabic["html"]


def test_polling_is_not_offered(server):
    assert server.api("GET", "/../../socket.io/?EIO=4&transport=polling").status_code in (400, 404)


def test_a_client_that_pauses_reading_still_gets_whole_frames(server):
    """simple-websocket ignores short writes: without our socket, slow readers came back to a broken stream."""
    for _ in range(40):
        server.draw("service-point")
    topics = [name + "frontdesk" for name in ("", "bernburg/")]
    asked = [
        (topic, language) for _ in range(4) for topic in topics for language in LANGUAGES
    ]  # as many as a socket may ask at once
    assert sum(paused(server, asked).values()) > 5_000_000  # more than the 4 MB that a kernel keeps for who does not read


def paused(server, asked, tries=3):
    """What comes to somebody who asks for so much, and reads it later; once more where a busy machine took longer than her answer
    to a ping may: it comes after all of it."""
    reader = raw_client(server)
    try:
        for serial, (topic, language) in enumerate(asked):
            reader.send(f"42{serial}" + json.dumps(["watch", topic, {"language": language}]))
        time.sleep(2)
        return answers(reader, len(asked))
    except WebSocketConnectionClosedException:
        if tries == 1:
            raise
        return paused(server, asked, tries - 1)
    finally:
        reader.close()


def raw_client(server):
    """A WebSocket client with a small receive buffer, connected as the front desk."""
    token = server.staff_token("tresen")  # takes its time, and a socket that is open must answer meanwhile
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    reader = create_connection(address, sockopt=((plain.SOL_SOCKET, plain.SO_RCVBUF, 4096),), timeout=WITHIN_S)
    reader.recv()
    reader.send("40" + json.dumps({"token": token}))
    reader.recv()
    return reader


def answers(reader, count):
    """The serials of the answers that came, each a whole board, with their lengths. A broken frame or broken JSON raises."""
    found = {}
    while len(found) < count:
        message = reader.recv()
        if message == "2":
            reader.send("3")
        elif message.startswith("43"):
            serial, _, board = message[2:].partition("[")
            assert json.loads(f"[{board}")[0]["topic"].endswith("frontdesk")
            found[int(serial)] = len(message)
    return found


def test_a_devices_page_and_build_are_told_to_lead_and_admin_alone(server):
    with watcher(server, server.staff_token("leitung")) as lead, watcher(server, server.devices["kiosk"]) as kiosk:
        before = lead.call("watch", ("bernburg/devices", {}))
        assert {device["kind"] for device in before["devices"]} == {"kiosk", "display", "printer"}
        assert kiosk.call("watch", ("bernburg/devices", {}))["error"]["code"] == "forbidden"
        kiosk.call("watch", ("bernburg/kiosk", {"language": "de", "page": "start", "version": "0123456789ab"}))
        pushed = lead.boards.get(timeout=WITHIN_S)
        seen = next(device for device in pushed["devices"] if device["kind"] == "kiosk")
        assert (seen["is_here"], seen["page"], seen["version"]) == (True, "start", "0123456789ab")


@pytest.mark.parametrize("page", ["<b>", "x" * 21, 7, None, "/kiosk/de/ticket/secret"])
def test_a_page_that_is_none_is_told_by_its_topic(server, page):
    with watcher(server, server.staff_token("leitung")) as lead, watcher(server, server.devices["display"]) as display:
        display.call("watch", ("bernburg/display/hall", {"page": page}))
        time.sleep(0.5)
        shown = lead.call("watch", ("bernburg/devices", {}))["devices"]
        assert next(device["page"] for device in shown if device["kind"] == "display") == "display"
