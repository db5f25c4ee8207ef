"""The client's half of a WebSocket, bare: frames as bytes. Thousands of sockets cost little with it."""

import json
from typing import Any

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
MASK = b"\0\0\0\0"  # a client must mask; with zeros that costs nothing
LONGEST = 8 * 1024 * 1024


class BadFrame(Exception):
    """What came is no frame that a server may send us."""


def upgrade(host: str, path: str) -> bytes:
    """The request that makes a connection a WebSocket."""
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    return "\r\n".join((*lines, "", "")).encode()


def frame(content: bytes, opcode: int = TEXT) -> bytes:
    """One whole frame, as a client sends it."""
    if len(content) < 126:
        size = bytes([0x80 | len(content)])
    elif len(content) < 65536:
        size = b"\xfe" + len(content).to_bytes(2, "big")
    else:
        size = b"\xff" + len(content).to_bytes(8, "big")
    return bytes([0x80 | opcode]) + size + MASK + content


def event(name: str, *arguments: Any, answer: int | None = None) -> bytes:
    """A frame with a Socket.IO event; `answer`: the number under which the server is asked to answer it."""
    number = "" if answer is None else str(answer)
    return frame(f"42{number}{json.dumps([name, *arguments])}".encode())


def taken(received: bytearray) -> list[tuple[int, bytes]]:
    """The whole frames at the beginning of `received`, taken out of it: opcode and content. Raises BadFrame.

    Neither masks nor fragments are known: a server masks nothing, and ours sends each board in one frame.
    """
    found, at = [], 0
    while (end := _end(received, at)) is not None:
        begin = at + _head(received, at)
        found.append((received[at] & 0xF, bytes(received[begin:end])))
        at = end
    del received[:at]
    return found


def _head(received: bytearray, at: int) -> int:
    """Bytes before the content."""
    return {126: 4, 127: 10}.get(received[at + 1], 2)


def _end(received: bytearray, at: int) -> int | None:
    """Where the frame that begins at `at` ends; None while it has not come whole."""
    if len(received) < at + 2:
        return None
    if received[at] & 0xF0 != 0x80 or received[at + 1] > 127:
        raise BadFrame(bytes(received[at : at + 16]))
    head, size = _head(received, at), received[at + 1]
    if len(received) < at + head:
        return None
    if head > 2:
        size = int.from_bytes(received[at + 2 : at + head], "big")
    if size > LONGEST:
        raise BadFrame(f"{size} bytes")
    end = at + head + size
    return end if len(received) >= end else None
