"""The rival of a board: a bare WebSocket broadcast. GET /watch joins; GET /send?revision=N sends the same bytes to all.

bare_broadcast.py PORT FILE       FILE: the text of one frame
"""

import re
import sys
from pathlib import Path

import raw
from gevent.monkey import patch_all
from gevent.server import StreamServer
from gevent.socket import socket

ACCEPT = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


class Broadcast:
    def __init__(self, text: bytes) -> None:
        self._text = text
        self._watchers: set[socket] = set()

    def handle(self, sock: socket, _address: object) -> None:
        while True:
            try:
                head, _ = raw.read_head(sock)
            except OSError:
                self._watchers.discard(sock)
                return
            if head.startswith(b"GET /watch"):
                sock.sendall(ACCEPT.encode())
                self._watchers.add(sock)
            else:
                self._send(head.split(b"revision=")[1].split()[0])
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    def _send(self, revision: bytes) -> None:
        frame = raw.frame(re.sub(rb'"revision":\d+', b'"revision":' + revision, self._text), mask=None)
        for sock in list(self._watchers):
            sock.sendall(frame)


if __name__ == "__main__":
    patch_all()
    broadcast = Broadcast(Path(sys.argv[2]).read_bytes())
    StreamServer(("127.0.0.1", int(sys.argv[1])), broadcast.handle, backlog=2048).serve_forever()
