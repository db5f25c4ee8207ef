"""The bytes for the printer, read back by a program that is not ours."""

import subprocess
import sys
from pathlib import Path

import pytest
from papers import STATUS_URL, codes, decoded, facts
from PIL import Image

from printer.station.raster import BANDS, escpos
from printer.station.slip import picture

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("language", ["de", "ar", "uk"])
@pytest.mark.parametrize("width", [576, 384])
def test_another_program_decodes_the_same_picture(language: str, width: int) -> None:
    slip = picture(facts(language), width)
    read = decoded(escpos(slip))
    assert read.picture.width == width
    assert read.picture.crop((0, 0, *slip.size)).point(lambda tone: 255 if tone else 0).tobytes() == slip.convert("L").tobytes()
    assert codes(read.picture) == [STATUS_URL]


def test_a_job_initialises_prints_feeds_and_cuts_and_does_nothing_else() -> None:
    read = decoded(escpos(picture(facts())))
    assert read.commands[0] == "ESC @"
    assert set(read.commands[1:-2]) == {"GS v0"}
    assert read.commands[-2:] == ["ESC d", "GS V"]
    assert escpos(picture(facts()))[-3:-1] == b"\x1dV"


@pytest.mark.parametrize("height", [1, 47, 96, 144, 192, 960, 1024, 1103, 1399, 2048])
def test_no_band_has_a_height_that_cheap_firmware_garbles(height: int) -> None:
    bands = decoded(escpos(Image.new("1", (576, height), 1))).bands
    assert all(100 <= rows <= 200 and rows % 48 and rows & (rows - 1) for rows in bands)
    assert height <= sum(bands) < height + 100


def test_no_slip_wastes_more_than_a_millimetre_of_paper() -> None:
    assert max(min(-height % rows for rows in BANDS) for height in range(900, 2400)) <= 8


def test_a_width_that_is_no_multiple_of_8_gets_white_at_its_right() -> None:
    read = decoded(escpos(Image.new("1", (500, 100), 0)))
    assert read.picture.width == 504
    assert read.picture.getpixel((499, 50)) == 0
    assert read.picture.getpixel((500, 50)) != 0


def test_importing_the_library_leaves_the_log_and_the_temporary_folder_alone(tmp_path: Path) -> None:
    program = "import logging, printer.station.raster; print(logging.getLogger().handlers)"
    environment = {"PATH": "", "TMPDIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, check=True, text=True)
    assert (ran.stdout, list(tmp_path.iterdir())) == ("[]\n", [])


def test_nothing_is_said_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    escpos(picture(facts()))
    assert capfd.readouterr() == ("", "")
