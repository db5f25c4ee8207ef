"""What an office installs has all that its pages and slips need."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=HOUSE, check=True, capture_output=True
    )
    return set(zipfile.ZipFile(next(folder.glob("*.whl"))).namelist())


def test_the_wheel_has_every_file_of_the_house(names):
    kinds = {".py", ".html", ".css", ".js", ".svg", ".toml", ".po"}
    parts = [HOUSE / part for part in ("lobby", "kiosk", "display", "printer", "migrations")]
    files = {str(f.relative_to(HOUSE)) for part in parts for f in part.rglob("*") if f.suffix in kinds}
    assert files - names == set()
    assert "wsgi.py" in names


def test_the_wheel_brings_scripts_and_fonts_with_their_licences(names):
    vendor, fonts = "lobby/web/static/vendor/", "printer/station/fonts/"
    assert {
        vendor + name for name in ("socket.io.esm.min.js", "idiomorph.esm.js", "noto-sans/index.css", "noto-sans/LICENSE")
    } <= names
    assert {
        fonts + name for name in ("NotoSans_400Regular.ttf", "NotoSansArabic_700Bold.ttf", "NotoSansArabic.LICENSE.txt")
    } <= names


def test_the_wheel_brings_no_tests_and_no_data(names):
    assert {name.split("/")[0] for name in names} & {"tests", "var", "node_modules", "deploy", "docs"} == set()
