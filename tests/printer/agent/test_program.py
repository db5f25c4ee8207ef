"""`python -m printer`, as somebody at an office starts it."""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentTypeError
from pathlib import Path

import pytest
from printers import fake_lobby, job, names, network_machine, until
from programs import leave_out

from printer.agent import options
from printer.agent.files import FilePrinter, FolderPrinter
from printer.agent.lines import LinePrinter
from printer.agent.lobby import Lobby

ROOT = Path(__file__).parents[3]


def started(url: str, device: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "printer", "--server", url, "--token", "a-printer", "--device", device]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_program_prints_into_a_folder_and_ends_cleanly(tmp_path: Path, ending: signal.Signals) -> None:
    with fake_lobby() as lobby:
        lobby.offers = [(17, "A012", job()), (18, "../../x", job())]
        agent = started(lobby.url, f"folder:{tmp_path}")
        until(lambda: len(lobby.reports) == 2, within_s=15)
        agent.send_signal(ending)
        _, said = agent.communicate(timeout=10)
    assert names(tmp_path) == ["17-A012.bin", "17-A012.png", "18-slip.bin", "18-slip.png"]
    assert lobby.states == ["online", "unknown"], "in the end it says that nobody looks any more"
    assert agent.returncode == 0
    assert "Traceback" not in said


def test_the_program_prints_over_the_network() -> None:
    with fake_lobby() as lobby, network_machine() as machine:
        lobby.offers = [(17, "A012", job())]
        agent = started(lobby.url, f"network:127.0.0.1:{machine.port}")
        until(lambda: lobby.reports, within_s=15)
        agent.terminate()
        agent.communicate(timeout=10)
    assert lobby.outcomes() == [(17, "printed")]
    assert len(machine.slips) == 1


def test_a_full_disk_is_said_and_slips_go_on_when_there_is_room(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        leave_out("only root mounts a small disk")
    with fake_lobby() as lobby:
        lobby.offers = [(1, "A001", job())]
        mounted = f"mount -t tmpfs -o size=8k none {tmp_path} && exec"
        agent_line = f"{sys.executable} -m printer --server {lobby.url} --token a-printer --device folder:{tmp_path}"
        command = ["unshare", "--mount", "sh", "-c", f"{mounted} {agent_line}"]
        agent = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        until(lambda: lobby.reports and lobby.states[-1:] == ["error"], within_s=15)
        assert lobby.reports == [(1, "failed", {"reason": "disk-full", "touched": False})]
        in_there = ["nsenter", "--mount", "--target", str(agent.pid)]
        assert subprocess.run([*in_there, "ls", "-A", str(tmp_path)], capture_output=True, text=True, check=True).stdout == ""
        subprocess.run([*in_there, "mount", "-o", "remount,size=2m", str(tmp_path)], check=True)
        until(lambda: lobby.states[-1] == "online")
        lobby.offers = [(1, "A001", job())]
        until(lambda: len(lobby.reports) == 2)
        agent.terminate()
        _, said = agent.communicate(timeout=10)
    assert lobby.outcomes()[1] == (1, "printed")
    assert said.count("no room left in") == 1


def test_the_program_waits_for_a_server_that_is_not_there_yet(tmp_path: Path) -> None:
    with fake_lobby() as lobby:
        port = lobby.port
    agent = started(f"http://127.0.0.1:{port}", f"folder:{tmp_path}")
    assert agent.stderr
    lines = [agent.stderr.readline(), agent.stderr.readline()]
    assert any("no slips from the server" in line for line in lines)
    with fake_lobby(port) as lobby:
        lobby.offers = [(17, "A012", job())]
        until(lambda: lobby.reports, within_s=15)
    agent.terminate()
    agent.communicate(timeout=10)
    assert agent.returncode == 0


@pytest.mark.parametrize(
    "text",
    ["", "network:", "network:host:port", "serial:", "serial:/dev/x:fast", "usb:04b8", "usb:x:y", "lpt:1", "file:", "folder:"],
)
def test_a_device_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        options.device(text)


def test_devices_are_read_as_the_contract_writes_them() -> None:
    for text in (
        "network:printer",
        "network:10.0.0.7:9101",
        "network:[::1]:9100",
        "network:[fe80::1]",
        "network:fe80::1",
        "serial:/dev/ttyS0",
        "serial:COM3:9600",
        "usb:04b8:0e15",
    ):
        assert isinstance(options.device(text), LinePrinter)
    assert isinstance(options.device("file:/dev/usb/lp0"), FilePrinter)
    assert isinstance(options.device("folder:slips"), FolderPrinter)


@pytest.mark.parametrize("server", ["ftp://x", "http://", "//"])
def test_a_server_that_makes_no_sense_is_refused(server: str) -> None:
    with pytest.raises(ValueError):
        Lobby(server, "t")


def test_help_says_the_devices() -> None:
    said = subprocess.run([sys.executable, "-m", "printer", "--help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert all(f"{kind}:" in said for kind in options.KINDS)


def test_the_agent_needs_nothing_of_the_server() -> None:
    program = "import sys, printer.__main__; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"lobby", "flask", "sqlalchemy", "gevent", "escpos", "printer.station", "PIL", "serial", "usb"} & set(
        ran.stdout.split()
    )


def test_the_agent_starts_within_a_second_and_needs_less_than_80_mb() -> None:
    with fake_lobby() as lobby, network_machine() as machine:
        begun = time.monotonic()
        agent = started(lobby.url, f"network:127.0.0.1:{machine.port}")
        until(lambda: "/api/v1/printer/jobs/next" in lobby.calls and lobby.states)
        took = time.monotonic() - begun
        lobby.offers = [(1, "A001", job(rows=2000))]
        until(lambda: lobby.reports)
        assert peak_mb(agent.pid) < 80
        agent.terminate()
        agent.communicate(timeout=10)
    assert took < 1


def peak_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
