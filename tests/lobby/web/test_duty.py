"""Time is kept by one process of several, and by another one soon after that one was killed."""

import signal
import time
from pathlib import Path

import psycopg
import pytest
from running import demo_server

WITHIN_S = 10


@pytest.fixture
def two_servers(tmp_path, fresh_postgresql, fresh_redis):
    with demo_server(tmp_path, fresh_postgresql, REDIS_URL=fresh_redis) as one, one.another() as two:
        yield one, two


def keeper(url):
    """The process id of whoever keeps time now; None where that is nobody."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT holder FROM leases WHERE name = 'time' AND until > now()").fetchone()
    return int(row[0].split("-")[-2]) if row else None


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def until_other(url, than):
    ends = time.monotonic() + WITHIN_S
    while (found := keeper(url)) in (None, than):
        assert time.monotonic() < ends, "nobody takes over"
        time.sleep(0.1)
    return found


def test_another_process_keeps_time_soon_after_that_one_fell_silent(two_servers, fresh_postgresql):
    first = until_other(fresh_postgresql, None)
    stopped, other = sorted(two_servers, key=lambda server: server.process.pid != parent_of(first))
    stopped.signal(signal.SIGSTOP)
    second = until_other(fresh_postgresql, first)
    assert parent_of(second) == other.process.pid
    stopped.signal(signal.SIGCONT)
    time.sleep(3)
    assert keeper(fresh_postgresql) == second, "who was stopped does not know that another keeps time"
    other.kill()
    assert until_other(fresh_postgresql, second) == first
    stopped.stop()
    assert keeper(fresh_postgresql) is None, "who ends politely keeps others waiting"
