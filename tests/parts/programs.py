"""Programs of the machine that tests use. A missing one leaves its tests out, named at the very end; with CI=true they fail."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

IS_CI = os.environ.get("CI") == "true"


def program(*names: str, beside: str = "") -> str:
    """Where the first of `names` is that is installed. `beside`: a pattern of folders that are not in PATH, the highest first."""
    folders = [str(folder) for folder in sorted(Path("/").glob(beside.lstrip("/")), reverse=True)] if beside else []
    everywhere = (shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders)) for name in names)
    return next(filter(None, everywhere), None) or leave_out(f"{' or '.join(names)} is not installed")


def leave_out(why: str) -> NoReturn:
    """Skip this test because of the machine; on the build server that is a failure."""
    if IS_CI:
        pytest.fail(f"CI leaves nothing out, but {why}", pytrace=False)
    pytest.skip(f"left out: {why}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], *, answers: Callable[[], bool], log: Path, within_s: float = 20, **how: object
) -> Iterator[subprocess.Popen[bytes]]:
    """A program from the moment it answers; asked to end, and ended, by its own process id."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, **how)
    try:
        _wait_until(answers, process, within_s, log)
        yield process
    finally:
        _end(process)


def _wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], within_s: float, log: Path) -> None:
    end = time.monotonic() + within_s
    while not answers():
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(f"{process.args} did not come up:\n{log.read_text(errors='replace')[-2000:]}", pytrace=False)
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
