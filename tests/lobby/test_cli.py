"""The `lobby` command, as somebody types it."""

import os
import subprocess
import sys
import tomllib

import pytest
from office import DEMO
from programs import free_port


@pytest.fixture
def lobby(tmp_path):
    """Type a command; it runs in a folder of its own."""

    def typed(*words, given=None, **environ):
        env = os.environ | {"LOBBY_DATA_DIR": str(tmp_path / "data")} | environ
        command = [sys.executable, "-m", "lobby.cli", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, input=given)

    (tmp_path / "office.toml").write_text(DEMO)
    typed.office = str(tmp_path / "office.toml")
    return typed


def test_an_office_a_device_and_an_account_from_nothing(lobby):
    assert "+ office.slug = bernburg" in lobby("office", "load", lobby.office).stdout
    assert lobby("office", "load", lobby.office, "--dry-run").stdout == "nothing to change\n"
    assert lobby("office", "dump").stdout.startswith("[office]")
    lobby("device", "add", "printer", "front")
    kiosk = lobby("device", "add", "kiosk", "door", "--printer", "front").stdout.splitlines()
    assert kiosk[0] == f"http://127.0.0.1:8000/kiosk?device={kiosk[-1]}"
    for name in ("hall", "the old screen"):  # a device may have any name; its address leads somewhere
        display = lobby("device", "add", "display", name).stdout.splitlines()
        assert display[0] == f"http://127.0.0.1:8000/display/hall?device={display[-1]}"
    assert lobby("staff", "add", "anna", "--role", "caseworker", "--password-stdin", given="a password\n").returncode == 0
    assert lobby("staff", "token", "anna").stdout.splitlines()[-1].startswith("la_")
    assert "/login/first?key=li_" in lobby("staff", "add", "berta", "--role", "lead", "--link").stdout


