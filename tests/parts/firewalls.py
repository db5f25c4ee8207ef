"""A firewall of the old school between browser and server: plain HTTP passes, a WebSocket does not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def no_sockets(port: int) -> Iterator[str]:
    """The address under which the server at this port is reached without WebSockets."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_admit, args=(door, port), daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


def _admit(door: socket.socket, port: int) -> None:
    with suppress(OSError):
        while True:
            threading.Thread(target=_look, args=(door.accept()[0], port), daemon=True).start()


def _look(client: socket.socket, port: int) -> None:
    """A browser asks for a WebSocket on a connection of its own, so the first bytes tell."""
    with suppress(OSError), client:
        first = client.recv(65536)
        if b"upgrade: websocket" in first.lower():
            client.sendall(REFUSAL)
            return
        with socket.create_connection(("127.0.0.1", port)) as server:
            server.sendall(first)
            threading.Thread(target=_pass, args=(server, client), daemon=True).start()
            _pass(client, server)


def _pass(giver: socket.socket, taker: socket.socket) -> None:
    with suppress(OSError):
        while data := giver.recv(65536):
            taker.sendall(data)
    with suppress(OSError):
        taker.shutdown(socket.SHUT_WR)
