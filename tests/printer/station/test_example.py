"""A slip to look at, from an office file or the database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from office import Day
from papers import codes, words
from PIL import Image

from lobby.domain.errors import Invalid, NotFound
from lobby.domain.slip import BLOCKS
from printer.station.example import STATUS_URL, example, office_of
from printer.station.slip import content, picture

ROOT = Path(__file__).parents[3]
DEMO = (ROOT / "lobby/demo/bernburg.toml").read_text("utf-8")
SMALL = """
[office]
slug = "amt"
languages = ["de"]
name = { de = "Amt" }
[slip]
blocks = ["number", "footer"]
footer = { de = "Auf Wiedersehen" }
"""


def test_an_office_file_is_enough() -> None:
    facts = example(office_of(DEMO), "uk", "ukraine")
    assert (facts.number, facts.ahead, facts.wait) == ("U012", 4, (20, 35))
    assert facts.place == dict(office_of(DEMO).areas["hall"].name)
    assert codes(picture(facts)) == [STATUS_URL]


def test_the_file_and_the_database_say_the_same(day: Day) -> None:
    office = day.office
    for service in office.services.values():
        assert example(office, "ar", service.slug) == example(office_of(DEMO), "ar", service.slug)


def test_without_a_service_it_is_the_first_one() -> None:
    assert example(office_of(DEMO), "de").number == f"{next(iter(office_of(DEMO).services.values())).letter}012"


def test_an_office_that_has_no_services_yet_has_a_slip_too() -> None:
    assert words(content(example(office_of(SMALL), "de"), 576)) == ["A012", "Auf Wiedersehen"]
    assert office_of(DEMO).slip.blocks == BLOCKS


def test_an_unknown_service_and_a_wrong_file_are_said() -> None:
    with pytest.raises(NotFound):
        example(office_of(DEMO), "de", "nothing")
    with pytest.raises(Invalid):
        office_of("[office]\nslug = 1")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LOBBY_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "printer.station", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_command_draws_the_slip_into_a_file(tmp_path: Path) -> None:
    file = str(ROOT / "lobby/demo/bernburg.toml")
    ran = run(tmp_path, "--office", file, "--language", "ar", "--width", "384", "--service", "duldung", "slip.png")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    drawn = Image.open(tmp_path / "slip.png")
    assert drawn.convert("1").tobytes() == picture(example(office_of(DEMO), "ar", "duldung"), 384).tobytes()


def test_an_office_that_there_is_not_is_said_in_a_sentence(tmp_path: Path) -> None:
    ran = run(tmp_path, "--office", "nowhere", "slip.png")
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: ")
    assert not (tmp_path / "slip.png").exists()
