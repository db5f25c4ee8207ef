"""What a receipt printer makes of bytes: it reads ESC/POS by itself, shares nothing with the agent, and knows what came out.

What goes wrong in it, and at which byte, is said beforehand.
"""

import random
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

FIXED = {b"\x1b@": 2, b"\x1bd": 3, b"\x1bJ": 3, b"\x1ba": 3, b"\x1b$": 4, b"\x1dP": 4, b"\x1dL": 4, b"\x1dr": 3, b"\x10\x04": 3}
RASTER, CUT, SENSOR, STATUS = b"\x1dv", b"\x1dV", b"\x1dr", b"\x10\x04"
ASKED = re.compile(rb"\x10\x04([\x01-\x04])")
WIDTH = 72
TICK_S = 0.004
WELL = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


class Kind(Enum):
    """`at` counts bytes worked off, but for HANG_UP and DIE, where it counts bytes received."""

    STALL = auto()  # works nothing off for a while; says that all is well
    RESET = auto()  # loses its power: memory, connection and half-read commands are gone
    MUTE = auto()  # works, and says nothing for a while
    NOISE = auto()  # strays among its answers for a while
    PAPER_OUT = auto()  # stops, says so, goes on when somebody has put paper in
    COVER_OPEN = auto()
    HANG_UP = auto()  # closes the connection, keeps what it has
    DIE = auto()  # takes no more and says no more, for ever


@dataclass(frozen=True, slots=True)
class Trouble:
    kind: Kind
    at: int
    for_s: float = 0.0


STOPPED = {Kind.PAPER_OUT: {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x72}, Kind.COVER_OPEN: {1: 0x1A, 2: 0x16, 3: 0x12, 4: 0x12}}
HALTED = (Kind.STALL, Kind.PAPER_OUT, Kind.COVER_OPEN, Kind.DIE)


