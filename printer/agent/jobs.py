"""What the agent works on: a job, what became of it, and what a printer says of itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """A printer's own account. Silence is `unknown`: many printers print well and never answer."""

    ONLINE = "online"
    OFFLINE = "offline"
    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    ERROR = "error"
    UNKNOWN = "unknown"


CANNOT_PRINT = (State.OFFLINE, State.PAPER_OUT, State.COVER_OPEN, State.ERROR)


class Outcome(StrEnum):
    """`unconfirmed`: all of it was handed over, and the printer did not say that it came out."""

    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A slip to print. `number` is for people and file names."""

    id: int
    number: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a job. `is_touched`: the paper may show some of it, so it is not printed again unasked."""

    outcome: Outcome
    reason: str | None = None
    is_touched: bool = True


class Device(Protocol):
    """Where slips go. Neither method raises OSError: what a device cannot do is a state or a result."""

    def state(self) -> State: ...

    def print(self, job: Job) -> Result: ...
