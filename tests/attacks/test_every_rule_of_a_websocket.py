"""RFC 6455 on a real socket, by both drivers: what is allowed works however it is cut, and what is not ends the conversation."""

import asyncio
import json
import os
import random
import re
import socket as plain
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import websockets
from running import demo_server
from websocket import ABNF, WebSocketException, WebSocketTimeoutException, create_connection

TEXT, BINARY, CLOSE, PING, PONG, CONT = 1, 2, 8, 9, 10, 0
ASK = b'42%d["watch","display/hall",{"language":"de"}]'
GONE = (WebSocketException, OSError)
BREAKS = {  # what is sent after the greeting → the codes that may be answered
    "a reserved bit": (b"\xc1\x80\0\0\0\0", {1002}),
    "reserved opcodes": (b"\x83\x80\0\0\0\0", {1002}),
    "a reserved control": (b"\x8b\x80\0\0\0\0", {1002}),
    "no mask": (b"\x81\x013", {1002}),
    "a ping in parts": (b"\x09\x80\0\0\0\0", {1002}),
    "a long ping": (b"\x89\xfe\0\x7e\0\0\0\0" + b"x" * 126, {1002}),
    "a part of nothing": (b"\x80\x813333\0", {1002}),
    "a text within a text": (b"\x01\x80\0\0\0\0\x81\x80\0\0\0\0", {1002}),
    "a length longer than need be": (b"\x81\xfe\0\x05\0\0\0\0hello", {1002}),
    "an endless length": (b"\x81\xff\xff" + b"\xff" * 7 + b"\0\0\0\0", {1002, 1009}),
    "64 KiB": (b"\x81\xff" + struct.pack(">Q", 65536) + b"\0\0\0\0", {1009, 1002}),
    "65535 bytes": (b"\x81\xfe\xff\xff\0\0\0\0", {1009, 1002}),
    "no text": (b"\x81\x82\0\0\0\0\xc3\x28", {1007}),
    "half a character": (b"\x01\x81\0\0\0\0\xc3\x80\x80\0\0\0\0", {1007}),
    "a surrogate": (b"\x81\x83\0\0\0\0\xed\xa0\x80", {1007}),
    "a reason that is none": (b"\x88\x81\0\0\0\0\x03", {1002}),
    "a reason of one's own": (b"\x88\x82\0\0\0\0\x03\xec", {1002}),
    "a reason in no text": (b"\x88\x83\0\0\0\0\x03\xe8\xff", {1007, 1002}),
    "bytes": (b"\x82\x81\0\0\0\x003", {1008, 1003, 1000}),
    "no word of ours": (b"\x81\x81\0\0\0\0x", {1008, 1000}),
}


@pytest.fixture(scope="module", params=["own", "simple"])
def server(request, tmp_path_factory):
    with demo_server(tmp_path_factory.mktemp(request.param), LOG_FORMAT="off", WEBSOCKET=request.param) as running:
        running.is_own = request.param == "own"
        running.silent = greeted(running)  # from now on
        yield running
        running.stop()
        log = (running.data_dir / "server.log").read_text()
        assert not re.search("Traceback|ERROR|WARNING|CRITICAL|Exception", log)


def address(server):
    return server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"


def greeted(server):
    """A WebSocket that has shown a display's key."""
    sock = create_connection(address(server), timeout=5)
    assert sock.recv().startswith("0")
    sock.send("40" + json.dumps({"token": server.devices["display"]}))
    assert sock.recv().startswith("40")
    return sock


def answer(sock, opcode=TEXT, beginning=b"43"):
    """The next frame of that kind; boards and Engine.IO's own pings go by."""
    while True:
        found, content = sock.recv_data(control_frame=True)
        if found == opcode and content.startswith(beginning):
            return content


def goodbye(sock):
    """The code with which the server closes; None where it just does."""
    sock.settimeout(3)
    with suppress(WebSocketException, ConnectionError):
        while True:
            opcode, content = sock.recv_data(control_frame=True)
            if opcode == CLOSE:
                return int.from_bytes(content[:2], "big")
    return None


def test_a_word_may_come_in_parts_with_pings_between_and_byte_by_byte(server):
    sock = greeted(server)
    word = ASK % 1
    sock.send_frame(ABNF.create_frame(word[:9], TEXT, fin=0))
    sock.ping(b"between")
    assert answer(sock, PONG, b"") == b"between"
    sock.send_frame(ABNF.create_frame(b"", CONT, fin=0))
    sock.send_frame(ABNF.create_frame(word[9:], CONT, fin=1))
    assert json.loads(answer(sock)[3:])[0]["topic"] == "display/hall"
    for byte in ABNF.create_frame(ASK % 2, TEXT).format():
        sock.sock.sendall(bytes([byte]))
    assert answer(sock).startswith(b"432")
    sock.close()


def test_pings_of_every_size_are_answered_and_pongs_that_nobody_asked_for_are_not(server):
    sock = greeted(server)
    for size in (0, 1, 124, 125):
        sock.pong(b"unasked")
        sock.ping("x" * size)
        assert answer(sock, PONG, b"") == b"x" * size
    sock.close()


