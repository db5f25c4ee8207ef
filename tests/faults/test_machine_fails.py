"""One host whose own parts fail: a full disk, Redis, too few files, a farm of displays that comes back at once."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
import requests
from counterlife import Screen, close
from killable import killable_redis
from ledger import crowded
from printers import until
from programs import leave_out, program
from running import demo_server

CROWD, FARM = 40, 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True).returncode:
        leave_out("this user may not mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_is_told_loses_nothing_and_is_over_when_there_is_room_again(small_disk: Path) -> None:
    with demo_server(small_disk, SPEECH="off") as server, crowded(server.url, True, server.settings, seed=7) as crowd:
        fill(small_disk / "other")
        until(lambda: crowd.crowd.seen.refused["503 busy"] > 3, within_s=15)
        assert requests.get(f"{server.url}/healthz", timeout=5).status_code == 200
        assert server.api("GET", "/office").status_code == 200, "what can be read can be seen"
        (small_disk / "other").unlink()
        crowd.make_sure_displays_are_right("there is room again")


def fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(65536))


def test_redis_is_gone_and_back_and_nobody_is_held_up(fresh_postgresql: str, tmp_path: Path) -> None:
    with killable_redis() as (redis, port):
        how = {"WORKERS": "2", "REDIS_URL": f"redis://127.0.0.1:{port}/0", "SPEECH": "off"}
        with demo_server(tmp_path, fresh_postgresql, **how) as server, crowded(server.url, True, server.settings, seed=8) as crowd:
            for fail, heal in ((redis.kill, redis.start), (redis.freeze, redis.thaw)):
                fail()
                crowd.make_sure_displays_are_right("Redis is gone")
                assert requests.get(f"{server.url}/readyz", timeout=10).json()["reasons"] == ["queue: Redis does not answer"]
                heal()
                crowd.make_sure_displays_are_right("Redis is back")
            assert not crowd.crowd.seen.refused


def test_a_server_with_too_few_files_serves_again_when_the_crowd_is_gone(tmp_path: Path) -> None:
    few = (program("prlimit"), "--nofile=64:64")
    with demo_server(tmp_path, inside=few, SPEECH="off") as server, crowded(server.url, True, server.settings, seed=10) as crowd:
        many = [Screen(server.url, True, server.devices["display"], Random(n)) for n in range(CROWD)]
        time.sleep(2)
        assert not all(each.revision for each in many)
        close(many)
        crowd.make_sure_displays_are_right("most have gone")


def test_a_farm_of_displays_comes_back_spread_and_right(tmp_path: Path) -> None:
    with demo_server(tmp_path, SPEECH="off") as server:
        farm = [Screen(server.url, True, server.devices["display"], Random(n)) for n in range(FARM)]
        until(lambda: all(each.revision for each in farm), within_s=30)
        server.kill()
        server.start()
        server.draw()
        until(lambda: all(each.revision for each in farm), within_s=10)
        assert len({each.revision for each in farm}) == 1
        close(farm)
