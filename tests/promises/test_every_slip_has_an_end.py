"""Server and agent are killed while slips come out: each slip ends, what is believed printed is on paper, copies say so."""

import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from emulator import NetworkEmulator, emulated
from papers import codes
from PIL import Image
from running import ROOT, Server, demo_server

from printer.agent.preview import picture

ENDS = {"printed", "unconfirmed", "failed"}
LANGUAGES = ("de", "uk", "ar", "ti", "vi", "de-simple")
BLACK_ROW = 0.85


class Agent:
    """The agent's process."""

    def __init__(self, server: Server, device: str) -> None:
        self._command = [sys.executable, "-m", "printer", "--server", server.url, "--device", device]
        self._env = os.environ | {"LOBBY_PRINTER_TOKEN": server.devices["printer"]}
        self._log = (server.data_dir / "agent.log").open("wb")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, cwd=ROOT, env=self._env, stdout=self._log, stderr=self._log)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Killer(threading.Thread):
    """Kills one or the other, and starts it again, until told to stop; often just when a slip has come out."""

    def __init__(self, server: Server, agent: Agent, printer: NetworkEmulator, seed: int) -> None:
        super().__init__(daemon=True)
        self._server, self._agent, self._chance = server, agent, random.Random(seed)
        self._pieces = printer.paper.pieces
        self.over, self.kills = threading.Event(), Counter[str]()

    def run(self) -> None:
        victims = itertools.cycle(("agent", "server"))
        while not self.over.wait(self._chance.uniform(0.3, 1.5)):
            victim = next(victims)
            self.kills[victim] += 1
            self._wait_for_a_cut(self._chance.choice((0.0, 2.0, 2.0)))
            if victim == "agent":
                self._agent.kill()
                self._agent.start()
            else:
                self._server.kill()
                self._server.start()

    def _wait_for_a_cut(self, within_s: float) -> None:
        known, until = len(self._pieces), time.monotonic() + within_s
        while len(self._pieces) == known and time.monotonic() < until:
            time.sleep(0.0005)


@pytest.mark.parametrize(("slips", "seed"), [(40, 4), pytest.param(500, 44, marks=pytest.mark.soak)])
def test_no_slip_is_lost_and_none_lied_about(tmp_path: Path, slips: int, seed: int) -> None:
    with (
        demo_server(tmp_path, SLIP_LEASE="3", SLIP_TOO_OLD=str(slips)) as server,
        emulated(NetworkEmulator(bytes_per_s=4e5, keeps_half=False)) as printer,
    ):
        agent = Agent(server, printer.device)
        killer = Killer(server, agent, printer, seed)
        killer.start()
        drawn = dict(_draw(server, LANGUAGES[turn % len(LANGUAGES)]) for turn in range(slips))
        killer.over.set()
        killer.join(30)
        ended = _ended(server, drawn)
        agent.kill()
        paper = _on_paper(printer.paper.pieces)
    assert killer.kills["agent"] and killer.kills["server"], "nobody was killed"
    assert {number for number, state in ended.items() if state not in ENDS} == set()
    assert Counter(ended.values())["printed"] > slips / 2
    assert {number for number, state in ended.items() if state == "printed"} <= {number for number, _ in paper.items()}
    for number, copies in paper.items():
        assert copies.count(False) <= 1, f"{number} came out twice, and nothing told them apart"


def _draw(server: Server, language: str) -> tuple[str, str]:
    """Draw as a kiosk does: the same key again until the server answers; (status address, number)."""
    key, until = os.urandom(16).hex(), time.monotonic() + 30
    while time.monotonic() < until:
        try:
            body = {"service": "residence", "language": language}
            answer = server.api("POST", "/tickets", server.devices["kiosk"], json=body, headers={"Idempotency-Key": key})
        except OSError:
            time.sleep(0.1)
            continue
        if answer.status_code in (200, 201):
            time.sleep(0.12)
            return answer.json()["status_url"], answer.json()["number"]
        time.sleep(0.1)
    pytest.fail("the server did not come back")


def _ended(server: Server, drawn: dict[str, str]) -> dict[str, str]:
    """What became of each slip: status address → state; as soon as all have ended, and in the end in any case."""
    until, staff = time.monotonic() + 60, server.staff_token("tresen")
    while True:
        answer = server.api("GET", "/desk/queue", staff)
        states = {each["number"]: each["slip"] for each in answer.json()["waiting"]}
        found = {address: states[number] for address, number in drawn.items()}
        if time.monotonic() > until or set(found.values()) <= ENDS:
            return found
        time.sleep(0.3)


def _on_paper(pieces: list[bytes]) -> dict[str, list[bool]]:
    """Status address → whether each of its whole slips says that it is a copy: then a black bar stands on top."""
    found: dict[str, list[bool]] = {}
    for piece in pieces:
        try:
            image = Image.open(BytesIO(picture(piece[piece.rindex(b"\x1b@") :])))
        except ValueError:
            continue  # what a reset left of one
        for address in codes(image):
            found.setdefault(address, []).append(_has_bar(image))
    return found


def _has_bar(image: Image.Image) -> bool:
    """Whether a black bar, from edge to edge, stands on top of the number."""
    rows = image.convert("L").resize((1, image.height), Image.Resampling.BOX).crop((0, 0, 1, 120)).tobytes()
    return sum(tone < 255 * (1 - BLACK_ROW) for tone in rows) > 5
