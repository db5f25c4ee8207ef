"""When a slip counts as printed: the printer answers GS r 1, asked behind the slip, only when it has worked off all before it.

Three things could feign that answer.
- **An answer that an earlier job waited for in vain**, and that comes now: serial ports, USB and some network boards keep it
  from one connection to the next. `Past.owed` counts the questions that stayed open; a slip is printed when more answers came
  than that. The question is asked again for every answer, for a printer that lost its power owes nothing any more. A new agent
  cannot know what the one before it asked, and begins with `AT_START`.
- **Noise.** One answer is enough on a line that is quiet before and after it. Where anything came that no printer says, the
  question is put three times more, and each time exactly one answer must come, followed by silence. (A single stray byte that
  looks like an answer, with no other noise about, cannot be told from one.)
- **A band of raster that broke off**, which swallows the next slip's beginning: zeros fill it first (`escpos.BLANK`).

Not noticed: a printer on a serial line that loses its power and is back within one slip. Network and USB lines break then.
"""

from dataclasses import dataclass
from time import monotonic

from printer.agent import escpos
from printer.agent.answers import Answers, Line
from printer.agent.escpos import Patience
from printer.agent.jobs import CANNOT_PRINT, Job, Outcome, Result, State

CONFIRM = b"\x1dr\x01"  # GS r 1
PAPER_END = 0x0C
AT_START = 3
MOST_OWED = 8  # no printer holds more jobs than that in its memory
REPEATED = 3

STOPPED = (State.PAPER_OUT, State.COVER_OPEN, State.ERROR)
UNCONFIRMED = Result(Outcome.UNCONFIRMED)


@dataclass(slots=True)
class Past:
    """What earlier jobs may have left in a printer: open questions, and half a band."""

    is_cut_off: bool
    owed: int = AT_START


def print_job(line: Line, job: Job, patience: Patience, past: Past) -> Result:
    """Ask how the printer is, hand the bytes over, and wait for it to say that it is through."""
    answers = Answers(line)
    before = escpos.state(line, answers, patience)
    if before in CANNOT_PRINT:
        return Result(Outcome.FAILED, before.value, is_touched=False)
    blank = escpos.BLANK if past.is_cut_off else b""
    past.is_cut_off = True
    try:
        escpos.hand_over(line, blank + job.data, patience.job_s)
    except OSError:
        return Result(Outcome.FAILED, "broke-off")
    result = Question(line, answers, patience, past).result(is_mute=before is State.UNKNOWN)
    if result.outcome is Outcome.PRINTED and before is State.UNKNOWN and _speaks_now(line, answers, patience):
        return UNCONFIRMED
    past.is_cut_off = result.outcome is not Outcome.PRINTED
    return result


def _speaks_now(line: Line, answers: Answers, patience: Patience) -> bool:
    """A printer that was silent before the slip may have been switched on in the middle of it."""
    try:
        return escpos.state(line, answers, patience) is not State.UNKNOWN
    except OSError:
        return True


class Question:
    """GS r 1 behind one job, asked as often as need be."""

    def __init__(self, line: Line, answers: Answers, patience: Patience, past: Past) -> None:
        self._line, self._answers, self._patience, self._past = line, answers, patience, past
        self._asked, self._got, self._last = 0, 0, 0

    def result(self, is_mute: bool) -> Result:
        """PRINTED, UNCONFIRMED, or FAILED where the printer says that it came to a stop."""
        result = UNCONFIRMED
        try:
            result = self._answer(is_mute)
        except OSError:
            pass  # it hung up: what it had not said, it will not say
        finally:
            self._past.owed = self._still_owed(result)
        return result

    def _answer(self, is_mute: bool) -> Result:
        if self._answers.forget_sensor() and not self._past.owed:
            self._answers.strays += 1
        if trouble := self._wait_for_more_than_owed(is_mute):
            return trouble
        self._take_in_the_rest()
        if self._answers.strays and not all(self._is_answered_exactly() for _ in range(REPEATED)):
            return UNCONFIRMED
        return Result(Outcome.UNCONFIRMED, State.PAPER_OUT.value) if self._last & PAPER_END else Result(Outcome.PRINTED)

    def _wait_for_more_than_owed(self, is_mute: bool) -> Result | None:
        deadline = monotonic() + (self._patience.mute_confirm_s if is_mute else self._patience.confirm_s)
        self._ask()
        while self._got <= self._past.owed:
            left = deadline - monotonic()
            if left <= 0:
                return UNCONFIRMED
            if self._is_answered(min(left, self._patience.look_s)):
                if self._got <= self._past.owed:
                    self._ask()
            elif not is_mute and left > self._patience.look_s and (stopped := self._stopped()):
                return Result(Outcome.FAILED, stopped.value)
        return None

    def _stopped(self) -> State | None:
        """What made the printer stop. Asked twice: an answer of the slip's own bytes, read as a command, may mix with the first."""
        seen = escpos.state(self._line, self._answers, self._patience)
        if seen not in STOPPED or escpos.state(self._line, self._answers, self._patience) is not seen:
            return None
        return seen

    def _take_in_the_rest(self) -> None:
        while self._is_answered(self._patience.quiet_s):
            pass
        if self._got > self._past.owed + self._asked:
            self._answers.strays += 1

    def _is_answered_exactly(self) -> bool:
        strays = self._answers.strays
        self._ask()
        if not self._is_answered(self._patience.answer_s):
            return False
        return not self._is_answered(self._patience.quiet_s) and self._answers.strays == strays

    def _ask(self) -> None:
        self._asked += 1
        self._line.write(CONFIRM, self._patience.answer_s)

    def _is_answered(self, within_s: float) -> bool:
        answer = self._answers.sensor(within_s)
        if answer is None:
            return False
        self._got, self._last = self._got + 1, answer
        return True

    def _still_owed(self, result: Result) -> int:
        """Noise may have been counted among the answers. After a printed slip and silence nothing is on its way."""
        if self._answers.strays:
            return min(MOST_OWED, self._past.owed + (0 if result.outcome is Outcome.PRINTED else self._asked))
        return 0 if result.outcome is Outcome.PRINTED else min(MOST_OWED, self._past.owed + self._asked - self._got)
