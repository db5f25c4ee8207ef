"""Talking with a receipt printer: how is it, here is a job, is it out? Over any line that carries bytes both ways.

Sources: Epson's ESC/POS reference, DLE EOT (real-time status) and GS r (status, answered when all before it is worked off).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from printer.agent.jobs import CANNOT_PRINT, Job, Outcome, Result, State

ASK = b"\x10\x04"  # DLE EOT n
CONFIRM = b"\x1dr\x01"  # GS r 1
CHUNK = 4096

OFFLINE = 0x08  # DLE EOT 1
COVER, ENDED, IN_ERROR = 0x04, 0x20, 0x40  # DLE EOT 2
ERRORS = 0x68  # DLE EOT 3: the cutter's, one that cannot be recovered from, one that can
NEAR_END, END = 0x0C, 0x60  # DLE EOT 4
PAPER_END = 0x0C  # GS r 1


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for an answer in real time, for a whole job to be taken, for it to be worked off.

    The slowest printers need 6 s for a long slip. One that answers nothing at all shall not hold up the queue.
    """

    answer_s: float = 0.6
    job_s: float = 20.0
    confirm_s: float = 12.0
    mute_confirm_s: float = 3.0


class Line(Protocol):
    """An open connection to a printer. `write` and `read` raise OSError; `read` gives b"" after silence."""

    def write(self, data: bytes, timeout_s: float) -> None: ...

    def read(self, timeout_s: float) -> bytes: ...

    def close(self) -> None: ...


def state(line: Line, patience: Patience) -> State:
    """Ask a printer how it is. One that does not answer the first question is not asked the others."""
    answers = Answers(line, patience.answer_s)
    general = answers.to(1)
    if general is None:
        return State.UNKNOWN
    cause, error, paper = (answers.to(n) or 0 for n in (2, 3, 4))
    if cause & COVER:
        return State.COVER_OPEN
    if cause & ENDED or paper & END:
        return State.PAPER_OUT
    if cause & IN_ERROR or error & ERRORS:
        return State.ERROR
    if general & OFFLINE:
        return State.OFFLINE
    return State.PAPER_LOW if paper & NEAR_END else State.ONLINE


def print_job(line: Line, job: Job, patience: Patience) -> Result:
    """Ask how the printer is, hand the bytes over, and wait for it to say that it is through."""
    before = state(line, patience)
    if before in CANNOT_PRINT:
        return Result(Outcome.FAILED, before.value, is_touched=False)
    try:
        _hand_over(line, job.data + CONFIRM, monotonic() + patience.job_s)
    except OSError:
        return Result(Outcome.FAILED, "broke-off")
    confirm_s = patience.mute_confirm_s if before is State.UNKNOWN else patience.confirm_s
    return Result(Outcome.PRINTED if _is_confirmed(line, confirm_s) else Outcome.UNCONFIRMED)


def _hand_over(line: Line, data: bytes, deadline: float) -> None:
    for start in range(0, len(data), CHUNK):
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError("the printer takes no more")
        line.write(data[start : start + CHUNK], left)


def _is_confirmed(line: Line, within_s: float) -> bool:
    """Bit 4 and bit 7 are 0 in the answer to GS r 1, unlike in a late one to DLE EOT."""
    with suppress(OSError):
        for answer in Answers(line, within_s).come():
            if not answer & 0x90:
                return not answer & PAPER_END
    return False


class Answers:
    """The bytes that a printer sends, without the reports of four bytes that some send unasked (automatic status back)."""

    def __init__(self, line: Line, within_s: float) -> None:
        self._line, self._within_s = line, within_s
        self._skip = 0
        self._kept = b""

    def to(self, n: int) -> int | None:
        """The answer to DLE EOT n. A stray byte is none: in an answer bits 1 and 4 are 1, bits 0 and 7 are 0."""
        self._line.write(ASK + bytes([n]), self._within_s)
        return next((answer for answer in self.come() if answer & 0x93 == 0x12), None)

    def come(self) -> Iterator[int]:
        """Byte by byte, until the time has passed. Raises OSError where the line is closed."""
        deadline = monotonic() + self._within_s
        while True:
            while self._kept:
                byte, self._kept = self._kept[0], self._kept[1:]
                if self._skip:
                    self._skip -= 1
                elif byte & 0x93 == 0x10:
                    self._skip = 3
                else:
                    yield byte
            if (left := deadline - monotonic()) <= 0:
                return
            self._kept = self._line.read(left)
