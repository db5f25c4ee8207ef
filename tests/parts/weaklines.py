"""A line to a server that a test makes slow, silent or dead, and whole again: a TCP proxy on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

AT_ONCE = 65536


@dataclass
class Line:
    """`port` is this side's. `delay_s`: how much later each piece arrives, both ways."""

    port: int
    delay_s: float = 0.0
    _open: set[socket.socket] = field(default_factory=set)
    _is_dead: bool = False
    _goes: threading.Event = field(default_factory=threading.Event)

    def silence(self) -> None:
        """Connections stay and new ones are made; nothing arrives."""
        self._goes.clear()

    def die(self) -> None:
        """All connections end, and new ones end at once."""
        self._is_dead = True
        self.drop()

    def drop(self) -> None:
        """All connections end; new ones may come: what a failover looks like from here."""
        for each in list(self._open):
            _end(each)

    def mend(self) -> None:
        self._is_dead, self.delay_s = False, 0.0
        self._goes.set()

    def _admit(self, door: socket.socket, to_port: int) -> None:
        with suppress(OSError):
            while True:
                near = door.accept()[0]
                threading.Thread(target=self._carry, args=(near, to_port), daemon=True).start()

    def _carry(self, near: socket.socket, to_port: int) -> None:
        if self._is_dead:
            return _end(near)
        try:
            far = socket.create_connection(("127.0.0.1", to_port), timeout=5)
        except OSError:
            return _end(near)
        far.settimeout(None)
        self._open |= {near, far}
        threading.Thread(target=self._pass, args=(far, near), daemon=True).start()
        self._pass(near, far)
        self._open -= {near, far}
        return None

    def _pass(self, giver: socket.socket, taker: socket.socket) -> None:
        with suppress(OSError):
            while data := giver.recv(AT_ONCE):
                self._goes.wait()
                time.sleep(self.delay_s)
                taker.sendall(data)
        for each in (giver, taker):
            _end(each)


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to this port of loopback, whole at first."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as door:
        line = Line(door.getsockname()[1])
        line.mend()
        threading.Thread(target=line._admit, args=(door, port), daemon=True).start()
        try:
            yield line
        finally:
            line.mend()
            line.die()


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
