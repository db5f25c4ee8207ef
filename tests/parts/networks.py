"""A network of its own for a browser, whose cable can be pulled: a namespace of Linux. Only root can make one."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from programs import leave_out, program

_numbers = itertools.count(1)


@dataclass
class Cable:
    """Between `here` and the namespace `name`. `executable`: starts a program inside."""

    name: str
    here: str
    executable: Path

    def pull(self) -> None:
        """Nothing gets through from now on, and nobody is told: neither side sees its connections end."""
        _ip("link", "set", self.name, "down")

    def plug(self) -> None:
        _ip("link", "set", self.name, "up")


@contextmanager
def browser_elsewhere(folder: Path) -> Iterator[Cable]:
    """A Chromium that reaches this machine by a cable alone."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    if os.geteuid() != 0 or shutil.which("ip") is None:
        leave_out("only root with iproute2 can make a network namespace")
    number = next(_numbers)
    name, there = f"lobby{os.getpid() % 100000}{number}", f"10.213.{os.getpid() % 250}.{4 * number + 2}"
    here = there.rpartition(".")[0] + f".{4 * number + 1}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode:
        leave_out("this machine allows no network namespace")
    try:
        _ip("link", "add", name, "type", "veth", "peer", "name", "cable", "netns", name)
        _ip("address", "add", f"{here}/30", "dev", name)
        _ip("link", "set", name, "up")
        for words in (
            ["address", "add", f"{there}/30", "dev", "cable"],
            ["link", "set", "cable", "up"],
            ["link", "set", "lo", "up"],
        ):
            _ip("-n", name, *words)
        executable = folder / "chromium"
        executable.write_text(f'#!/bin/sh\nexec ip netns exec {name} {chromium} "$@"\n')
        executable.chmod(0o755)
        yield Cable(name, here, executable)
    finally:
        subprocess.run(["ip", "netns", "del", name], capture_output=True)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
