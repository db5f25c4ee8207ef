"""A receipt printer and a Lobby server, as far as an agent can see of them; and slips to print."""

import os
import socket
import threading
import time
import tty
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from printer.station.raster import escpos

CUT = b"\x1dV"


def job(rows: int = 300) -> bytes:
    """The bytes of a slip whose picture is `rows` high and grey, so that it compresses nowhere."""
    return escpos(Image.effect_noise((576, rows), 200).convert("1"))


def until(said: "object", within_s: float = 5.0) -> None:
    """Wait until a question is answered with yes."""
    end = time.monotonic() + within_s
    while not said():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


class Machine:
    """What a receipt printer does with bytes. `status`: its answers to DLE EOT 1–4; `sensor`: to GS r 1; None is silence."""

    def __init__(self) -> None:
        self.status: dict[int, int | None] = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
        self.sensor: int | None = 0
        self.unasked = b""
        self.slips: list[bytes] = []
        self._left = b""
        self._slip = b""

    def take(self, data: bytes) -> bytes:
        """Work bytes off; the answers. What is not whole yet waits for the rest."""
        self._left += data
        answers = b""
        while (length := _length(self._left)) and length <= len(self._left):
            command, self._left = self._left[:length], self._left[length:]
            answers += self._do(command)
        return answers

    def _do(self, command: bytes) -> bytes:
        if command[:2] == b"\x10\x04":
            return self.unasked + _byte(self.status[command[2]])
        if command[:2] == b"\x1dr":
            return self.unasked + _byte(self.sensor)
        if command != b"\0":  # nothing, outside a raster
            self._slip += command
        if command[:2] == CUT:
            self.slips.append(self._slip)
            self._slip = b""
        return b""


def _byte(answer: int | None) -> bytes:
    return b"" if answer is None else bytes([answer])


def _length(data: bytes) -> int:
    """How long the first command is; 0 where that cannot be told yet."""
    if data[:2] == b"\x1dv":
        return 8 + int.from_bytes(data[4:6], "little") * int.from_bytes(data[6:8], "little") if len(data) >= 8 else 0
    return {b"\x10\x04": 3, b"\x1dr": 3, b"\x1bd": 3, CUT: 3, b"\x1b@": 2}.get(data[:2], 1 if len(data) >= 2 else 0)


class NetworkMachine(Machine):
    """A printer at a TCP port. `takes`: hangs up on a job after that many bytes; `is_stuck`: accepts, and never reads."""

    def __init__(self, family: socket.AddressFamily = socket.AF_INET, port: int = 0) -> None:
        super().__init__()
        self.takes: int | None = None
        self.is_stuck = False
        self.at_once, self.most_at_once = 0, 0
        self._server = socket.create_server(("::1" if family == socket.AF_INET6 else "127.0.0.1", port), family=family)
        self.port = int(self._server.getsockname()[1])
        self._is_closed = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._is_closed.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._talk, args=(self._server.accept()[0],), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        with line:
            with suppress(OSError):
                self._listen(line)
            self.at_once -= 1

    def _listen(self, line: socket.socket) -> None:
        if self.is_stuck:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self._is_closed.wait()
        taken = 0
        while data := line.recv(4096):
            taken += len(data)
            line.sendall(self.take(data))
            if self.takes is not None and taken > self.takes:
                break


@contextmanager
def network_machine(family: socket.AddressFamily = socket.AF_INET, port: int = 0) -> Iterator[NetworkMachine]:
    machine = NetworkMachine(family, port)
    yield machine
    machine.close()


class SerialMachine(Machine):
    """A printer at the other end of a pseudo-terminal, whose name is `path`."""

    def __init__(self) -> None:
        super().__init__()
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self._listener = threading.Thread(target=self._talk, daemon=True)
        self._listener.start()

    def _talk(self) -> None:
        with suppress(OSError):
            while data := os.read(self._ours, 4096):
                os.write(self._ours, self.take(data))

    def close(self) -> None:
        os.close(self._theirs)  # its listener's read ends with an error now
        self._listener.join()  # or it would read on from the next machine's terminal, which gets the same number
        os.close(self._ours)


@contextmanager
def serial_machine() -> Iterator[SerialMachine]:
    machine = SerialMachine()
    yield machine
    machine.close()


