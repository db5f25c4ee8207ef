"""Agent, server and a printer in which anything goes wrong: what is believed printed is on paper, and nothing is there twice.

Every run is made of its seed. A run that fails is repeated by `run(seed)`.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from emulator import Emulator, NetworkEmulator, SerialEmulator, emulated
from printer_works import Kind, Trouble, slip
from printers import FakeLobby, until

from printer.agent import lines
from printer.agent.escpos import Patience
from printer.agent.lobby import Lobby
from printer.agent.work import Agent, Pace

IMPATIENT = Patience(answer_s=0.2, job_s=1.2, confirm_s=0.6, mute_confirm_s=0.25, look_s=0.2, quiet_s=0.04)
PACE = Pace(wait_s=1, look_s=0.3, say_s=5, longest_pause_s=0.2)
FOR_EVER_S = 1e9
LOST_POWER_S = 2.5  # on a serial line longer than any slip: a shorter one goes unnoticed
AT_ONCE = 24


@dataclass
class Story:
    """What is to happen in one run."""

    seed: int
    is_serial: bool
    slips: list[bytes]
    troubles: list[Trouble]
    bytes_per_s: float
    memory: int
    keeps_half: bool
    loses_reports: int
    cuts_off: int
    gaps_s: list[float]
    ended: Counter[str] = field(default_factory=Counter)

    def emulator(self) -> Emulator:
        kind = SerialEmulator if self.is_serial else NetworkEmulator
        return kind(self.troubles, self.bytes_per_s, self.memory, self.keeps_half, self.seed)


def story(seed: int) -> Story:
    chance = random.Random(seed)
    is_serial = chance.random() < 0.4
    slips = [slip(chance, chance.choice((8, 40, 150, 150, 300, 1000))) for _ in range(chance.randrange(2, 5))]
    total = sum(len(each) for each in slips)
    troubles = [_trouble(chance, is_serial, total) for _ in range(chance.randrange(4))]
    return Story(
        seed,
        is_serial,
        slips,
        troubles,
        bytes_per_s=chance.choice((6e4, 2e5, 2e6)),
        memory=chance.choice((600, 4096, 65536)),
        keeps_half=chance.random() < 0.7,
        loses_reports=chance.choice((0, 0, 1, 2)),
        cuts_off=chance.choice((0, 0, 0, 1)),
        gaps_s=[chance.choice((0, chance.uniform(0, 0.8))) for _ in slips],
    )


def _trouble(chance: random.Random, is_serial: bool, total: int) -> Trouble:
    kind = chance.choice(list(Kind))
    for_s = {Kind.DIE: FOR_EVER_S, Kind.RESET: LOST_POWER_S if is_serial else 0.3, Kind.NOISE: chance.uniform(1, 4)}
    return Trouble(
        kind, chance.choice((0, chance.randrange(total), chance.randrange(total))), for_s.get(kind, chance.uniform(0.1, 1.4))
    )


class Witness(FakeLobby):
    """A server that looks at the paper whenever a slip is reported printed."""

    def __init__(self, printer: Emulator, slips: list[bytes]) -> None:
        super().__init__()
        self._printer, self._slips = printer, slips
        self.lies: list[int] = []

    def reported(self, job_id: int, outcome: str, body: dict[str, object]) -> None:
        if outcome == "printed" and not self._printer.paper.has_whole(self._slips[job_id]):
            self.lies.append(job_id)
        super().reported(job_id, outcome, body)


@contextmanager
def at_work(lobby: FakeLobby, printer: Emulator) -> Iterator[None]:
    device = (
        lines.serial_port(printer.path, 115200, IMPATIENT)
        if isinstance(printer, SerialEmulator)
        else lines.network("127.0.0.1", int(printer.device.rpartition(":")[2]), IMPATIENT)
    )
    device._patience = IMPATIENT  # a pseudo-terminal is as fast as the emulator
    agent = Agent(Lobby(lobby.url, lobby.token), device, PACE)
    thread = threading.Thread(target=agent.run)
    thread.start()
    try:
        yield
    finally:
        agent.stop()
        thread.join(20)


def run(seed: int) -> Story:
    """Play one story and check what was promised."""
    told = story(seed)
    with emulated(told.emulator()) as printer:
        lobby = Witness(printer, told.slips)
        lobby.lease_s, lobby.loses_reports, lobby.cuts_off = 0.9, told.loses_reports, told.cuts_off
        with at_work(lobby, printer):
            for n, (data, gap_s) in enumerate(zip(told.slips, told.gaps_s, strict=True)):
                lobby.offers = [*lobby.offers, (n, f"A{n:03d}", data)]
                time.sleep(gap_s)
            until(lambda: not lobby.offers, within_s=40)
        lobby.close()
        assert lobby.lies == [], f"seed {seed}: believed printed, and not on paper: {lobby.lies} {told.troubles}"
        begun = [printer.paper.has_begun(data) for data in told.slips]
        assert max(begun) <= 1, f"seed {seed}: printed twice: {begun} {told.troubles}"
    told.ended.update(outcome for _, outcome in lobby.outcomes())
    return told


def runs(seeds: range) -> Counter[str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        stories = list(pool.map(run, seeds))
    calm = sum((told.ended for told in stories if not told.troubles and told.bytes_per_s > 1e5), Counter())
    assert calm["printed"] > 0.75 * calm.total(), f"without any trouble: {calm}"
    return sum((told.ended for told in stories), Counter())


def test_what_is_believed_printed_is_on_paper_and_nothing_is_there_twice() -> None:
    ended = runs(range(240))
    assert all(ended[outcome] > 50 for outcome in ("printed", "unconfirmed", "failed")), ended


@pytest.mark.soak
@pytest.mark.parametrize("begin", range(1000, 6000, 500))
def test_thousands_of_runs_keep_the_promise(begin: int) -> None:
    runs(range(begin, begin + 500))
