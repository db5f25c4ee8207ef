"""When a slip counts as printed: late answers, noise, and slips that broke off."""

from dataclasses import dataclass, field

import pytest
from printers import job

from printer.agent.confirmation import AT_START, CONFIRM, MOST_OWED, Past, print_job
from printer.agent.escpos import ASK, BLANK, Patience
from printer.agent.jobs import Job, Outcome, Result

QUICK = Patience(answer_s=0.02, job_s=0.5, confirm_s=0.12, mute_confirm_s=0.05, look_s=0.04, quiet_s=0.02)
SLIP = Job(17, "A012", job(rows=20))
PRINTED, UNCONFIRMED = Result(Outcome.PRINTED), Result(Outcome.UNCONFIRMED)
WELL = {1: b"\x12", 2: b"\x12", 3: b"\x12", 4: b"\x12"}


@dataclass
class Script:
    """A line on which each GS r 1 is answered by the next of `confirms`, then never; `breaks_after`: so many bytes are taken."""

    confirms: list[bytes]
    early: bytes = b""
    status: dict[int, bytes] = field(default_factory=lambda: dict(WELL))
    breaks_after: int | None = None
    got: bytes = b""
    asked: int = 0
    later: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._said = self.early

    def write(self, data: bytes, timeout_s: float) -> None:
        if data[:2] == ASK:
            self._said += self.status[data[2]]
        elif data == CONFIRM:
            self.asked += 1
            self._said += self.confirms.pop(0) if self.confirms else b""
            self.status |= self.later
        elif self.breaks_after is not None and len(self.got) + len(data) > self.breaks_after:
            raise BrokenPipeError
        else:
            self.got += data

    def read(self, timeout_s: float) -> bytes:
        said, self._said = self._said, b""
        return said

    def close(self) -> None: ...


def printed(script: Script, past: Past | None = None) -> Result:
    return print_job(script, SLIP, QUICK, past or Past(is_cut_off=False, owed=0))


@pytest.mark.parametrize("answer", [b"\0", b"\x03"])
def test_one_answer_is_enough_on_a_quiet_line(answer: bytes) -> None:
    line = Script([answer])
    assert printed(line) == PRINTED
    assert (line.asked, line.got) == (1, SLIP.data)


@pytest.mark.parametrize("answer", [b"\x0c", b"\x0f"])
def test_the_end_of_the_paper_is_no_confirmation(answer: bytes) -> None:
    assert printed(Script([answer])) == Result(Outcome.UNCONFIRMED, "paper-out")


@pytest.mark.parametrize("other", [b"\x01", b"\x04", b"\x06", b"\x40", b"\x60", b"\x6f", b"\x80", b"\xff", b"\x12", b"\x16", b""])
def test_nothing_else_is_an_answer(other: bytes) -> None:
    assert printed(Script([other])) == UNCONFIRMED


@pytest.mark.parametrize("noise", [b"\x55", b"\xff\0", b"\0\xff", b"\x10\0\x80", b"\x10\0"])
def test_on_a_noisy_line_one_answer_is_not_enough(noise: bytes) -> None:
    assert printed(Script([noise + b"\0"])) == UNCONFIRMED
    assert printed(Script([b"\0" + noise])) == UNCONFIRMED
    assert printed(Script([b"\0"], early=noise)) == UNCONFIRMED


def test_on_a_noisy_line_three_more_clean_answers_are() -> None:
    line = Script([b"\xff\0", b"\0", b"\0", b"\0"])
    assert printed(line) == PRINTED
    assert line.asked == 4


@pytest.mark.parametrize("unclean", [b"", b"\0\0", b"\0\xff", b"\x55\0", b"\xff"])
def test_of_the_three_each_must_be_exactly_one(unclean: bytes) -> None:
    assert printed(Script([b"\xff\0", b"\0", b"\0", unclean])) == UNCONFIRMED


