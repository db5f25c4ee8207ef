"""What may stand between browser and server: a firewall that lets no WebSocket through, or nothing but another address."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@contextmanager
def no_sockets(port: int) -> Iterator[str]:
    """The address under which the server at this port is reached without WebSockets."""
    with _door("127.0.0.1", port, refuses=b"upgrade: websocket") as address:
        yield address


@contextmanager
def forwarded(host: str, port: int) -> Iterator[str]:
    """The address under which the server at this port is reached at `host`, one of this machine's."""
    with _door(host, port) as address:
        yield address


@contextmanager
def _door(host: str, port: int, refuses: bytes | None = None) -> Iterator[str]:
    with socket.create_server((host, 0)) as door:
        threading.Thread(target=_admit, args=(door, port, refuses), daemon=True).start()
        yield f"http://{host}:{door.getsockname()[1]}"


def _admit(door: socket.socket, port: int, refuses: bytes | None) -> None:
    with suppress(OSError):
        while True:
            threading.Thread(target=_look, args=(door.accept()[0], port, refuses), daemon=True).start()


def _look(client: socket.socket, port: int, refuses: bytes | None) -> None:
    """A browser asks for a WebSocket on a connection of its own, so the first bytes tell."""
    with suppress(OSError), client:
        first = client.recv(65536)
        if refuses is not None and refuses in first.lower():
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
