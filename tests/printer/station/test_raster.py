"""The bytes for the printer, read back by a program that is not ours."""

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from papers import decoded, facts
from PIL import Image, ImageDraw

from printer.station.raster import GAP, MOST_ROWS, escpos, full_raster, harmless, is_sound
from printer.station.slip import picture

ROOT = Path(__file__).parents[3]
AT_ONCE = re.compile(rb"\x10[\x04\x05\x14]")


def same(image: Image.Image, printed: Image.Image) -> bool:
    """Whether what comes out is the picture, with white at its right and below where there is more."""
    wanted = Image.new("L", printed.size, 255)
    wanted.paste(image.convert("L"), (0, 0))
    return wanted.tobytes() == printed.point(lambda tone: 255 if tone else 0).tobytes()


def drawing(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (576, 400)) -> Image.Image:
    image = Image.new("1", size, 1)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, 0)
    return image


def test_a_job_initialises_prints_feeds_and_cuts_and_does_nothing_else() -> None:
    read = decoded(escpos(picture(facts())))
    assert read.commands[0] == "ESC @"
    assert set(read.commands[1:-2]) == {"GS v0", "ESC a"}
    assert read.commands[-2:] == ["ESC d", "GS V"]
    assert escpos(picture(facts()))[-3:-1] == b"\x1dV"


@pytest.mark.parametrize("height", [1, 4, 47, 96, 144, 192, 960, 1024, 1103, 1399, 2048])
@pytest.mark.parametrize("colour", [0, 1])
def test_no_band_has_a_height_that_cheap_firmware_garbles(height: int, colour: int) -> None:
    image = Image.new("1", (576, height), colour)
    read = decoded(escpos(image))
    assert all(is_sound(rows) and rows <= MOST_ROWS for rows in read.bands)
    assert height <= read.picture.height < height + 6
    assert same(image, read.picture)


def test_no_height_of_ink_and_of_gaps_makes_an_unsound_band_or_loses_a_row() -> None:
    tall = Image.new("1", (64, 6000), 1)
    top = 3
    for n in range(1, 70):
        ImageDraw.Draw(tall).rectangle((8, top, 8 + n % 50, top + n), 0)
        top += 2 * n + 1
    assert top < 6000
    read = decoded(escpos(tall))
    assert all(map(is_sound, read.bands))
    assert same(tall, read.picture)


def test_white_rows_are_a_byte_wide_and_ink_is_cut_off_at_its_right() -> None:
    read = decoded(escpos(drawing((16, 50, 99, 79), (16, 200, 299, 229))))
    assert sorted(set(read.widths)) == [8, 104, 304, 576]
    assert read.widths.count(576) == 1, "the first rows alone are as wide as the paper"
    assert len(escpos(drawing())) < 576 / 8 * 3 + 400 + 8 * 5 + 20


def test_a_gap_of_a_few_rows_is_not_worth_a_band() -> None:
    close = drawing((0, 20, 500, 59), (0, 59 + GAP, 500, 99), size=(576, 120))
    apart = drawing((0, 20, 500, 59), (0, 60 + GAP, 500, 99), size=(576, 120))
    assert (len(decoded(escpos(close)).bands), len(decoded(escpos(apart)).bands)) == (4, 6)


def test_a_long_line_below_a_short_one_is_a_band_of_its_own() -> None:
    read = decoded(escpos(drawing((17, 20, 99, 59), (17, 60, 499, 99), size=(576, 120))))
    assert {104, 504} <= set(read.widths)


def test_a_width_that_is_no_multiple_of_8_gets_white_at_its_right() -> None:
    read = decoded(escpos(Image.new("1", (500, 100), 0)))
    assert read.picture.width == 504
    assert read.picture.getpixel((499, 50)) == 0
    assert read.picture.getpixel((500, 50)) != 0


def test_a_picture_never_holds_a_command_that_printers_obey_at_once() -> None:
    """DLE EOT, DLE ENQ and DLE DC4 are answered, or clear the printer's memory, in the middle of a raster too."""
    dots = b"".join(bytes([0x10, last, 0x10, 0x10, last, 0x10, last, 0]) for last in (0x04, 0x05, 0x14) for _ in range(20))
    image = Image.frombytes("1", (64, 60), bytes(byte ^ 0xFF for byte in dots))
    assert AT_ONCE.search(full_raster(Image.new("1", (64, 60), 1))) is None
    assert AT_ONCE.search(dots)
    job = escpos(image)
    assert AT_ONCE.search(job) is None
    printed = decoded(job).picture.crop((0, 0, 64, 60)).convert("1")
    more = sum((before ^ 0xFF).bit_count() for before in printed.tobytes()) - sum(byte.bit_count() for byte in dots)
    assert more == len(AT_ONCE.findall(dots)), "each is disarmed by one dot more"
    assert printed.tobytes() == harmless(image).tobytes()


@pytest.mark.parametrize(("left", "right", "wide"), [(17, 99, 104), (217, 358, 144), (401, 559, 176)])
def test_what_stands_in_the_middle_or_at_the_right_is_sent_without_its_sides(left: int, right: int, wide: int) -> None:
    image = drawing((left, 50, right, 79), size=(576, 120))
    read = decoded(escpos(image))
    assert wide in read.widths
    assert same(image, read.picture)


def test_what_is_drawn_two_by_two_is_sent_at_half_its_size() -> None:
    large, odd = drawing((200, 50, 399, 149)), drawing((201, 51, 399, 149))
    assert [same(image, decoded(escpos(image)).picture) for image in (large, odd)] == [True, True]
    assert len(escpos(large)) < len(escpos(odd)) / 2


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_drawn_comes_out_dot_by_dot(seed: int) -> None:
    """Boxes of any size, close together and far apart, doubled and not."""
    chance = random.Random(seed)
    boxes, top = [], chance.randrange(40)
    while top < 1200:
        left, high = chance.randrange(560), chance.choice((1, 2, 3, 5, 31, 48, 64, 96, 201, chance.randrange(1, 300)))
        step = chance.choice((1, 2))
        left, high = left // step * step, max(step, high // step * step)
        boxes.append((left, top, left + chance.randrange(1, 288) * step - 1, top + high - 1))
        top += high + chance.choice((0, 1, 2, 3, 4, 5, 6, 8, 97))
    image = drawing(*boxes, size=(576, 1300))
    read = decoded(escpos(image))
    assert same(image, read.picture)
    assert all(is_sound(rows) and rows <= MOST_ROWS for rows in read.bands)


def test_importing_the_library_leaves_the_log_and_the_temporary_folder_alone(tmp_path: Path) -> None:
    program = "import logging, printer.station.raster; print(logging.getLogger().handlers)"
    environment = {"PATH": "", "TMPDIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, check=True, text=True)
    assert (ran.stdout, list(tmp_path.iterdir())) == ("[]\n", [])


def test_nothing_is_said_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    escpos(picture(facts()))
    assert capfd.readouterr() == ("", "")
