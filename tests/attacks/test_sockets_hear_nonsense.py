"""Whatever is said over a socket, those who behave hear every board, and the server's log stays empty."""

import json
import os
import queue
import random
import re
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import socketio
from running import demo_server
from websocket import ABNF, WebSocketException, WebSocketTimeoutException, create_connection

from lobby.web import words

FLOOD = Path(__file__).parents[1] / "bench" / "flood.py"
GONE = (WebSocketException, OSError)
NONSENSE = [
    *(
        "",
        " ",
        "x",
        "0",
        "2",
        "2probe",
        "5",
        "6",
        "9",
        "²",
        "b",
        "bAAAA",
        "b!",
        "4",
        "44",
        "45",
        "47",
        "4x",
        "40[]",
        "40x",
        "41",
        "43",
        "430[]",
    ),
    *(
        "40/x,",
        "40/,{}",
        "42",
        "42x",
        "42{}",
        "42[]",
        "42[1]",
        "42[[]]",
        "42[null]",
        '42[{"a":1}]',
        "42/x,[]",
        "42" + "9" * 30 + "[]",
    ),
    *(
        '42["watch"',
        "451-[]",
        "459999999999-[]",
        '451-["watch",{"_placeholder":true,"num":0}]',
        '451-["watch",{"_placeholder":true,"num":-1}]',
    ),
    *(
        "42" + "[" * 3000,
        "42" + "[" * 2000 + "]" * 2000,
        "40" + '{"a":' * 800,
        "42[" + "1," * 2040 + "1]",
        '42["' + "x" * 20_000 + '"]',
    ),
    *(
        b"",
        b"4",
        b"\x00\xff" * 20,
        b'42["watch"]',
        "4\x00",
        "42\ud7ff[",
        "42[NaN]",
        "42[1e999]",
        "42[" + "9" * 4000 + "]",
    ),
]
LET_PASS = [
    '42["disconnect"]',
    '42["connect",{"token":"x"}]',
    '42["message","x"]',
    '42["board",{}]',
    '421["__proto__"]',
    '42["x\\ud800"]',
]
TOPICS = [
    None,
    7,
    -1,
    1e308,
    True,
    [],
    {},
    [[]],
    "",
    "/",
    "//",
    "display",
    "display/",
    "display/hall/hall",
    "bernburg/",
    "x" * 3000,
    "\x00",
]
TOPICS += [
    "../../etc",
    "bernburg/ticket/",
    "bernburg/ticket/%00",
    "bernburg/desk/101",
    "ticket/'; DROP TABLE tickets;--",
    "kiosk/x",
    "\ud83d",
]
OPTIONS = [
    None,
    7,
    [],
    "de",
    {},
    {"language": 7},
    {"language": "xx"},
    {"language": []},
    {"page": "<b>", "version": {}},
    {"a": {"b": [1] * 500}},
]


@pytest.fixture(scope="module", params=["own", pytest.param("simple", marks=pytest.mark.soak)])
def server(request, tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp("fuzzed"), LOG_FORMAT="off", WEBSOCKET=request.param) as running:
        yield running
        running.stop()
        log = (running.data_dir / "server.log").read_text()
        assert not re.search("Traceback|ERROR|CRITICAL|Exception", log)
        assert len(log.splitlines()) < 10