class Paper:
    """What came out. `pieces`: between cuts, the bytes that were worked off; `rows`: the dots, row by row, of all pieces."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.rows: list[bytes] = []
        self.piece = bytearray()

    def has_whole(self, slip: bytes) -> int:
        """How many pieces end with this slip, byte for byte."""
        return sum(piece.endswith(slip) for piece in self.pieces)

    def has_begun(self, slip: bytes) -> int:
        """How often the first row of this slip came out."""
        return self.rows.count(first_row(slip))


def first_row(slip: bytes) -> bytes:
    at = slip.index(b"\x1dv0")
    return slip[at + 8 : at + 8 + int.from_bytes(slip[at + 4 : at + 6], "little")]


class Works:
    """The printer without its plug: a memory, a parser, paper, answers."""

    def __init__(self, troubles: Iterable[Trouble], bytes_per_s: float, seed: int) -> None:
        self.paper = Paper()
        self.worked = 0
        self.received = 0
        self.said = bytearray()
        self._troubles = sorted(troubles, key=lambda trouble: trouble.at)
        self._now: dict[Kind, float] = {}
        self._speed = bytes_per_s
        self._budget = 0.0
        self._memory = bytearray()
        self._last2 = b""
        self._dots = 0  # of a band, still to come
        self._wide = 0
        self._row = bytearray()
        self._chance = random.Random(seed)

    def is_in(self, *kinds: Kind) -> bool:
        now = time.monotonic()
        return any(self._now.get(kind, 0.0) > now for kind in kinds)

    def free(self, size: int) -> int:
        return size - len(self._memory)

    def is_idle(self) -> bool:
        return not self._memory

    def receive(self, data: bytes) -> None:
        """Questions in real time are answered as they come in, even within a picture; their bytes stay where they are."""
        stream = self._last2 + data
        for asked in ASKED.finditer(stream):
            self._say(self._status()[asked[1][0]])
        self._last2 = stream[-2:]
        self.received += len(data)
        self._memory += data

    def work(self, for_s: float) -> None:
        self._budget = min(self._budget + for_s * self._speed, 5 * TICK_S * self._speed) if self._memory else 0.0
        while self._memory and not self.is_in(*HALTED) and self._budget >= 1:
            done = self._step(int(self._budget))
            if not done:
                return
            self._budget -= done
            self.worked += done
            self.look_for_trouble(self.worked, Kind.HANG_UP, Kind.DIE)

    def look_for_trouble(self, at: int, *but: Kind) -> Kind | None:
        """The trouble that is due, which begins now."""
        due = next((trouble for trouble in self._troubles if trouble.kind not in but and trouble.at <= at), None)
        if due is None:
            return None
        self._troubles.remove(due)
        self._now[due.kind] = time.monotonic() + due.for_s
        if due.kind is Kind.RESET:
            self.lose_power()
        return due.kind

    def lose_power(self) -> None:
        self._memory.clear()
        self.forget_half()

    def forget_half(self) -> None:
        self._dots, self._last2 = 0, b""
        self._row.clear()

    def _step(self, most: int) -> int:
        """Work off one command, or as much of a band as the time allows. 0 where the rest of a command is missing."""
        if self._dots:
            return self._dot(min(most, self._dots, self._to_next_trouble()))
        length = self._length()
        if not length or length > len(self._memory):
            return 0
        command = bytes(self._memory[:length])
        del self._memory[:length]
        self._do(command)
        return length

    def _to_next_trouble(self) -> int:
        return max(1, min((trouble.at - self.worked for trouble in self._troubles if trouble.at > self.worked), default=1 << 30))

    def _dot(self, most: int) -> int:
        dots = bytes(self._memory[:most])
        del self._memory[:most]
        self._dots -= len(dots)
        self._row += dots
        self.paper.piece += dots
        while len(self._row) >= self._wide:
            self.paper.rows.append(bytes(self._row[: self._wide]))
            del self._row[: self._wide]
        return len(dots)

    def _length(self) -> int:
        head = bytes(self._memory[:2])
        if head == RASTER:
            return 8
        if head == CUT:
            return 0 if len(self._memory) < 3 else 3 + (self._memory[2] >= 0x41)
        if head[:1] in (b"\x1b", b"\x1d", b"\x10") and len(head) < 2:
            return 0
        return FIXED.get(head, 1)

    def _do(self, command: bytes) -> None:
        head = command[:2]
        if head == SENSOR:
            if command[2] in (1, 49):
                self._say(0x00)
        elif command != b"\0" and head != STATUS:
            self.paper.piece += command
        if head == RASTER:
            self._wide = int.from_bytes(command[4:6], "little")
            self._dots = self._wide * int.from_bytes(command[6:8], "little")
        elif head == CUT:
            self.paper.pieces.append(bytes(self.paper.piece))
            self.paper.piece.clear()

    def _status(self) -> dict[int, int]:
        return next((answers for kind, answers in STOPPED.items() if self.is_in(kind)), WELL)

    def _say(self, answer: int) -> None:
        if self.is_in(Kind.MUTE, Kind.DIE, Kind.RESET):
            return
        self.said += self._strays() + bytes([answer]) + self._strays()

    def crackle(self) -> None:
        """Strays that come by themselves."""
        if self.is_in(Kind.NOISE) and self._chance.random() < 0.03:
            self.said += self._strays()

    def _strays(self) -> bytes:
        """The first is one that no printer says; what follows is often like an answer."""
        if not self.is_in(Kind.NOISE) or self._chance.random() < 0.3:
            return b""
        after = self._chance.choices((0x00, 0x00, 0x03, 0x12, 0x10, self._chance.randrange(256)), k=self._chance.randrange(4))
        return bytes([self._chance.choice((0x55, 0xFF, 0x81, 0x06)), *after])


def slip(chance: random.Random, rows: int) -> bytes:
    """A slip as the station makes them: initialise, bands of equal height, feed, cut; its dots are like no other's."""
    band = chance.choice([rows for rows in range(100, 201) if rows % 48 and rows & (rows - 1)])
    bands = max(1, -(-rows // band)) if rows >= band else 1
    high = min(band, rows)
    head = b"\x1dv0\0" + WIDTH.to_bytes(2, "little") + high.to_bytes(2, "little")
    return b"\x1b@" + b"".join(head + chance.randbytes(WIDTH * high) for _ in range(bands)) + b"\x1bd\x06\x1dV\x01"
