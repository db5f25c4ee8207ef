"""What the agent works on: a job, what became of it, and what a printer says of itself."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from printer.agent import clock

BEGIN = b"\x1b@"  # ESC @
CUT = re.compile(rb"\x1dV(?:[\x00\x01\x30\x31]|[\x41\x42\x61\x62\x67\x68].)\Z", re.DOTALL)  # GS V m [n]
LEASE_S = 30.0


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
    """A slip to print. `number` is for people and file names. From `leased_at` (`clock.now`) it is ours for `lease_s`."""

    id: int
    number: str
    data: bytes
    lease_s: float = LEASE_S
    leased_at: float = field(default_factory=clock.now, compare=False)

    def is_whole(self) -> bool:
        """A slip begins with ESC @ and ends with the cut. Anything else comes from no Lobby, or was cut off on its way."""
        return self.data.startswith(BEGIN) and CUT.search(self.data, max(0, len(self.data) - 4)) is not None


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
