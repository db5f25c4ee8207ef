"""From the tap at the kiosk to the last byte at the printer: a real server, a real agent, and a printer that takes all at once."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import raw
import slips
import started
from figures import Figure, quantile

from lobby.clock import SystemClock
from lobby.commands import devices
from lobby.settings import Settings
from lobby.store.database import Database
from lobby.store.tables.devices import DeviceKind

DRAWS, WARM = 60, 5
GOAL_MS = 150.0
LANGUAGES = ("de", "uk", "ar", "ti", "vi")
ASK, CUT, CONFIRM = b"\x10\x04", b"\x1dV", b"\x1dr\x01"
ALL_IS_WELL = b"\x12"


class Sink:
    """A network printer without a motor: answers at once, and notes when a job's first and last bytes came."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self.first, self.last = 0.0, 0.0
        self.is_done = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            line, _ = self._server.accept()
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        job = b""
        with line:
            while data := line.recv(65536):
                if not job and data[:2] == ASK:
                    line.sendall(ALL_IS_WELL * (len(data) // 3))
                    continue
                if not job and data == CONFIRM:
                    line.sendall(b"\0")
                    continue
                self.first = self.first if job else perf_counter()
                job += data
                if CUT in job[-7:]:
                    self.last = perf_counter()
                    self.is_done.set()
                    line.sendall(b"\0" * job.endswith(CONFIRM))
                    job = b""


def figures(folder: Path) -> list[Figure]:
    sink = Sink()
    with started.lobby(folder) as server, agent(folder, server.port, sink.port) as kiosk:
        http = raw.Http(started.HOST, server.port, kiosk)
        took = [one(http, sink, turn) for turn in range(DRAWS + WARM)][WARM:]
    commit, fetch, send, whole = zip(*took, strict=True)
    return [
        Figure("tap to the last byte at the printer, p50", ms(whole, 0.5), "ms", {"limit": GOAL_MS}),
        Figure("tap to the last byte at the printer, p95", ms(whole, 0.95), "ms", {"limit": GOAL_MS}),
        Figure("  draw and commit, p95", ms(commit, 0.95), "ms", {"p50": ms(commit, 0.5)}),
        Figure("  drawing the slip, lease, fetch, status, p95", ms(fetch, 0.95), "ms", {"p50": ms(fetch, 0.5)}),
        Figure("    of it drawing the slip, p95", slips.warm_ms(0.95, LANGUAGES), "ms", {"limit": 30.0}),
        Figure("  sending, p95", ms(send, 0.95), "ms", {"p50": ms(send, 0.5)}),
    ]


def one(http: raw.Http, sink: Sink, turn: int) -> tuple[float, float, float, float]:
    """Seconds: to the kiosk's answer, from there to the first byte at the printer, to the last one; and all of it."""
    sink.is_done.clear()
    body = {"service": "residence", "language": LANGUAGES[turn % len(LANGUAGES)]}
    began = perf_counter()
    status, answer = http.send("POST", f"/api/v1/tickets?office={started.OFFICE}", body, raw.key())
    answered = perf_counter()
    if status != 201 or not sink.is_done.wait(20):
        raise SystemExit(f"no slip: {status} {answer}")
    time.sleep(0.05)  # the agent reports, and asks for the next one
    return answered - began, max(0.0, sink.first - answered), sink.last - sink.first, sink.last - began


def ms(values: tuple[float, ...], share: float) -> float:
    return quantile(values, share) * 1000


@contextmanager
def agent(folder: Path, port: int, printer_port: int) -> Iterator[str]:
    """A printer of the office with its agent, and a kiosk that prints on it; the kiosk's token."""
    settings = Settings.from_env(os.environ | {"LOBBY_DATA_DIR": str(folder)})
    db = Database(settings, SystemClock())
    token = devices.add(db, DeviceKind.PRINTER, "bench", started.OFFICE)
    kiosk = devices.add(db, DeviceKind.KIOSK, "bench", started.OFFICE, printer="bench")
    db.close()
    where = ("--server", f"http://{started.HOST}:{port}", "--token", token, "--device", f"network:127.0.0.1:{printer_port}")
    with (folder / "agent.log").open("wb") as log:
        running = subprocess.Popen([sys.executable, "-m", "printer", *where], cwd=started.HOUSE, stdout=log, stderr=log)
    try:
        yield kiosk
    finally:
        running.terminate()
        running.wait(70)
