"""Slips into a file (`/dev/usb/lp0`, which says nothing back), or into a folder to look at."""

import errno
import logging
import os
import select
from contextlib import suppress
from pathlib import Path
from time import monotonic

from printer.agent.escpos import BLANK, CHUNK, Patience
from printer.agent.jobs import Job, Outcome, Result, State
from printer.agent.lines import DEFAULT

FULL = (errno.ENOSPC, errno.EDQUOT)

log = logging.getLogger("printer")


class FilePrinter:
    """A device file. All that can be known is that the system took the bytes."""

    def __init__(self, path: Path, patience: Patience = DEFAULT) -> None:
        self._path, self._patience = path, patience
        self._is_cut_off = True  # an agent that was killed may have left half a slip

    def state(self) -> State:
        return State.UNKNOWN if os.access(self._path, os.W_OK) else State.OFFLINE

    def print(self, job: Job) -> Result:
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK)
        except OSError:
            return Result(Outcome.FAILED, "offline", is_touched=False)
        data = (BLANK if self._is_cut_off else b"") + job.data
        self._is_cut_off = True
        try:
            _write(file, data, monotonic() + self._patience.job_s)
        except OSError:
            return Result(Outcome.FAILED, "broke-off")
        finally:
            os.close(file)
        self._is_cut_off = False
        return Result(Outcome.UNCONFIRMED)


class FolderPrinter:
    """A folder that gets two files a slip: the bytes as a printer would get them, and the picture read from those bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lacks = 0  # bytes that found no room

    def state(self) -> State:
        if self._lacks:
            self._look_for_room()
        return State.ERROR if self._lacks else State.ONLINE

    def print(self, job: Job) -> Result:
        from printer.agent.preview import picture  # here: an agent at a printer needs no Pillow

        name = f"{job.id}-{job.number}"
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            self._put(f"{name}.bin", job.data)
            self._put(f"{name}.png", picture(job.data))
        except OSError as error:
            return self._without(name, len(job.data), error)
        except ValueError:
            return Result(Outcome.FAILED, "unreadable")
        self._lacks = 0
        return Result(Outcome.PRINTED)

    def _put(self, name: str, data: bytes) -> None:
        """Whole or not at all: somebody may be looking at the folder."""
        part = self._path / f".{name}.part"
        try:
            part.write_bytes(data)
            part.replace(self._path / name)
        except OSError:
            with suppress(OSError):
                part.unlink()
            raise

    def _without(self, name: str, size: int, error: OSError) -> Result:
        """A slip that is not there: it leaves nothing behind, so that it may be tried again."""
        with suppress(OSError):
            (self._path / f"{name}.bin").unlink()
        if error.errno not in FULL:
            return Result(Outcome.FAILED, "error", is_touched=False)
        if not self._lacks:
            log.warning("no room left in %s: delete something there. Until then slips are not printed.", self._path)
        self._lacks = 2 * size
        return Result(Outcome.FAILED, "disk-full", is_touched=False)

    def _look_for_room(self) -> None:
        with suppress(OSError):
            self._put(".room", bytes(self._lacks))
            (self._path / ".room").unlink()
            self._lacks = 0


def _write(file: int, data: bytes, deadline: float) -> None:
    """A printer without paper takes no more, for ever: so wait for it to be ready, and no longer than the deadline."""
    while data:
        left = deadline - monotonic()
        if left <= 0 or not select.select([], [file], [], left)[1]:
            raise TimeoutError("the printer takes no more")
        with suppress(BlockingIOError):  # it was ready for less than a chunk
            data = data[os.write(file, data[:CHUNK]) :]
