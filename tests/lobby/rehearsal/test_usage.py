"""What a rehearsal says of processes is what they used."""

import os
import socket
import subprocess
import sys
import time

import pytest

from lobby.rehearsal import usage
from lobby.rehearsal.usage import Sample, Usage

MIB = 1024 * 1024


def taken(*samples: tuple[float, float, int]) -> Usage:
    found = Usage(tuple)
    found.samples[1] = [Sample(*each) for each in samples]
    return found


def test_a_share_is_of_the_whole_time_and_the_busiest_of_ten_seconds() -> None:
    """Idle for 20 s, then full for 10 s, then idle again."""
    found = taken(*((at, min(max(at - 20.0, 0.0), 10.0), 0) for at in range(41)))
    assert found.shares() == {1: pytest.approx(0.25)}
    assert found.busiest() == {1: pytest.approx(1.0)}


def test_a_short_time_is_its_own_busiest() -> None:
    found = taken((0.0, 1.0, 0), (2.0, 2.0, 0))
    assert found.shares() == found.busiest() == {1: 0.5}


def test_memory_is_that_of_all_processes_together_in_the_mean_of_a_time() -> None:
    found = taken(*((float(at), 0.0, (10 if at < 180 else 30) * MIB) for at in range(300)))
    found.samples[2] = [Sample(at + 0.1, 0.0, 5 * MIB) for at in range(300)]
    assert found.memory(120, 180) == 15 * MIB
    assert found.memory(240, 300) == 35 * MIB
    assert found.memory(400, 460) is None


def test_nothing_seen_is_nothing_said() -> None:
    found = Usage(tuple)
    assert (found.shares(), found.busiest(), found.memory(0, 60), found.lasted_s) == ({}, {}, None, 0.0)


def test_whoever_listens_is_found_with_all_that_it_started() -> None:
    code = (
        "import socket, subprocess, sys; s = socket.create_server(('127.0.0.1', 0));"
        "p = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE, close_fds=True);"
        "print(s.getsockname()[1], p.pid, flush=True); input(); p.communicate(b'x')"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port, child = map(int, server.stdout.readline().split())
        assert usage.listening(port) == [server.pid]
        assert usage.family([server.pid]) == [server.pid, child]
        server.communicate("x\n")
    assert usage.family([server.pid]) == []
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert usage.listening(other.getsockname()[1]) == [os.getpid()]


def test_a_process_that_works_is_seen_working() -> None:
    found = Usage(lambda: [os.getpid(), 2**22 + 1])
    found.take()
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    found.take()
    assert list(found.samples) == [os.getpid()]
    first, last = found.samples[os.getpid()]
    assert last.cpu_s - first.cpu_s >= 0.2
    assert last.rss > MIB