class FakeLobby:
    """Lobby's printer API. `offers`: (job, number, bytes), offered until reported; `reports`, `states`: what the agent said.

    `lease_s`: for how long an offer is not made again, None for never mind; `offered`: how often each job was handed out.
    `garbage`: (status, content type, body) instead of any answer of Lobby's.
    """

    token = "a-printer"

    def __init__(self, port: int = 0) -> None:
        self.offers: list[tuple[int, str, bytes]] = []
        self.reports: list[tuple[int, str, dict[str, object]]] = []
        self.states: list[str] = []
        self.calls: list[str] = []
        self.loses_reports = 0
        self.cuts_off = 0
        self.refuses: int | None = None
        self.garbage: tuple[int, str, bytes] | None = None
        self.lease_s: float | None = None
        self.takes_leases_back = False
        self.offered: Counter[int] = Counter()
        self.renewed: Counter[int] = Counter()
        self._leased: dict[int, float] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Calls", (_Calls,), {"lobby": self}))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def outcomes(self) -> list[tuple[int, str]]:
        return [(job_id, outcome) for job_id, outcome, _ in self.reports]

    def lease(self) -> tuple[int, str, bytes] | None:
        with self._lock:
            now = time.monotonic()
            offer = next((offer for offer in self.offers if self._leased.get(offer[0], 0) <= now), None)
            if offer:
                self._leased[offer[0]] = now + (self.lease_s or 0)
                self.offered[offer[0]] += 1
            return offer

    def renew(self, job_id: int) -> int:
        """The status to answer with."""
        with self._lock:
            if self.takes_leases_back or job_id not in [offer[0] for offer in self.offers]:
                return 409
            self.renewed[job_id] += 1
            self._leased[job_id] = time.monotonic() + (self.lease_s or 0)
            return 200

    def reported(self, job_id: int, outcome: str, body: dict[str, object]) -> None:
        with self._lock:
            self.offers = [offer for offer in self.offers if offer[0] != job_id]
            self.reports.append((job_id, outcome, body))


class _Calls(BaseHTTPRequestHandler):
    lobby: FakeLobby

    def log_message(self, *said: object) -> None:  # type: ignore[override]
        """Tests are quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, lobby = urlsplit(self.path), self.lobby
        lobby.calls.append(path.path)
        if self._is_turned_away():
            return None
        if path.path == "/api/v1/printer/jobs/next":
            return self._next(float(parse_qs(path.query)["wait"][0]))
        _, job_id, outcome = path.path.rsplit("/", 2)
        if outcome == "sending":
            return self._answer(lobby.renew(int(job_id)), b"{}")
        if lobby.loses_reports:
            lobby.loses_reports -= 1
            return self.connection.close()
        lobby.reported(int(job_id), outcome, loads(body))
        return self._answer(200, b"{}")

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._is_turned_away():
            self.lobby.states.append(loads(body)["state"])
            self._answer(204, b"")

    def _is_turned_away(self) -> bool:
        wrong = self.headers.get("Authorization") != f"Bearer {self.lobby.token}"
        if status := 401 if wrong else self.lobby.refuses:
            self._answer(status, b"{}")
        elif self.lobby.garbage:
            status, kind, data = self.lobby.garbage
            self._answer(status, data, {"Content-Type": kind})
        else:
            return False
        return True

    def _next(self, wait_s: float) -> None:
        end = time.monotonic() + wait_s
        while not (offer := self.lobby.lease()) and time.monotonic() < end:
            time.sleep(0.01)
        if not offer:
            return self._answer(204, b"")
        job_id, number, data = offer
        lease = {"Lobby-Lease": f"{self.lobby.lease_s:g}"} if self.lobby.lease_s else {}
        return self._answer(200, data, {"Lobby-Job": str(job_id), "Lobby-Number": number} | lease)

    def _answer(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        with suppress(OSError):
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if headers and self.lobby.cuts_off:
                self.lobby.cuts_off -= 1
                data = data[: len(data) // 2]
            self.wfile.write(data)


@contextmanager
def fake_lobby(port: int = 0) -> Iterator[FakeLobby]:
    lobby = FakeLobby(port)
    yield lobby
    lobby.close()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
