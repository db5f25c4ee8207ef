"""Talking with a receipt printer: how is it, here is a job, is it out? Over any line that carries bytes both ways.

Sources: Epson's ESC/POS reference, DLE EOT (real-time status) and GS r (status, answered when all before it is worked off).
When a slip counts as printed stands in `confirmation.py`.
"""

from dataclasses import dataclass
from time import monotonic

from printer.agent.answers import Answers, Line
from printer.agent.jobs import State

ASK = b"\x10\x04"  # DLE EOT n
CHUNK = 4096

OFFLINE = 0x08  # DLE EOT 1
COVER, ENDED, IN_ERROR = 0x04, 0x20, 0x40  # DLE EOT 2
ERRORS = 0x68  # DLE EOT 3: the cutter's, one that cannot be recovered from, one that can
NEAR_END, END = 0x0C, 0x60  # DLE EOT 4

# A printer whose last job broke off may wait for the rest of a band of raster, and would take the next slip's beginning for it.
# Zeros are white in a raster, and nothing outside one. The largest band has 200 rows of 72 bytes; its head has 8.
BLANK = bytes(200 * 72 + 8)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for an answer in real time, for a whole job to be taken, for it to be worked off.

    The slowest printers need 6 s for a long slip. One that answers nothing at all shall not hold up the queue.
    `look_s`: from look to look while a slip comes out; `quiet_s`: how long a line is silent that has no more to say.
    """

    answer_s: float = 0.6
    job_s: float = 20.0
    confirm_s: float = 12.0
    mute_confirm_s: float = 3.0
    look_s: float = 1.0
    quiet_s: float = 0.1


def state(line: Line, answers: Answers, patience: Patience) -> State:
    """Ask a printer how it is. One that does not answer the first question is not asked the others."""
    answers.forget_status()
    general, *others = _answers(line, answers, patience.answer_s)
    if general is None:
        return State.UNKNOWN
    cause, error, paper = (answer or 0 for answer in others)
    if cause & COVER:
        return State.COVER_OPEN
    if cause & ENDED or paper & END:
        return State.PAPER_OUT
    if cause & IN_ERROR or error & ERRORS:
        return State.ERROR
    if general & OFFLINE:
        return State.OFFLINE
    return State.PAPER_LOW if paper & NEAR_END else State.ONLINE


def _answers(line: Line, answers: Answers, within_s: float) -> list[int | None]:
    got: list[int | None] = []
    for n in (1, 2, 3, 4):
        line.write(ASK + bytes([n]), within_s)
        got.append(answers.status(within_s))
        if got[0] is None:
            break
    return got


def hand_over(line: Line, data: bytes, within_s: float) -> None:
    """In pieces, with one deadline for all. Raises OSError."""
    deadline = monotonic() + within_s
    for start in range(0, len(data), CHUNK):
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError("the printer takes no more")
        line.write(data[start : start + CHUNK], left)
