"""One SQLite file, one server: a second one says so and does not start."""

import os
import subprocess
import sys

import pytest
from programs import free_port
from running import ROOT, demo_server


def second_serve(data_dir, *more):
    environ = os.environ | {"LOBBY_DATA_DIR": str(data_dir), "LOBBY_BIND": f"127.0.0.1:{free_port()}"}
    command = [sys.executable, "-m", "lobby.cli", "serve", *more]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)


@pytest.fixture
def alone(tmp_path):
    with demo_server(tmp_path / "data") as running:
        yield running


def test_a_second_server_on_one_file_is_refused_and_the_next_one_is_not(alone):
    refused = second_serve(alone.data_dir)
    assert refused.returncode == 1
    assert "one SQLite file serves one server" in refused.stderr and "PostgreSQL" in refused.stderr
    assert alone.draw()["number"] == "A001"
    alone.kill()
    alone.start()  # the lock went with those who held it
    assert alone.draw()["number"] == "A002"


def test_two_workers_on_one_file_are_refused(tmp_path):
    refused = second_serve(tmp_path, "--workers", "2")
    assert refused.returncode == 1 and "PostgreSQL" in refused.stderr
