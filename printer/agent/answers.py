"""What a printer says, byte by byte, told apart.

- Answers to DLE EOT: bits 1 and 4 are 1, bits 0 and 7 are 0.
- Answers to GS r 1: the paper sensors in bits 0–3, in pairs; the rest is 0.
- Reports of four bytes that some send unasked (automatic status back): of bits 0, 1, 4 and 7 the first byte has 4 alone,
  the others have neither 4 nor 7.
- Anything else is noise: a loose plug, a wrong speed, another device.
"""

from collections import deque
from time import monotonic
from typing import Protocol

SENSOR = (0x00, 0x03, 0x0C, 0x0F)
AT_HAND_S = 0.005
MOST_AT_HAND = 20


class Line(Protocol):
    """An open connection to a printer. `write` and `read` raise OSError; `read` gives b"" after silence."""

    def write(self, data: bytes, timeout_s: float) -> None: ...

    def read(self, timeout_s: float) -> bytes: ...

    def close(self) -> None: ...


class Answers:
    """One connection's answers. `strays` counts what was noise. All methods raise OSError where the line is closed."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._status: deque[int] = deque()
        self._sensor: deque[int] = deque()
        self._of_report = 0
        self.strays = 0

    def status(self, within_s: float) -> int | None:
        """The next answer to DLE EOT; None after silence."""
        return self._next(self._status, within_s)

    def sensor(self, within_s: float) -> int | None:
        """The next answer to GS r 1; None after silence."""
        return self._next(self._sensor, within_s)

    def forget_status(self) -> None:
        """What came before a question is no answer to it."""
        self._take_in_all()
        self._status.clear()

    def forget_sensor(self) -> int:
        """How many answers to GS r 1 came before it was asked."""
        self._take_in_all()
        early = len(self._sensor)
        self._sensor.clear()
        return early

    def _next(self, heard: deque[int], within_s: float) -> int | None:
        deadline = monotonic() + within_s
        while not heard:
            if (left := deadline - monotonic()) <= 0:
                self._end_report()
                return None
            self._take_in(left)
        return heard.popleft()

    def _take_in_all(self) -> None:
        """What is at hand, and no more than that of a line that never falls silent."""
        for _ in range(MOST_AT_HAND):
            if not self._take_in(AT_HAND_S):
                return

    def _take_in(self, within_s: float) -> bool:
        said = self._line.read(within_s)
        for byte in said:
            self._tell_apart(byte)
        return bool(said)

    def _tell_apart(self, byte: int) -> None:
        if self._of_report and not byte & 0x90:
            self._of_report -= 1
            return
        self._end_report()
        if byte & 0x93 == 0x12:
            self._status.append(byte)
        elif byte & 0x93 == 0x10:
            self._of_report = 3
        elif byte in SENSOR:
            self._sensor.append(byte)
        else:
            self.strays += 1

    def _end_report(self) -> None:
        """A report that ends too early was none."""
        self.strays += bool(self._of_report)
        self._of_report = 0
