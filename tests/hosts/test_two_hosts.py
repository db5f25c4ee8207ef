"""Two hosts behind nginx, killed, frozen and cut off at random while people draw and call: nothing answered is lost."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hosts import DATABASE, FRONT, QUEUE, Host, House, two_hosts
from killable import children, is_running
from ledger import PATIENCE_S, RIGHT_S, Watched, crowded
from printers import until

TOO_SLOW = re.compile(r" after (?:[3-9]|\d\d)\.\d s: ")  # nginx.conf: proxy_read_timeout

FAULTS: dict[str, Callable[[Host], None]] = {
    "killed": Host.kill,
    "frozen": Host.freeze,
    "cut off from nginx": lambda host: host.cut(FRONT),
    "cut off from the database": lambda host: host.cut(DATABASE),
    "cut off from Redis": lambda host: host.cut(QUEUE),
    "cut off from all": Host.cut,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with two_hosts(tmp_path_factory.mktemp("house")) as running:
        yield running


@contextmanager
def crowd_at(house: House, seed: int, pace_s: float = 0.15, right_s: float = PATIENCE_S) -> Iterator[Watched]:
    with crowded(house.front.url, str(house.front.authority), house.settings, seed, pace_s, right_s) as crowd:
        try:
            yield crowd
        finally:
            house.mend()


def hurt(house: House, crowd: Watched, host: Host, fault: str, for_s: float) -> None:
    """One fault and its end; every display is right again in time after each of the two."""
    FAULTS[fault](host)
    ends = time.monotonic() + for_s
    if for_s > RIGHT_S:
        crowd.make_sure_displays_are_right(f"{host.name} {fault}")
    time.sleep(max(0.0, ends - time.monotonic()))
    house.mend()
    crowd.make_sure_displays_are_right(f"{host.name}, no longer {fault}")


def test_a_host_is_cut_off_frozen_and_killed_and_nothing_answered_is_lost(house: House) -> None:
    with crowd_at(house, 1) as crowd:
        hurt(house, crowd, house.hosts[0], "cut off from the database", 1.5)
        hurt(house, crowd, house.hosts[1], "frozen", 1.5)
        hurt(house, crowd, house.hosts[1], "killed", 0.5)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_ten_minutes_of_faults_at_random(tmp_path: Path, seed: int) -> None:
    chance, ends = Random(seed), time.monotonic() + 600
    with two_hosts(tmp_path) as house, crowd_at(house, seed, 0.8, RIGHT_S) as crowd:
        while time.monotonic() < ends:
            for_s = chance.choice([0.5, 2.0, 5.0, 12.0, 20.0]) * chance.uniform(0.8, 1.2)
            hurt(house, crowd, chance.choice(house.hosts), chance.choice(list(FAULTS)), for_s)
            time.sleep(chance.uniform(0, 2))


def killed(house: House, crowd: Watched, kind: str, chance: Random) -> None:
    """kill -9 at some moment of one process of this kind; what starts it again in an office does so here.

    The next one is killed when both hosts serve again: nothing is promised while neither can.
    """
    time.sleep(chance.uniform(0, 1))
    pid = chance.choice(KINDS[kind](house))
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_running(pid))
    house.mend()
    crowd.make_sure_displays_are_right(f"a {kind} was killed")
    until(lambda: all(host.serves for host in house.hosts), within_s=90)


KINDS: dict[str, Callable[[House], list[int]]] = {
    "gunicorn master": lambda house: [host.server.pid for host in house.hosts],
    "gunicorn worker": lambda house: [pid for host in house.hosts for pid in children(host.server.pid)],
    "PostgreSQL backend": lambda house: house.postgresql.children,
    "postmaster": lambda house: [house.postgresql.pid],
    "Redis": lambda house: [house.redis.pid],
    "nginx worker": lambda house: children(house.front.process.pid),
}


def test_one_process_of_each_kind_is_killed_and_nothing_answered_is_lost(house: House) -> None:
    with crowd_at(house, 2) as crowd:
        for kind in KINDS:
            killed(house, crowd, kind, Random(2))


def restart(host: Host) -> None:
    """As systemd does: first the master is asked to end."""
    os.kill(host.server.pid, signal.SIGTERM)
    until(lambda: not is_running(host.server.pid), within_s=90)
    host.server.start()


def reload(host: Host) -> None:
    """New workers come, with whatever code there is now, and then the old ones end."""
    before = set(children(host.server.pid))
    os.kill(host.server.pid, signal.SIGHUP)
    until(lambda: not before & set(children(host.server.pid)) and children(host.server.pid), within_s=90)


def renewed(house: House, times: int, right_s: float) -> None:
    with crowd_at(house, 3, right_s=right_s) as crowd:
        for number in range(times):
            for renew in (restart, reload):
                renew(house.hosts[number % 2])
                crowd.make_sure_displays_are_right(f"after a {renew.__name__}")
        # beside other tests a host that is well may take longer than nginx waits: then it is no fault of the upgrade
        waited_long = [] if right_s == RIGHT_S else [each for each in crowd.crowd.seen.refusals if TOO_SLOW.search(each)]
        assert [each for each in crowd.crowd.seen.refusals if each not in waited_long] == [], "somebody saw an error"


def test_a_new_version_comes_host_by_host_and_nobody_sees_an_error(house: House) -> None:
    renewed(house, times=1, right_s=PATIENCE_S)


@pytest.mark.soak
def test_new_versions_come_again_and_again(tmp_path: Path) -> None:
    with two_hosts(tmp_path, WORKERS="2") as house:
        renewed(house, times=20, right_s=RIGHT_S)


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_fifty_processes_of_a_kind_are_killed(tmp_path: Path, kind: str) -> None:
    with two_hosts(tmp_path, WORKERS="2") as house, crowd_at(house, 50, 0.3, RIGHT_S) as crowd:
        for number in range(50):
            killed(house, crowd, kind, Random(number))