def test_many_words_in_one_packet_are_all_answered_in_their_order(server):
    sock = greeted(server)
    sock.sock.sendall(b"".join(ABNF.create_frame(ASK % number, TEXT).format() for number in range(10, 40)))
    assert [int(answer(sock)[2:4]) for _ in range(30)] == list(range(10, 40))
    sock.close()


def test_what_the_standard_forbids_ends_the_conversation(server):
    for name, (said, codes) in BREAKS.items():
        sock = greeted(server)
        sock.sock.sendall(said)
        code = goodbye(sock)
        assert code in codes if server.is_own else code in (*codes, None, 1000), f"{name}: {code}"


def test_a_goodbye_is_answered(server):
    for content in (b"", b"\x03\xe8", b"\x03\xe9going", b"\x0f\xa0" + b"x" * 123):
        sock = greeted(server)
        sock.sock.sendall(ABNF.create_frame(content, CLOSE).format())
        assert answer(sock, CLOSE, b"")[:2] == content[:2]
        assert goodbye(sock) is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-WebSocket-Version": "8"},
        {"Sec-WebSocket-Version": ""},
        {"Sec-WebSocket-Key": ""},
        {"Sec-WebSocket-Key": "c2hvcnQ="},
        {"Sec-WebSocket-Key": "\xff" * 24},
        {"Connection": "keep-alive"},
    ],
)
def test_what_is_no_handshake_is_refused(server, headers):
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "x" * 22 + "=="}
    refused = requests.get(address(server).replace("ws", "http", 1), headers=asked | headers, timeout=5)
    assert (refused.status_code, refused.headers.get("Sec-WebSocket-Version")) == (400, "13")


def test_compression_and_subprotocols_are_not_agreed_on(server):
    offered = ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "Sec-WebSocket-Protocol: chat"]
    sock = create_connection(address(server), header=offered, timeout=5)
    assert "sec-websocket-extensions" not in sock.getheaders()
    assert "sec-websocket-protocol" not in sock.getheaders()
    sock.close()


def test_the_websockets_library_watches_a_display(server):
    async def watched():
        async with websockets.connect(address(server)) as client:
            assert (await client.recv()).startswith("0")
            await client.send("40" + json.dumps({"token": server.devices["display"]}))
            assert (await client.recv()).startswith("40")
            await client.send((ASK % 7).decode())
            assert (await client.recv()).startswith("437")
            await (await client.ping())
            server.draw("service-point")
            return await asyncio.wait_for(client.recv(), 5)

    with ThreadPoolExecutor(1) as thread:  # a browser of this run may have a loop of its own here
        assert json.loads(thread.submit(asyncio.run, watched()).result()[2:])[0] == "board"


def test_any_bytes_at_all_do_no_harm(server):
    chance = random.Random(17)
    for _ in range(25):
        sock = greeted(server)
        frames = [ABNF.create_frame(ASK % number, TEXT).format() for number in range(3)]
        stream = bytearray(b"".join(frames) + chance.randbytes(chance.randrange(40)))
        for _ in range(chance.randrange(1, 4)):
            stream[chance.randrange(len(stream))] = chance.randrange(256)
        with suppress(*GONE):
            sock.sock.sendall(stream)
        sock.sock.close()
    sock = greeted(server)
    sock.send((ASK % 1).decode())
    assert answer(sock).startswith(b"431")
    sock.close()


def test_who_gives_no_sign_of_life_is_hung_up_on_and_others_are_not(server):
    alive, answered = greeted(server), []
    server.silent.settimeout(1)
    until = time.monotonic() + 20
    while not answered and time.monotonic() < until:
        alive.send("3")
        with suppress(WebSocketTimeoutException):
            opcode, content = server.silent.recv_data(control_frame=True)
            assert (opcode, content) in ((TEXT, b"2"), (TEXT, b"1"), (CLOSE, b"\x03\xe8"))
            answered = [opcode] if opcode == CLOSE else []
    assert answered
    alive.send((ASK % 1).decode())
    assert answer(alive).startswith(b"431")
    alive.close()


@pytest.mark.parametrize("server", ["own"], indirect=True)  # simple-websocket has no bound of bytes
def test_who_never_reads_is_dropped_and_nothing_is_kept_for_it(server):
    token, chance = server.staff_token("tresen"), os.urandom(2).hex()
    sock = create_connection(address(server), sockopt=((plain.SOL_SOCKET, plain.SO_RCVBUF, 4096),), timeout=5)
    sock.recv()
    sock.send("40" + json.dumps({"token": token}))
    sock.recv()
    for serial in range(40):
        sock.send(f"42{serial}" + json.dumps(["watch", "frontdesk", {"language": "de", "page": f"x{chance}"}]))
    assert unsent(server) > 0
    until = time.monotonic() + 20
    with pytest.raises(OSError, match=r"reset|Broken"):  # noqa: PT012
        while time.monotonic() < until:
            server.draw("service-point")
            sock.send("3")
    assert unsent(server) == 0


LISTENING = "0A"  # such a socket has sent nothing, whatever stands there


def unsent(server):
    """Bytes that the system keeps for clients of the server, after a moment."""
    time.sleep(0.5)
    port = f":{int(server.url.rpartition(':')[2]):04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return sum(int(line[4].partition(":")[0], 16) for line in lines if line[1].endswith(port) and line[3] != LISTENING)
