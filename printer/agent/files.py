"""Slips into a file (`/dev/usb/lp0`, which says nothing back), or into a folder to look at."""

import os
import select
from contextlib import suppress
from pathlib import Path
from time import monotonic

from printer.agent.escpos import CHUNK, Patience
from printer.agent.jobs import Job, Outcome, Result, State
from printer.agent.lines import DEFAULT
from printer.agent.preview import picture


class FilePrinter:
    """A device file. All that can be known is that the system took the bytes."""

    def __init__(self, path: Path, patience: Patience = DEFAULT) -> None:
        self._path, self._patience = path, patience

    def state(self) -> State:
        return State.UNKNOWN if os.access(self._path, os.W_OK) else State.OFFLINE

    def print(self, job: Job) -> Result:
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK)
        except OSError:
            return Result(Outcome.FAILED, "offline", is_touched=False)
        try:
            _write(file, job.data, monotonic() + self._patience.job_s)
        except OSError:
            return Result(Outcome.FAILED, "broke-off")
        finally:
            os.close(file)
        return Result(Outcome.UNCONFIRMED)


class FolderPrinter:
    """A folder that gets two files a slip: the bytes as a printer would get them, and the picture read from those bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def state(self) -> State:
        return State.ONLINE

    def print(self, job: Job) -> Result:
        name = f"{job.id}-{job.number}"
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            self._put(f"{name}.bin", job.data)
            self._put(f"{name}.png", picture(job.data))
        except OSError:
            return Result(Outcome.FAILED, "error", is_touched=False)
        except ValueError:
            return Result(Outcome.FAILED, "unreadable")
        return Result(Outcome.PRINTED)

    def _put(self, name: str, data: bytes) -> None:
        """Whole or not at all: somebody may be looking at the folder."""
        part = self._path / f".{name}.part"
        part.write_bytes(data)
        part.replace(self._path / name)


def _write(file: int, data: bytes, deadline: float) -> None:
    """A printer without paper takes no more, for ever: so wait for it to be ready, and no longer than the deadline."""
    while data:
        left = deadline - monotonic()
        if left <= 0 or not select.select([], [file], [], left)[1]:
            raise TimeoutError("the printer takes no more")
        with suppress(BlockingIOError):  # it was ready for less than a chunk
            data = data[os.write(file, data[:CHUNK]) :]
