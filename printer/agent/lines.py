"""Printers that are reached over a line: network, serial, USB. A connection is opened for every job and closed after it."""

import socket
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from time import monotonic, sleep
from typing import TYPE_CHECKING

from printer.agent import confirmation, escpos
from printer.agent.answers import Answers, Line
from printer.agent.confirmation import Past
from printer.agent.escpos import Patience
from printer.agent.jobs import Job, Outcome, Result, State

if TYPE_CHECKING:
    import serial

CONNECT_S = 5.0
LINGER_S = 1.0
LARGE_SLIP = 150_000
DEFAULT = Patience()


class LinePrinter:
    """A printer behind a line. `connect` raises OSError where it cannot be reached.

    `past`: unless said otherwise, an agent that was killed may have left half a slip.
    """

    def __init__(self, connect: Callable[[], Line], patience: Patience, past: Past | None = None) -> None:
        self._connect, self._patience = connect, patience
        self._past = past or Past(is_cut_off=True)

    def state(self) -> State:
        try:
            with closing(self._connect()) as line:
                return escpos.state(line, Answers(line), self._patience)
        except OSError:
            return State.OFFLINE

    def print(self, job: Job) -> Result:
        result = Result(Outcome.FAILED, "offline", is_touched=False)
        with suppress(OSError), closing(self._connect()) as line:  # reached, asked or closed: the job's fate is known all the same
            result = confirmation.print_job(line, job, self._patience, self._past)
        return result


class NetworkLine:
    """A raw TCP connection, by IPv4 or IPv6, to a printer (port 9100)."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), CONNECT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the last bytes of a slip wait for nobody
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a question of three bytes shall not wait for more

    def write(self, data: bytes, timeout_s: float) -> None:
        self._socket.settimeout(timeout_s)
        self._socket.sendall(data)

    def read(self, timeout_s: float) -> bytes:
        self._socket.settimeout(timeout_s)
        try:
            data = self._socket.recv(64)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("the printer hung up")
        return data

    def close(self) -> None:
        """Say the end and wait for the other's: to close with bytes unread would tear away what the printer has not read yet."""
        deadline = monotonic() + LINGER_S
        with self._socket, suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            while (left := deadline - monotonic()) > 0:
                self.read(left)


class SerialLine:
    """A serial port. The kernel takes bytes faster than the wire does; closing waits until they are out.

    A printer may say XOFF when its memory is full: one that was not heard would lose bytes and confirm the rest.
    """

    def __init__(self, path: str, baud: int) -> None:
        self._port = _serial_port(path, baud)
        for may_flow in (False, True):  # both, or an XOFF that strayed in before holds this connection up, too
            self._port.set_output_flow_control(may_flow)

    def write(self, data: bytes, timeout_s: float) -> None:
        self._port.write_timeout = timeout_s
        self._port.write(data)

    def read(self, timeout_s: float) -> bytes:
        self._port.timeout = timeout_s
        first = bytes(self._port.read(1))
        return first + bytes(self._port.read(self._port.in_waiting)) if first else b""

    def close(self) -> None:
        deadline = monotonic() + LINGER_S
        while self._port.out_waiting and monotonic() < deadline:
            sleep(0.02)
        self._port.close()


def _serial_port(path: str, baud: int) -> "serial.Serial":
    import serial  # here: an agent at a network printer needs no serial library

    return serial.Serial(path, baud, exclusive=True, xonxoff=True)


def network(host: str, port: int, patience: Patience = DEFAULT) -> LinePrinter:
    """A connection is new: what an earlier agent left unfinished ended with its own."""
    return LinePrinter(lambda: NetworkLine(host, port), patience, Past(is_cut_off=False))


def serial_port(path: str, baud: int, patience: Patience = DEFAULT) -> LinePrinter:
    """A slip of 100 kB takes 10 s at 115200 baud and 2 minutes at 9600: the time for a job grows with it."""
    slow = replace(patience, job_s=patience.job_s + LARGE_SLIP * 10 / baud)
    return LinePrinter(lambda: SerialLine(path, baud), slow)
