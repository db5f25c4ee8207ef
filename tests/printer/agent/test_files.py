"""Slips into files and folders."""

import os
import threading
from io import BytesIO
from pathlib import Path

import pytest
from papers import decoded, facts
from PIL import Image, ImageChops
from printers import job, names

from printer.agent import preview
from printer.agent.escpos import BLANK, Patience
from printer.agent.files import FilePrinter, FolderPrinter
from printer.agent.jobs import Job, Outcome, Result, State
from printer.station.slip import escpos, picture

SLIP = Job(17, "A012", job())


def test_a_folder_gets_the_bytes_and_their_picture(tmp_path: Path) -> None:
    slip = picture(facts("ar"))
    folder = FolderPrinter(tmp_path / "slips")
    assert folder.state() is State.ONLINE
    assert folder.print(Job(17, "A012", escpos(slip))) == Result(Outcome.PRINTED)
    assert names(tmp_path / "slips") == ["17-A012.bin", "17-A012.png"]
    assert (tmp_path / "slips" / "17-A012.bin").read_bytes() == escpos(slip)
    shown = Image.open(tmp_path / "slips" / "17-A012.png").convert("L")
    assert ImageChops.difference(shown.crop((0, 0, *slip.size)), slip.convert("L")).getbbox() is None


def test_the_folders_picture_is_the_one_that_another_program_reads() -> None:
    data = escpos(picture(facts("uk"), 384))
    ours = Image.open(BytesIO(preview.picture(data))).convert("L")
    assert ours.tobytes() == decoded(data).picture.point(lambda tone: 255 if tone else 0).tobytes()


@pytest.mark.parametrize("cut", [1, 9, 2000, 3])
def test_bytes_that_are_cut_off_or_no_slip_fail(tmp_path: Path, cut: int) -> None:
    for data in (SLIP.data[: -cut - 7], b"\x1b@", b"hello", b""):
        assert FolderPrinter(tmp_path).print(Job(1, "A001", data)) == Result(Outcome.FAILED, "unreadable")
    assert not (tmp_path / "1-A001.png").exists()


def test_a_folder_that_cannot_be_written_fails_and_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert FolderPrinter(tmp_path / "file").print(SLIP) == Result(Outcome.FAILED, "error", is_touched=False)


def test_a_device_file_gets_the_bytes_and_confirms_nothing(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    printer = FilePrinter(device)
    assert printer.state() is State.UNKNOWN
    assert printer.print(SLIP) == Result(Outcome.UNCONFIRMED)
    assert printer.print(SLIP) == Result(Outcome.UNCONFIRMED)
    assert device.read_bytes() == BLANK + 2 * SLIP.data


def test_a_device_file_that_is_gone_is_offline_and_never_made(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "lp0")
    assert printer.state() is State.OFFLINE
    assert printer.print(SLIP) == Result(Outcome.FAILED, "offline", is_touched=False)
    assert names(tmp_path) == []


def test_a_device_that_takes_no_more_does_not_hold_the_agent_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")
    stuck = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)  # open, and never read
    printer = FilePrinter(tmp_path / "lp0", Patience(job_s=0.3))
    assert printer.print(Job(1, "A001", job(rows=2000))) == Result(Outcome.FAILED, "broke-off")
    os.close(stuck)


def test_a_slow_device_gets_every_byte(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lp0")
    got: list[bytes] = []
    reading = os.open(tmp_path / "lp0", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reading, True)
    reader = threading.Thread(target=lambda: got.extend(iter(lambda: os.read(reading, 1000), b"")))
    printer = FilePrinter(tmp_path / "lp0")
    writing = os.open(tmp_path / "lp0", os.O_WRONLY)
    reader.start()
    slip = Job(1, "A001", job(rows=2000))
    assert printer.print(slip).outcome is Outcome.UNCONFIRMED
    os.close(writing)
    reader.join(5)
    os.close(reading)
    assert b"".join(got) == BLANK + slip.data