def test_accounts_are_listed_and_locked_and_tokens_may_be_limited(lobby):
    lobby("office", "load", lobby.office)
    lobby("staff", "add", "anna", "--role", "caseworker", "--password-stdin", given="a password\n")
    assert lobby("staff", "token", "anna", "--scope", "desk", "--days", "30").stdout.splitlines()[-1].startswith("la_")
    assert lobby("staff", "token", "anna", "--scope", "everything").returncode == 2
    assert lobby("staff", "lock", "anna").stdout == "anna: locked\n"
    assert lobby("staff", "reset-totp", "anna").stdout == "anna: no second step\n"
    assert lobby("staff", "list").stdout.split() == ["anna", "caseworker", "locked"]
    assert "too easy to guess" in lobby("staff", "add", "berta", "--role", "lead", "--password-stdin", given="password1\n").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("office", "dump", "nix"), "nix"),
        (("device", "add", "kiosk", "door"), "there is none yet"),
        (("staff", "token", "nobody"), "nobody"),
        (("staff", "add", "anna", "--role", "queen"), "queen"),
        (("serve", "--workers", "2"), "PostgreSQL"),
        (("rehearse", "--office", "nix"), "nix"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_without_a_trace(lobby, words, said):
    done = lobby(*words)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_office_file_that_is_no_text_is_said_so(lobby, tmp_path):
    (tmp_path / "picture.toml").write_bytes(b"\x89PNG")
    done = lobby("office", "load", str(tmp_path / "picture.toml"))
    assert (done.returncode, "picture.toml is not text in UTF-8" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOBBY_BIND", "nowhere"),
        ("LOBBY_WORKERS", "0"),
        ("LOBBY_DEMO_OPEN", "yes"),
        ("LOBBY_CLOCK", "soon"),
        ("LOBBY_DATABASE_URL", "mysql://x"),
        ("LOBBY_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(lobby, name, value):
    done = lobby("migrate", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bent_clock_is_only_for_demos(lobby, tmp_path):
    (tmp_path / "real.toml").write_text(DEMO.replace("demo = true", "demo = false"))
    lobby("office", "load", str(tmp_path / "real.toml"))
    done = lobby("serve", LOBBY_CLOCK="2026-11-24T07:30:00Z@60")
    assert done.returncode != 0
    assert "bernburg" in done.stderr


def test_appointments_come_from_a_file_again_and_again(lobby, tmp_path):
    lobby("office", "load", lobby.office)
    file = tmp_path / "appointments.csv"
    file.write_text("code;service;at\nK7;residence;24.11.2099 10:15\nK8;fiktion;2099-11-24 10:30\n")
    assert lobby("appointments", "import", file, "--dry-run").stdout.startswith("2 added, ")
    assert lobby("appointments", "import", file).stdout == "2 added, 0 moved, 0 cancelled, 0 unchanged, 0 past\n"
    assert lobby("appointments", "import", file, "--office", "bernburg").stdout.endswith("2 unchanged, 0 past\n")
    file.write_text("code;service;at\nK7;residence;24.11.2099 10:15\n")
    assert lobby("appointments", "import", file, "--complete").stdout == "0 added, 0 moved, 1 cancelled, 1 unchanged, 0 past\n"
    file.write_text("code;service;at\nK7;residence;soon\n")
    done = lobby("appointments", "import", file)
    assert (done.returncode, "line 2" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_texts_go_to_translators_and_come_back(lobby, tmp_path):
    assert "  0  " in lobby("texts", "list", "--language", "so").stdout  # without an office: Lobby's own sentences
    lobby("office", "load", lobby.office)
    sheet = tmp_path / "texts.xlsx"
    assert lobby("texts", "export", sheet, "--language", "uk", "--language", "ar").stdout == f"{sheet}\n"
    assert lobby("texts", "import", sheet).stdout == "nothing to change\n"
    lobby("texts", "export", tmp_path / "po", "--language", "uk")
    file = tmp_path / "po" / "uk.po"
    file.write_text(
        file.read_text("utf-8").replace('msgid "Willkommen"\nmsgstr "', '# reviewed\nmsgid "Willkommen"\nmsgstr "Вітаємо! '),
        "utf-8",
    )
    assert lobby("texts", "import", file).stdout.startswith("uk: Willkommen → Вітаємо! ")
    assert 'msgstr "Вітаємо! ' in (tmp_path / "data" / "texts" / "uk.po").read_text("utf-8")
    told, lacking = (lobby("texts", "list").stdout.splitlines()[n].split() for n in (2, 3))
    assert (told[0], lacking[0], int(told[1]) - int(told[3])) == ("uk", "ar", 1)
    file.write_text(file.read_text("utf-8").replace("{number}", "{nummer}"), "utf-8")
    done = lobby("texts", "import", file)
    assert (done.returncode, "uk.po, line" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_what_there_is_is_kept_and_brought_back_elsewhere(lobby, tmp_path):
    lobby("office", "load", lobby.office)
    told = lobby("backup", str(tmp_path / "kept.lobby"))
    assert (told.returncode, "1 offices" in told.stdout) == (0, True)
    refused = lobby("restore", str(tmp_path / "kept.lobby"))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    there = {"LOBBY_DATA_DIR": str(tmp_path / "there")}
    assert "none missing" in lobby("restore", str(tmp_path / "kept.lobby"), **there).stdout
    assert lobby("office", "dump", **there).stdout == lobby("office", "dump").stdout
    assert lobby("retention", **there).stdout == "nothing is too old\n"
    assert "no backup of Lobby" in lobby("restore", lobby.office, LOBBY_DATA_DIR=str(tmp_path / "other")).stderr


def test_players_of_several_offices_are_made_into_one_file(lobby, tmp_path):
    lobby("office", "load", lobby.office)
    done = lobby("rehearse", "--office", "bernburg", "--offices", "2", "--prepare", str(tmp_path / "players.toml"))
    assert (done.returncode, done.stderr) == (0, "")
    offices = [each["office"] for each in tomllib.loads((tmp_path / "players.toml").read_text())["offices"]]
    assert offices == ["bernburg", "bernburg-01", "bernburg-02"]


@pytest.mark.parametrize("hours", ["12-8", "8", "9-25", "a-b", "-1-5"])
def test_hours_that_are_none_are_refused(lobby, hours):
    done = lobby("rehearse", f"--hours={hours}")
    assert done.returncode == 2
    assert "two hours of a day" in done.stderr


def test_a_load_on_a_server_that_is_not_there_says_so(lobby, tmp_path):
    lobby("office", "load", lobby.office)
    done = lobby("rehearse", "--sockets", "5", "--url", f"http://127.0.0.1:{free_port()}", "--json", str(tmp_path / "report.json"))
    assert done.returncode == 1
    assert "no answer" in done.stderr
    assert "Traceback" not in done.stderr
