"""From a picture to the bytes that a receipt printer understands (ESC/POS)."""

import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from PIL import Image

RASTER = b"\x1dv0\0"  # GS v 0, one dot a pixel
MOST_ROWS = 200
GAP = 6  # white rows that are worth a band of their own
FIRST_ROWS = 3
FEWEST_ROWS, WORTH = 12, 64  # a band of ink is cut in two for that many bytes
# A printer obeys these wherever they stand, in the middle of a picture too: DLE EOT, DLE ENQ (which clears its memory), DLE DC4.
AT_ONCE = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
HARMLESS = 0x08  # one more dot, beside the one of 0x10
INVERSE = bytes(255 - byte for byte in range(256))  # pictures say 1 for white, printers for black


def escpos(image: Image.Image) -> bytes:
    """The whole job: initialise, the picture in bands of raster, feed, cut. Nothing in it asks the printer.

    A band is only as wide as its ink reaches to the right, and white rows are a band one byte wide. ESC J would be shorter still,
    but its unit is 1/203, 1/360 or 1/406 inch, as the maker likes, and cheap printers ignore GS P, which sets it. White at the left
    is sent: some makers say that GS L and ESC $ move a raster (Citizen, Daisy), some do not (HPRT), and a line in the wrong place
    is dearer than bytes. The first rows are as wide as the paper, so that whoever reads the job knows that width.

    The raster's head is written here: the library's `image()` complains on standard output about every band.
    """
    rows = _rows(image)
    paper = _Dummy()
    paper.hw("INIT")
    for band in _bands(rows):
        paper._raw(_raster(rows[band.start : band.stop], len(rows[0]) if band.start == 0 else 1))
    paper.cut(mode="PART")
    return bytes(paper.output)


def harmless(image: Image.Image) -> Image.Image:
    """The picture as it will be printed: here and there with a dot more, so that its bytes hold no command to be obeyed at once."""
    dots = _disarmed(image.tobytes().translate(INVERSE))
    return Image.frombytes("1", image.size, dots.translate(INVERSE))


def full_raster(image: Image.Image) -> bytes:
    """The same picture with all its white, for comparison."""
    rows = _rows(image)
    return b"".join(_raster(rows[start : start + 100], len(rows[0])) for start in range(0, len(rows), 100))


def is_sound(rows: int) -> bool:
    """Cheap firmware garbles bands whose height is a multiple of 48 or a power of two."""
    return bool(rows % 48 and rows & (rows - 1))


def _rows(image: Image.Image) -> list[bytes]:
    """A bit for every dot, 1 is black; what is beyond the picture is white: so are a few rows below, to make up the last band."""
    wide = -(-image.width // 8)
    whole = Image.new("1", (wide * 8, image.height + FIRST_ROWS), 255)
    whole.paste(image, (0, 0))
    dots = whole.tobytes().translate(INVERSE)
    return [dots[start : start + wide] for start in range(0, len(dots), wide)]


def _raster(rows: Sequence[bytes], least: int) -> bytes:
    """One band, cropped at the right to its ink."""
    wide = max(least, *(len(row.rstrip(b"\0")) for row in rows))
    dots = b"".join(row[:wide] for row in rows)
    return RASTER + wide.to_bytes(2, "little") + len(rows).to_bytes(2, "little") + _disarmed(dots)


def _disarmed(dots: bytes) -> bytes:
    for command in AT_ONCE:
        dots = dots.replace(command, bytes([command[0] | HARMLESS, command[1]]))
    return dots


def _bands(rows: Sequence[bytes]) -> Iterator[range]:
    """The picture from top to bottom, in ink and gaps. Rows below the picture are taken where the last band needs them."""
    widths = [len(row.rstrip(b"\0")) for row in rows]
    top, end = FIRST_ROWS, len(rows) - FIRST_ROWS
    yield range(top)
    while top < end:
        white = _white(widths, top, end)
        is_gap = white >= GAP or white == end - top
        band = range(top, top + (_without_rest(white) if is_gap else _at_least(_inked(widths, top, end))))
        yield from [band] if is_gap else _cut(widths, band)
        top = band.stop


def _cut(widths: Sequence[int], band: range) -> Iterator[range]:
    """Where ink reaches less far above or below a row, that is a band of its own."""
    above = list(accumulate(widths[band.start : band.stop], max))
    below = list(accumulate(reversed(widths[band.start : band.stop]), max))[::-1]
    rows = len(band)
    costs = [
        (n * above[n - 1] + (rows - n) * below[n], n)
        for n in range(FEWEST_ROWS, rows - FEWEST_ROWS + 1)
        if is_sound(n) and is_sound(rows - n)
    ]
    cost, cut = min(costs, default=(rows * above[-1], 0))
    if rows * above[-1] - cost < WORTH:
        yield band
    else:
        yield from _cut(widths, band[:cut])
        yield from _cut(widths, band[cut:])


def _white(widths: Sequence[int], top: int, end: int) -> int:
    """How many rows from `top` on are white."""
    return next((row for row in range(top, end) if widths[row]), end) - top


def _inked(widths: Sequence[int], top: int, end: int) -> int:
    """How many rows it is to the next gap, or to the band's greatest height."""
    last = min(end, top + MOST_ROWS)
    begun = top + _white(widths, top, end)
    return next((row for row in range(begun, last) if _white(widths, row, min(row + GAP, end)) == GAP), last) - top


def _without_rest(white: int) -> int:
    """The tallest sound band out of white rows that leaves none which would make no sound band by themselves."""
    heights = range(min(white, MOST_ROWS), 0, -1)
    return next((rows for rows in heights if is_sound(rows) and white - rows not in (1, 2, 4)), _at_least(white))


def _at_least(rows: int) -> int:
    """A row or two of white make a band sound."""
    return next(height for height in range(rows, rows + FIRST_ROWS) if is_sound(height))


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