def opened(server, token=None, greet=True):
    """A WebSocket with nothing between it and the server."""
    found = create_connection(server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket", timeout=5)
    assert found.recv().startswith("0")
    if greet:
        found.send("40" + (json.dumps({"token": token}) if token else ""))
        assert found.recv().startswith("40")
    return found


def is_over(sock, within_s=3):
    """Whether the server hangs up before the first silence would make it."""
    until = time.monotonic() + within_s
    try:
        while (left := until - time.monotonic()) > 0:
            sock.settimeout(left)
            if sock.recv() == "":
                return True
    except WebSocketTimeoutException:
        return False
    except GONE:
        return True
    return False


@contextmanager
def one_who_behaves(server):
    """A display, and the journal's lines of which it heard; afterwards it must have heard of each ticket drawn meanwhile."""
    client, heard = socketio.Client(reconnection=False), queue.Queue()
    client.on("board", lambda board: heard.put(board["revision"]))
    client.connect(server.url, auth={"token": server.devices["display"]}, transports=["websocket"])
    revision = client.call("watch", ("display/hall", {}))["revision"]
    yield client
    for _ in range(3):
        server.draw("service-point")
    last = revision
    until = time.monotonic() + 10
    while last < revision + 3 and time.monotonic() < until:
        with suppress(queue.Empty):
            last = max(last, heard.get(timeout=1))
    assert last >= revision + 3
    assert client.connected
    client.disconnect()


@pytest.mark.parametrize("greets", [False, True])
def test_what_is_no_word_of_ours_ends_the_conversation(server, greets):
    with one_who_behaves(server):
        for said in NONSENSE:
            sock = opened(server, greet=greets)
            sock.send_binary(said) if isinstance(said, bytes) else sock.send(said)
            assert is_over(sock), said


def test_an_event_that_nobody_listens_to_is_let_pass(server):
    sock = opened(server)
    for said in LET_PASS:
        sock.send(said)
    sock.send('425["watch","display/hall",{}]')
    assert json.loads(sock.recv().removeprefix("435"))[0]["error"]["code"] == "forbidden"
    sock.close()


def test_who_has_not_greeted_is_not_listened_to(server):
    sock = opened(server, greet=False)
    sock.send('420["watch","display/hall",{}]')
    assert is_over(sock)


def test_who_greets_twice_is_nobody_twice(server):
    sock = opened(server)
    sock.send("40" + json.dumps({"token": server.devices["display"]}))
    assert is_over(sock)


def test_every_topic_and_option_of_any_kind_is_answered(server):
    with one_who_behaves(server):
        sock, asked = opened(server, server.devices["display"]), 0
        for topic in TOPICS:
            for options in OPTIONS if topic == "" else OPTIONS[:3]:
                sock.send(f"42{asked}" + json.dumps(["watch", topic, options, "and more"][: 2 + asked % 3]))
                asked += 1
        answers = []
        while len(answers) < asked:
            said = sock.recv()
            if said.startswith("43"):
                answers.append(json.loads(said[2:].lstrip("0123456789"))[0])
        assert all("error" in answer for answer in answers)
        assert {answer["error"]["code"] for answer in answers} <= {"invalid", "forbidden", "not-found"}
        sock.close()


def test_broken_frames_end_the_conversation(server):
    with one_who_behaves(server):
        for frame in frames(random.Random(8)):
            sock = opened(server)
            with suppress(*GONE):
                sock.sock.sendall(frame)
                sock.sock.shutdown(1)
            assert is_over(sock)


def frames(chance):
    """What is no frame, or no whole one: bits that mean nothing, lengths that lie, texts that are none, and mere noise."""
    yield from (
        bytes([first, second]) + os.urandom(8) for first in (0x81, 0x71, 0xF1, 0x83, 0x8F, 0x80, 0x00) for second in (0x05, 0x85)
    )
    yield b"\x81\xff" + struct.pack(">Q", 2**63) + b"0000"
    yield b"\x81\xff" + struct.pack(">Q", 2**62) + b"0000" + b"x" * 5000
    yield b"\x89\xfe" + struct.pack(">H", 65535) + b"0000"
    yield ABNF.create_frame(b"\xff\xfe\xfd", ABNF.OPCODE_TEXT).format()
    yield ABNF.create_frame(b"\x03\xe7bye", ABNF.OPCODE_CLOSE).format()
    yield ABNF.create_frame(b"1", ABNF.OPCODE_CLOSE).format()
    for _ in range(20):
        yield chance.randbytes(chance.randrange(1, 3000))


def test_a_message_in_endless_parts_is_not_kept(server):
    with one_who_behaves(server):
        sock = opened(server)
        with suppress(*GONE):
            sock.send_frame(ABNF.create_frame('42["', ABNF.OPCODE_TEXT, fin=0))
            for _ in range(1 + words.LONGEST // 500):
                sock.send_frame(ABNF.create_frame("x" * 500, ABNF.OPCODE_CONT, fin=0))
        assert is_over(sock)


FLOODS = {
    "watch": '420["watch","display/hall",{}]',
    "unwatch": '42["unwatch","display/hall"]',
    "nothing": '42["x"]',
    "pong": "3",
    "ping frames": None,
}


@pytest.mark.parametrize("kind", FLOODS)
def test_who_says_too_much_is_hung_up_on(server, kind):
    with one_who_behaves(server):
        sock, said = opened(server, server.devices["display"]), 0
        reader = threading.Thread(target=is_over, args=(sock, 10), daemon=True)
        reader.start()
        with suppress(*GONE):
            for _ in range(20_000):
                sock.ping("x") if FLOODS[kind] is None else sock.send(FLOODS[kind])
                said += 1
        assert said < 20_000
        reader.join(10)


def test_a_whole_lobby_behind_one_address_may_connect_and_only_so_many(server):
    phones = [opened(server, greet=False) for _ in range(150)]
    assert all(phone.connected for phone in phones)
    for phone in phones:
        phone.close()


def test_another_sites_page_may_not_listen_and_a_program_may(server):
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    host = server.url.removeprefix("http://")
    for origin in (
        "https://evil.example",
        "null",
        f"https://{host}",
        f"http://{host}.evil.example",
        "http://127.0.0.1:1",
        "file://",
    ):
        with pytest.raises(WebSocketException, match="400"):
            create_connection(address, origin=origin, timeout=5)
    for fine in (server.url, None):
        sock = create_connection(address, origin=fine, suppress_origin=fine is None, timeout=5)
        assert sock.recv().startswith("0")
        sock.close()


@pytest.mark.soak
def test_ten_minutes_of_nonsense_without_end(server):
    before = memory_of(server)
    with one_who_behaves(server), flood(server):
        until = time.monotonic() + 600
        while time.monotonic() < until:
            with one_who_behaves(server):
                time.sleep(5)
    assert memory_of(server) < before + 64 * 1024


@contextmanager
def flood(server):
    """Twenty sockets that say nonsense and come back."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with subprocess.Popen(
        [sys.executable, str(FLOOD), host, port, "20"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as going:
        assert going.stdout.readline() == "ready\n"
        yield
        print("report", file=going.stdin, flush=True)
        told = json.loads(going.stdout.readline())
        assert told["said"] > told["hung_up"] > 100
        going.stdin.close()


def memory_of(server):
    """Of the server's processes, in KiB."""
    known = subprocess.run(["ps", "-o", "rss=", "-g", str(server.process.pid)], capture_output=True, text=True, check=True).stdout
    return sum(map(int, known.split()))