def test_noise_while_the_printer_is_asked_how_it_is_counts_too() -> None:
    assert printed(Script([b"\0"], status=WELL | {3: b"\x55\x12"})) == UNCONFIRMED


def test_an_answer_that_nobody_asked_for_is_noise() -> None:
    assert printed(Script([b"\0"], early=b"\0")) == UNCONFIRMED
    assert printed(Script([b"\0\0"])) == UNCONFIRMED


def test_reports_sent_unasked_are_no_noise_and_no_answers() -> None:
    report = b"\x14\0\0\x0f"
    assert printed(Script([report + b"\0" + report], early=report)) == PRINTED
    assert printed(Script([report])) == UNCONFIRMED


def test_a_late_answer_to_an_earlier_job_confirms_nothing() -> None:
    past = Past(is_cut_off=False, owed=0)
    assert printed(Script([]), past) == UNCONFIRMED
    assert past.owed == 1
    assert printed(Script([b"\0"]), past) == UNCONFIRMED  # what the first had waited for; asked again, and nothing came
    assert past.owed == 2


def test_more_answers_than_are_owed_confirm() -> None:
    past = Past(is_cut_off=False, owed=2)
    line = Script([b"\0", b"\0", b"\0"])  # a printer that lost its power owes nothing, and answers every question
    assert printed(line, past) == PRINTED
    assert past.owed == 0


def test_late_answers_that_came_before_the_question_are_not_counted() -> None:
    past = Past(is_cut_off=False, owed=1)
    assert printed(Script([b"\0"], early=b"\0"), past) == UNCONFIRMED


def test_a_printer_that_never_answers_is_not_asked_ever_more_often() -> None:
    past = Past(is_cut_off=False)
    for _ in range(12):
        assert printed(Script([]), past) == UNCONFIRMED
    assert past.owed == MOST_OWED
    assert printed(Script([b"\0"] * (MOST_OWED + 1)), past) == PRINTED


def test_a_new_agent_reckons_with_questions_of_the_one_before_it() -> None:
    assert printed(Script([b"\0"] * AT_START), Past(is_cut_off=True)) == UNCONFIRMED
    assert printed(Script([b"\0"] * (AT_START + 1)), Past(is_cut_off=True)) == PRINTED


def test_after_a_slip_that_broke_off_the_next_begins_with_white() -> None:
    past = Past(is_cut_off=False, owed=0)
    assert printed(Script([], breaks_after=100), past) == Result(Outcome.FAILED, "broke-off")
    again = Script([b"\0"])
    assert printed(again, past) == PRINTED
    assert again.got == BLANK + SLIP.data
    once_more = Script([b"\0"])
    assert printed(once_more, past) == PRINTED
    assert once_more.got == SLIP.data


def test_a_slip_that_was_never_begun_leaves_nothing_behind() -> None:
    past = Past(is_cut_off=False, owed=0)
    assert printed(Script([], status=WELL | {2: b"\x16"}), past) == Result(Outcome.FAILED, "cover-open", is_touched=False)
    assert (past.is_cut_off, past.owed) == (False, 0)


@pytest.mark.parametrize(("n", "says", "reason"), [(2, b"\x16", "cover-open"), (4, b"\x72", "paper-out"), (3, b"\x1a", "error")])
def test_a_printer_that_stops_within_a_slip_is_heard_at_once(n: int, says: bytes, reason: str) -> None:
    past = Past(is_cut_off=False, owed=0)
    assert printed(Script([], later={n: says}), past) == Result(Outcome.FAILED, reason)
    assert (past.is_cut_off, past.owed) == (True, 1)


def test_a_printer_switched_on_in_the_middle_of_a_slip_confirms_nothing() -> None:
    silent = dict.fromkeys(WELL, b"")
    assert printed(Script([b"\0"], status=silent, later=WELL)) == UNCONFIRMED
    assert printed(Script([b"\0"], status=silent)) == PRINTED  # one that knows GS r and no DLE EOT
