"""From a picture to the bytes that a receipt printer understands (ESC/POS)."""

import logging
import os
import shutil
from typing import Any

from PIL import Image, ImageChops

RASTER = b"\x1dv0\0"  # GS v 0, one dot a pixel
# Cheap firmware garbles bands whose height is a multiple of 48 or a power of two.
BANDS = [rows for rows in range(100, 201) if rows % 48 and rows & (rows - 1)]


def escpos(image: Image.Image) -> bytes:
    """The whole job: initialise, the picture in equal bands of raster, feed, cut. Nothing in it asks the printer.

    The raster's head is written here: the library's `image()` complains on standard output about every band.
    """
    rows = min(BANDS, key=lambda rows: (-image.height % rows, -rows))
    wide = -(-image.width // 8)
    dots = _dots(image, wide * 8, image.height + -image.height % rows)
    head = RASTER + wide.to_bytes(2, "little") + rows.to_bytes(2, "little")
    paper = _Dummy()
    paper.hw("INIT")
    for start in range(0, len(dots), wide * rows):
        paper._raw(head + dots[start : start + wide * rows])
    paper.cut(mode="PART")
    return bytes(paper.output)


def _dots(image: Image.Image, width: int, height: int) -> bytes:
    """A bit for every dot, 1 is black; what is beyond the picture is white."""
    whole = Image.new("L", (width, height), 255)
    whole.paste(image, (0, 0))
    return ImageChops.invert(whole).point([0] * 128 + [255] * 128, "1").tobytes()


def _imported_quietly() -> Any:
    """Import python-escpos and undo what its import does besides: a handler for everybody's log, a directory left in /tmp."""
    root = logging.getLogger()
    before = list(root.handlers)
    from escpos import capabilities, printer

    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer.Dummy


_Dummy = _imported_quietly()
