"""The agent as one file, on a computer that has Python and nothing else."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import programs
import pytest
from emulator import Emulator, NetworkEmulator, SerialEmulator, emulated
from printers import fake_lobby, job, until

ROOT = Path(__file__).parents[3]
UNIT = ROOT / "deploy" / "lobby-printer@.service"
BARE = [getattr(sys, "_base_executable", sys.executable), "-I", "-S"]  # no environment, no site-packages


def build(target: Path) -> Path:
    subprocess.run([sys.executable, ROOT / "deploy" / "agent.py", target], check=True, capture_output=True)
    return target


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("opt") / "lobby-printer.pyz")


def peak_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024


@pytest.mark.parametrize("kind", [NetworkEmulator, SerialEmulator])
def test_it_prints_confirms_starts_within_a_second_and_needs_less_than_80_mb(
    program: Path, tmp_path: Path, kind: type[Emulator]
) -> None:
    with fake_lobby() as lobby, emulated(kind()) as printer:
        begun = time.monotonic()
        command = [*BARE, program, "--server", lobby.url, "--device", printer.device]
        environment = {"LOBBY_PRINTER_TOKEN": lobby.token}
        agent = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        until(lambda: lobby.states and "/api/v1/printer/jobs/next" in lobby.calls)
        took = time.monotonic() - begun
        slip = job(rows=900)
        lobby.offers = [(17, "A012", slip)]
        until(lambda: lobby.reports)
        memory = peak_mb(agent.pid)
        agent.terminate()
        _, said = agent.communicate(timeout=10)
        assert printer.paper.has_whole(slip) == 1
    assert (lobby.states[0], lobby.outcomes()) == ("online", [(17, "printed")])
    assert (agent.returncode, "Traceback" in said) == (0, False)
    assert took < 1
    assert memory < 80


def test_without_pillow_it_says_what_a_folder_needs(program: Path, tmp_path: Path) -> None:
    command = [*BARE, program, "--server", "http://127.0.0.1:1", "--token", "t", "--device", "folder:slips"]
    ran = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "apt-get install python3-pil" in ran.stderr


def test_a_usb_printer_that_is_not_plugged_in_is_offline(program: Path, tmp_path: Path) -> None:
    with fake_lobby() as lobby:
        command = [*BARE, program, "--server", lobby.url, "--token", lobby.token, "--device", "usb:fffe:fffe"]
        agent = subprocess.Popen(command, cwd=tmp_path, env={}, stderr=subprocess.PIPE, text=True)
        until(lambda: lobby.states == ["offline"])
        agent.terminate()
        _, said = agent.communicate(timeout=10)
    assert "Traceback" not in said


def test_the_same_sources_give_the_same_bytes(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert build(tmp_path / "again.pyz").read_bytes() == program.read_bytes()


def test_the_unit_that_runs_it_is_sound_and_locked_in(tmp_path: Path) -> None:
    unit = tmp_path / "lobby-printer@hall.service"
    shutil.copy(UNIT, unit)
    analyze = programs.program("systemd-analyze")
    verified = subprocess.run([analyze, "verify", unit], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    locked = [analyze, "security", "--offline=true", "--threshold=20", "--no-pager", unit]  # tenths; 9.6 would be wide open
    assert subprocess.run(locked, capture_output=True).returncode == 0


def test_the_unit_needs_no_checkout_and_shows_no_token() -> None:
    started = next(line for line in UNIT.read_text().splitlines() if line.startswith("ExecStart="))
    assert "/opt/lobby/lobby-printer.pyz" in started
    assert "oken" not in started
