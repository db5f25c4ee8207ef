"""`lobby doctor`: each thing is really broken, and the doctor says so and what to do."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from office import DEMO
from programs import free_port
from running import demo_server

from lobby.clock import SystemClock
from lobby.commands import offices
from lobby.doctor import machine
from lobby.doctor.examine import as_text, examine, of_file, worst
from lobby.doctor.finding import Level
from lobby.settings import Settings
from lobby.store import schema
from lobby.store.database import Database


@pytest.fixture
def env(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return {"LOBBY_DATA_DIR": str(folder), "LOBBY_BIND": f"127.0.0.1:{free_port()}", "LOBBY_SPEECH": "off"}


def said(env, about):
    """What is said of one thing, with its level."""
    return [(each.level.value, each.says) for each in examine(env) if each.about == about]


def prepared(env):
    settings = Settings.from_env(env)
    schema.migrate(settings.database_url)
    return Database(settings, SystemClock())


def test_before_the_first_start_nothing_is_wrong_and_it_says_what_is_missing(env):
    found = examine(env)
    assert worst(found) is Level.WARN
    assert ("ok", f"{env['LOBBY_BIND']} is free") in said(env, "port")
    assert [level for level, _ in said(env, "libraries") + said(env, "fonts of slips") + said(env, "pages")] == ["ok"] * 3
    assert said(env, "public address") == [("warn", "is not set: no slip bears a code for the phone")]
    assert said(env, "voices") == [("warn", "nothing is spoken")]
    assert "      → LOBBY_PUBLIC_URL=https://…, as phones reach it" in list(as_text(found))


def test_it_makes_no_database(env, tmp_path):
    examine(env)
    assert not (tmp_path / "data" / "lobby.sqlite").exists()


def test_a_misspelt_setting_and_one_of_a_wrong_value_are_named(env):
    assert said(env | {"LOBBY_WORKER": "3"}, "settings") == [("warn", "LOBBY_WORKER is no setting of Lobby's")]
    assert said(env | {"LOBBY_PRINTER_TOKEN": "x"}, "settings") == []  # the agent's, on the same machine
    ((level, says),) = said(env | {"LOBBY_WORKERS": "many"}, "settings")
    assert (level, says) == ("bad", "LOBBY_WORKERS: 'many' is not a whole number of at least 1")


def test_every_setting_that_the_example_names_is_known(env):
    example = Path("deploy/server.env.example").read_text(encoding="utf-8").splitlines()
    names = of_file("\n".join(line.removeprefix("#") for line in example if line.removeprefix("#").startswith("LOBBY_")))
    told = {name: env.get(name, "") for name in names}
    assert len(names) > 15
    assert [text for level, text in said(env | told, "settings") if "no setting" in text] == []


def test_a_port_that_somebody_else_has(env):
    with socket.create_server(("127.0.0.1", int(env["LOBBY_BIND"].rpartition(":")[2]))):
        assert said(env, "port") == [("bad", f"{env['LOBBY_BIND']}: Address already in use")]


def test_a_folder_that_everybody_reads(env):
    with TemporaryDirectory() as folder:  # not below pytest's own, which nobody else may enter
        assert [level for level, _ in said(env | {"LOBBY_DATA_DIR": folder}, "data folder")] == ["ok"]
        Path(folder).chmod(0o755)
        found = said(env | {"LOBBY_DATA_DIR": folder}, "data folder")
    assert found == [("warn", f"others of this machine can read {Path(folder).name}")]


def test_missing_fonts_and_scripts_are_named_by_what_people_lose(tmp_path):
    for name in ("NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf", "NotoSansArabic_400Regular.ttf"):
        (tmp_path / name).touch()
    pages, slips = machine.files(tmp_path, tmp_path)
    assert "socket.io.esm.min.js" in pages.says
    assert slips.says == "no slip can be printed in: Arabic, Ethiopic"


def test_a_database_that_is_damaged(env):
    db = prepared(env)
    offices.load(db, DEMO, "test")
    db.close()
    where = Settings.from_env(env).data_dir / "lobby.sqlite"
    whole = where.read_bytes()
    where.write_bytes(whole[:8192] + b"\x5a" * 4096 * 8 + whole[8192 + 4096 * 8 :])
    assert any(level == "bad" for level, _ in said(env, "database"))


def test_a_database_of_a_newer_program(env):
    db = prepared(env)
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    assert "9999" in str(said(env, "database"))


def test_services_that_are_away(env):
    away = {"LOBBY_DATABASE_URL": f"postgresql://lobby@127.0.0.1:{free_port()}/x", "LOBBY_WORKERS": "2"}
    away |= {"LOBBY_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    assert [level for level, _ in said(env | away, "database")] == ["bad"]
    assert said(env | away, "Redis") == [("bad", "does not answer")]
    assert said(env | {"LOBBY_WORKERS": "2"}, "workers") == [("bad", "2 need PostgreSQL and Redis")]


def test_postgresql_that_allows_too_few_connections_is_told(env, fresh_postgresql):
    found = said(env | {"LOBBY_DATABASE_URL": fresh_postgresql, "LOBBY_WORKERS": "50"}, "PostgreSQL")
    assert [level for level, _ in found] == ["warn"]
    assert said(env | {"LOBBY_DATABASE_URL": fresh_postgresql}, "clocks") == []


def test_an_office_that_lacks_what_its_first_visitor_needs(env):
    db = prepared(env)
    assert said(env, "office") == [("warn", "there is none yet")]
    offices.load(db, DEMO, "test")
    db.close()
    assert ("warn", "has no kiosk") in said(env, "office bernburg")
    assert said(env, "accounts") == [("warn", "nobody is an admin")]


def test_a_server_that_runs_is_found_at_its_port_and_its_silent_devices_are_named(tmp_path):
    with demo_server(tmp_path) as server:
        env = {name: value for name, value in os.environ.items() if name.startswith("LOBBY_")}
        env |= {"LOBBY_DATA_DIR": str(server.settings.data_dir), "LOBBY_BIND": server.url.removeprefix("http://")}
        found = examine(env | {"LOBBY_PUBLIC_URL": server.url})
        told = {(each.level.value, each.says) for each in found}
        assert ("ok", f"Lobby answers at {env['LOBBY_BIND']}") in told
        assert ("ok", f"Lobby answers at {server.url}") in told
        assert any(each.says.startswith("not connected: ") for each in found)
        assert worst(found) is not Level.BAD, [each for each in found if each.level is Level.BAD]


def test_the_command_reads_the_services_settings_and_its_exit_code_tells(env, tmp_path):
    (tmp_path / "server.env").write_text('# of the service\nLOBBY_WORKERS="2"\n')
    command = [sys.executable, "-m", "lobby.cli", "doctor", "--settings", str(tmp_path / "server.env"), "--format", "json"]
    told = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, timeout=60)
    assert told.returncode == 1, told.stderr
    found = {each["about"]: each for each in json.loads(told.stdout)}
    assert found["workers"]["level"] == "bad"
    assert found["workers"]["do"] == "set their addresses, or one worker"
