"""A server of boards that does exactly what a test tells it, wrong things too, over real sockets."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Script = Callable[["Guest"], None]


class Guest:
    """One connection, from the server's side."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def greet(self) -> None:
        """All that comes before a board: upgrade, Engine.IO's and Socket.IO's greetings, the question for a topic."""
        self.hear()
        self._sock.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")
        self.say('0{"sid":"x","pingInterval":4000,"pingTimeout":4000}')
        self.hear()
        self.say('40{"sid":"y"}')
        self.hear()

    def say(self, text: str) -> None:
        data = text.encode()
        size = bytes([len(data)]) if len(data) < 126 else b"\x7e" + len(data).to_bytes(2, "big")
        self._sock.sendall(b"\x81" + size + data)

    def answer(self, board: dict[str, Any]) -> None:
        self.say("430" + json.dumps([board]))

    def send(self, board: dict[str, Any]) -> None:
        self.say("42" + json.dumps(["board", board]))

    def refuse(self, status: str) -> None:
        self.hear()
        self._sock.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())

    def hear(self) -> bytes:
        """Whatever is said next; nothing when the guest has left."""
        return self._sock.recv(65536)


@contextmanager
def scripted(*scripts: Script) -> Iterator[str]:
    """The address of a server that treats each connection by the next script, and further ones by the last."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, scripts), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(listening: socket.socket, scripts: tuple[Script, ...]) -> None:
    for number in range(10_000):
        try:
            sock, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_treat, args=(sock, scripts[min(number, len(scripts) - 1)]), daemon=True).start()


def _treat(sock: socket.socket, script: Script) -> None:
    with sock, suppress(OSError):
        script(Guest(sock))
