"""Light clients for measuring: HTTP/1.1 over a kept connection, and the frames of a WebSocket. No library in the way."""

import json
import os
import socket
from typing import Any

TEXT, PING, PONG = 0x1, 0x9, 0xA
MASK = b"\0\0\0\0"  # a client must mask; with zeros that costs nothing


def connect(host: str, port: int) -> socket.socket:
    sock = socket.create_connection((host, port), 20)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class Http:
    """One kept connection."""

    def __init__(self, host: str, port: int, token: str = "") -> None:
        self._sock = connect(host, port)
        self._fixed = f"Host: {host}:{port}\r\nContent-Type: application/json\r\n" + (
            f"Authorization: Bearer {token}\r\n" if token else ""
        )

    def send(self, method: str, path: str, body: Any = None, headers: str = "") -> tuple[int, Any]:
        """Status and JSON body of the answer. `headers`: further lines, each with its end."""
        data = b"" if body is None else json.dumps(body).encode()
        self._sock.sendall(f"{method} {path} HTTP/1.1\r\n{self._fixed}{headers}Content-Length: {len(data)}\r\n\r\n".encode() + data)
        head, rest = read_head(self._sock)
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while len(rest) < length:
            rest += self._sock.recv(65536)
        return int(head[9:12]), json.loads(rest) if rest else None


def read_head(sock: socket.socket) -> tuple[bytes, bytes]:
    """The head of an HTTP answer, and what came of its body with it."""
    found = b""
    while b"\r\n\r\n" not in found:
        more = sock.recv(65536)
        if not more:
            raise ConnectionError(found)
        found += more
    head, _, rest = found.partition(b"\r\n\r\n")
    return head, rest


def upgrade(host: str, port: int, path: str) -> tuple[socket.socket, bytes]:
    """An open WebSocket, and the first bytes that came on it."""
    sock = connect(host, port)
    sock.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    head, rest = read_head(sock)
    if not head.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(head)
    return sock, rest


def frame(text: bytes, opcode: int = TEXT, mask: bytes | None = MASK) -> bytes:
    """One whole frame; `mask` None as a server sends it."""
    bit, key = (0x80, mask) if mask is not None else (0, b"")
    if len(text) < 126:
        size = bytes([bit | len(text)])
    elif len(text) < 65536:
        size = bytes([bit | 126]) + len(text).to_bytes(2, "big")
    else:
        size = bytes([bit | 127]) + len(text).to_bytes(8, "big")
    return bytes([0x80 | opcode]) + size + key + text


def frames(received: bytearray) -> list[tuple[int, bytes]]:
    """The whole frames at the beginning of `received`, taken out of it: opcode and content. Servers do not mask."""
    found = []
    while len(received) >= 2:
        size, start = received[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(received) < start:
                break
            size = int.from_bytes(received[2:start], "big")
        if len(received) < start + size:
            break
        found.append((received[0] & 0xF, bytes(received[start : start + size])))
        del received[: start + size]
    return found


def key() -> str:
    """An Idempotency-Key, as a header line."""
    return f"Idempotency-Key: bench-{os.urandom(12).hex()}\r\n"
