"""A QR code as the path of an SVG: sharp at any size, and no image to fetch."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 asks
MASK = 3  # each of the eight can be read; trying them all for the most even one takes as long as the rest of a page or a slip


class Code(NamedTuple):
    """`path` draws the black modules in a square of `size` modules, quiet zone included."""

    size: int
    path: str


def code(text: str) -> Code:
    """The QR code that says `text`."""
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, mask_pattern=MASK)
    drawing.add_data(text)
    modules = drawing.get_matrix()
    return Code(len(modules), "".join(bar for y, row in enumerate(modules) for bar in _bars(y, row)))


def _bars(y: int, row: Sequence[bool | None]) -> Iterator[str]:
    """Neighbouring black modules of a row as one rectangle each."""
    x = 0
    for is_black, run in groupby(row):
        length = len(list(run))
        if is_black:
            yield f"M{x} {y}h{length}v1h-{length}z"
        x += length
