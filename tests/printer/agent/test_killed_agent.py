"""`kill -9` of the agent at any moment: no slip is lost, none is believed printed that is not, none comes out twice unasked."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from emulator import Emulator, NetworkEmulator, SerialEmulator, emulated
from printer_works import slip
from printers import FakeLobby, until

ROOT = Path(__file__).parents[3]
LEASE_S = 0.25


class Witness(FakeLobby):
    """Always has two slips to print, and looks at the paper whenever one is reported printed."""

    def __init__(self, printer: Emulator, chance: random.Random) -> None:
        super().__init__()
        self.lease_s = LEASE_S
        self.slips: list[bytes] = []
        self.lies: list[int] = []
        self._printer, self._chance = printer, chance
        self.draw()
        self.draw()

    def draw(self) -> None:
        self.slips.append(slip(self._chance, self._chance.choice((40, 150, 400))))
        self.offers = [*self.offers, (len(self.slips) - 1, "A001", self.slips[-1])]

    def reported(self, job_id: int, outcome: str, body: dict[str, object]) -> None:
        if outcome == "printed" and not self._printer.paper.has_whole(self.slips[job_id]):
            self.lies.append(job_id)
        super().reported(job_id, outcome, body)
        if not self.is_over:
            self.draw()

    is_over = False


def started(lobby: FakeLobby, printer: Emulator) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "printer", "--server", lobby.url, "--device", printer.device]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"LOBBY_PRINTER_TOKEN": lobby.token}, stderr=subprocess.DEVNULL)


def killed_again_and_again(printer: Emulator, kills: int, seed: int) -> Witness:
    chance = random.Random(seed)
    with emulated(printer):
        lobby = Witness(printer, chance)
        for _ in range(kills):
            agent = started(lobby, printer)
            _wait_for_a_call(lobby)
            time.sleep(chance.uniform(0, 0.9))
            agent.kill()
            agent.wait()
        lobby.is_over = True
        last = started(lobby, printer)
        until(lambda: not lobby.offers, within_s=60)
        last.terminate()
        last.wait(20)
        lobby.close()
        doubled = [n for n, data in enumerate(lobby.slips) if printer.paper.has_begun(data) > lobby.offered[n]]
        assert (lobby.lies, doubled) == ([], []), f"seed {seed}"
        assert {job_id for job_id, _ in lobby.outcomes()} == set(range(len(lobby.slips)))
    return lobby


def _wait_for_a_call(lobby: FakeLobby) -> None:
    seen = len(lobby.calls)
    until(lambda: len(lobby.calls) > seen, within_s=15)


def serial(seed: int) -> Emulator:
    return SerialEmulator(bytes_per_s=1.5e5, memory=4096, seed=seed)


def network(seed: int) -> Emulator:
    """It starts anew with every connection: a new agent does not fill up what an earlier one left of a band."""
    return NetworkEmulator(bytes_per_s=1.5e5, memory=4096, keeps_half=False, seed=seed)


@pytest.mark.parametrize("kind", [serial, network])
def test_an_agent_killed_at_any_moment_loses_and_feigns_no_slip(kind) -> None:  # type: ignore[no-untyped-def]
    lobby = killed_again_and_again(kind(1), kills=13, seed=1)
    assert any(outcome == "printed" for _, outcome in lobby.outcomes())
    assert max(lobby.offered.values()) > 1, "no kill hit a slip in hand"


@pytest.mark.soak
@pytest.mark.parametrize("kind", [serial, network])
@pytest.mark.parametrize("seed", range(2, 12))
def test_an_agent_killed_for_minutes_on_end_loses_and_feigns_no_slip(kind, seed: int) -> None:  # type: ignore[no-untyped-def]
    killed_again_and_again(kind(seed), kills=100, seed=seed)
