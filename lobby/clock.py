"""What time it is: the machine's, a rehearsal's, or a test's."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Says the present instant, aware and in UTC. `speed`: seconds of it that pass in one real second.

    `is_bent`: a rehearsal's, which need not be today.
    """

    @property
    def speed(self) -> float: ...

    @property
    def is_bent(self) -> bool: ...

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    speed = 1.0
    is_bent = False

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class ScaledClock:
    """A clock that starts at `start` when it is made, and then runs `speed` times as fast as the real one."""

    start: datetime
    speed: float
    is_bent = True
    _since: float = field(default_factory=monotonic)

    @classmethod
    def parse(cls, text: str) -> "ScaledClock":
        """Read `START@SPEED`, for example `2026-11-24T07:30:00Z@600`. Raises ValueError."""
        start, _, speed = text.rpartition("@")
        moment = datetime.fromisoformat(start)
        if moment.tzinfo is None or not 0 < float(speed) <= 10_000:
            raise ValueError("START needs a zone, SPEED lies above 0 and up to 10000")
        return cls(moment.astimezone(UTC), float(speed))

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(monotonic() - self._since) * self.speed)


class FrozenClock:
    """A clock that moves only when told to; for tests and replays."""

    speed = 1.0
    is_bent = False

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        """Move on by a `timedelta(**by)`."""
        self.at += timedelta(**by)


def real(clock: Clock, **length: float) -> timedelta:
    """How far the clock moves during a real `timedelta(**length)`: leases and patience are real seconds, also in a rehearsal."""
    return timedelta(**length) * clock.speed
