"""A progress bar for a terminal; one line now and then where there is none."""

import sys
from time import monotonic
from typing import TextIO

WIDTH = 40
EVERY_S = 10.0  # without a terminal


class Bar:
    """Shows how far a rehearsal is. Call it as `play.Progress`."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out, self._is_terminal = out, out.isatty()
        self._said_at = 0.0

    def __call__(self, done: int, total: int, office_time: str) -> None:
        is_last = done >= total
        if not self._is_terminal and not is_last and monotonic() - self._said_at < EVERY_S:
            return
        self._said_at = monotonic()
        full = WIDTH * done // total if total else WIDTH
        line = f"{office_time}  [{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}"
        self._out.write(f"\r{line}" + ("\n" if is_last else "") if self._is_terminal else f"{line}\n")
        self._out.flush()
