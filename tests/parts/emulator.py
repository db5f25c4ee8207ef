"""A receipt printer at a TCP port or a pseudo-terminal: bytes wait in its memory, are worked off at its speed, and become paper."""

import os
import select
import socket
import struct
import termios
import threading
import time
import tty
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from printer_works import TICK_S, Kind, Trouble, Works

E = TypeVar("E", bound="Emulator")
XON, XOFF = b"\x11", b"\x13"
BY_RECEIVED = (Kind.HANG_UP, Kind.DIE)


class Emulator(threading.Thread):
    """A printer at work. `memory`: how many bytes it takes before it stops reading; `keeps_half`: over the end of a connection."""

    def __init__(
        self, troubles: Iterable[Trouble] = (), bytes_per_s: float = 2e6, memory: int = 8192, keeps_half: bool = True, seed: int = 0
    ) -> None:
        super().__init__(daemon=True)
        self.works = Works(troubles, bytes_per_s, seed)
        self.paper = self.works.paper
        self._memory, self._keeps_half = memory, keeps_half
        self._is_closed = False

    def close(self) -> None:
        self._is_closed = True
        self.join(5)
        self._unplug()

    def run(self) -> None:
        last = time.monotonic()
        self.works.look_for_trouble(0, *BY_RECEIVED)
        while not self._is_closed:
            self._take_in(TICK_S if not self.works.is_idle() else 0.02)
            now = time.monotonic()
            self.works.work(now - last)
            last = now
            if self.works.is_in(Kind.RESET):
                self._lose_line()
            self.works.crackle()
            self._answer()

    def _take_in(self, wait_s: float) -> None:
        room = self.works.free(self._memory)
        if room <= 0 or self.works.is_in(Kind.DIE):
            time.sleep(wait_s)
            return
        data = self._read(room, wait_s)
        if self.works.is_in(Kind.RESET):
            return  # nobody is there to take it
        self.works.receive(data)
        if data and (
            trouble := self.works.look_for_trouble(self.works.received, *(kind for kind in Kind if kind not in BY_RECEIVED))
        ):
            self._break(trouble)

    def _break(self, trouble: Kind) -> None:
        if trouble is Kind.HANG_UP:
            self._hang_up()

    def _answer(self) -> None:
        if self.works.said:
            said = bytes(self.works.said)
            self.works.said.clear()
            with suppress(OSError):
                self._write(said)

    def _read(self, room: int, wait_s: float) -> bytes:
        raise NotImplementedError

    def _write(self, data: bytes) -> None:
        raise NotImplementedError

    def _hang_up(self) -> None:
        """Nothing to hang up."""

    def _lose_line(self) -> None:
        """A line that notices nothing."""

    def _unplug(self) -> None:
        raise NotImplementedError


class NetworkEmulator(Emulator):
    """At a TCP port, one connection at a time, as a printer's network board."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self.device = f"network:127.0.0.1:{self._server.getsockname()[1]}"
        self.port = int(self._server.getsockname()[1])
        self._line: socket.socket | None = None

    def _read(self, room: int, wait_s: float) -> bytes:
        line = self._line or self._server
        if not select.select([line], [], [], wait_s)[0]:
            return b""
        if self._line is None:
            self._line = self._server.accept()[0]
            return b""
        try:
            data = self._line.recv(room)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
            if not self._keeps_half:
                self.works.lose_power()
        return data

    def _write(self, data: bytes) -> None:
        if self._line:
            self._line.settimeout(1)
            self._line.sendall(data)

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _lose_line(self) -> None:
        if self._line:
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._hang_up()

    def _unplug(self) -> None:
        self._hang_up()
        self._server.close()


class SerialEmulator(Emulator):
    """At a pseudo-terminal. What it says waits in the terminal until somebody reads it.

    `says_xoff`: when a quarter of its memory is full, and XON when there is room; bytes beyond a full memory are lost. (The
    terminal itself holds 8 kB or more that no XOFF stops.)
    """

    def __init__(self, *args: object, says_xoff: bool = False, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self._says_xoff, self._is_off = says_xoff, False
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self.path = os.ttyname(self._theirs)
        self.device = f"serial:{self.path}"

    def _read(self, room: int, wait_s: float) -> bytes:
        if not select.select([self._ours], [], [], wait_s)[0]:
            return b""
        with suppress(OSError):
            return os.read(self._ours, room)
        return b""

    def _take_in(self, wait_s: float) -> None:
        if not self._says_xoff:
            return super()._take_in(wait_s)
        self.works.receive(self._read(2048, wait_s)[: self.works.free(self._memory)])
        is_full = self.works.free(self._memory) < self._memory * (0.9 if self._is_off else 0.75)
        if is_full is not self._is_off:
            self._is_off = is_full
            self.works.said += XOFF if is_full else XON
        return None

    def _write(self, data: bytes) -> None:
        os.write(self._ours, data)

    def _lose_line(self) -> None:
        """What is on the wire meanwhile is lost."""
        with suppress(termios.error):
            termios.tcflush(self._theirs, termios.TCOFLUSH)

    def _unplug(self) -> None:
        os.close(self._theirs)
        os.close(self._ours)


@contextmanager
def emulated(emulator: E) -> Iterator[E]:
    emulator.start()
    try:
        yield emulator
    finally:
        emulator.close()
