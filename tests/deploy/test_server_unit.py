"""What an IT person copies for the server: a unit that is sound and locked down, and an example of its settings that holds."""

import re
import shutil
import subprocess
from pathlib import Path

from programs import program

from lobby.settings import Settings

HOUSE = Path(__file__).parents[2]
UNIT = HOUSE / "deploy" / "lobby.service"
EXAMPLE = (HOUSE / "deploy" / "server.env.example").read_text()
MOST_EXPOSED = 1.5  # of 10; systemd calls everything under 2 OK
NOT_OF_AN_OFFICE = {"LOBBY_DATA_DIR", "LOBBY_DEMO_OPEN", "LOBBY_CLOCK", "LOBBY_WEBHOOK_LOOPBACK"}


def test_the_servers_unit_is_sound(tmp_path: Path) -> None:
    (tmp_path / UNIT.name).write_text(UNIT.read_text().replace("/srv/lobby/.venv/bin/lobby", shutil.which("true") or ""))
    done = subprocess.run([program("systemd-analyze"), "verify", tmp_path / UNIT.name], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_servers_unit_may_do_little(tmp_path: Path) -> None:
    command = [program("systemd-analyze"), "security", "--offline=yes", str(UNIT)]
    told = subprocess.run(command, capture_output=True, text=True).stdout
    assert float(re.findall(r"exposure level for lobby\.service: ([\d.]+)", told)[-1]) <= MOST_EXPOSED


def test_the_example_of_settings_names_all_and_each_can_be_used(tmp_path: Path) -> None:
    named = dict(re.findall(r"^#?(LOBBY_\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    known = set(re.findall(r'"(LOBBY_[A-Z_]+)"', (HOUSE / "lobby" / "settings.py").read_text()))
    assert known - set(named) - NOT_OF_AN_OFFICE == set()
    told = named | {"LOBBY_OIDC_CLIENT_SECRET": "a secret", "LOBBY_SPEECH": "off", "LOBBY_SPEECH_DIR": ""}
    found = Settings.from_env(told | {"LOBBY_DATA_DIR": str(tmp_path)})
    assert (found.workers, found.trusted_proxies, found.local_login, found.is_sqlite) == (2, 1, "0", False)


def test_each_setting_of_the_example_is_explained() -> None:
    assert [block for block in EXAMPLE.split("\n\n") if not block.startswith("# ")] == []


def test_what_runs_without_anything_said_is_one_process_on_sqlite(tmp_path: Path) -> None:
    told = dict(re.findall(r"^(LOBBY_\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    found = Settings.from_env(told | {"LOBBY_DATA_DIR": str(tmp_path)})
    assert found.is_sqlite and found.workers == 1
