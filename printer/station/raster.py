"""From a picture to the bytes that a receipt printer understands (ESC/POS)."""

import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from PIL import Image

RASTER, DOUBLED = b"\x1dv0\0", b"\x1dv0\3"  # GS v 0: one dot a pixel; two by two
LEFT, CENTRE, RIGHT = (b"\x1ba" + bytes([n]) for n in range(3))  # ESC a
MOST_ROWS = 200
GAP = 3  # white rows that are worth a band of their own
FIRST_ROWS = 3
FEWEST_ROWS, WORTH = 6, 24  # a band of ink is cut in two, or moved, for that many bytes
LARGE = 64  # rows: what is smaller is not worth doubling
# A printer obeys these wherever they stand, in the middle of a picture too: DLE EOT, DLE ENQ (which clears its memory), DLE DC4.
AT_ONCE = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
HARMLESS = 0x08  # one more dot, beside the one of 0x10
INVERSE = bytes(255 - byte for byte in range(256))  # pictures say 1 for white, printers for black
IN_PAIRS = bytes(byte for byte in range(256) if (byte >> 1) & 0x55 == byte & 0x55)
HALF = [sum(bool(byte & 0x80 >> 2 * bit) << (3 - bit) for bit in range(4)) for byte in range(256)]


@dataclass(frozen=True, slots=True)
class Band:
    """One raster: its commands and dots. `align`: where on the paper it stands."""

    align: bytes
    data: bytes


def escpos(image: Image.Image) -> bytes:
    """The whole job: initialise, the picture in bands of raster, feed, cut. Nothing in it asks the printer.

    White rows are a band one byte wide. ESC J would be shorter still, but its unit is 1/203, 1/360 or 1/406 inch, as the maker
    likes, and cheap printers ignore GS P, which sets it. A band is as wide as its ink: what stands in the middle is sent without
    the white on its sides and put there by ESC a, what stands at the right is put there likewise. (A printer that does not obey
    ESC a prints such a line at the left: it is still read.) What is drawn in dots two by two, as the large number, is sent at
    half its size. The first rows are as wide as the paper, so that whoever reads the job knows that width.

    The raster's head is written here: the library's `image()` complains on standard output about every band.
    """
    paper = _Dummy()
    paper.hw("INIT")
    align = LEFT
    for band in _bands(_rows(image)):
        paper._raw((band.align if band.align != align else b"") + band.data)
        align = band.align
    paper.cut(mode="PART")
    return bytes(paper.output)


def harmless(image: Image.Image) -> Image.Image:
    """The picture as it will be printed: here and there with a dot more, so that its bytes hold no command to be obeyed at once."""
    dots = _disarmed(image.tobytes().translate(INVERSE))
    return Image.frombytes("1", image.size, dots.translate(INVERSE))


def full_raster(image: Image.Image) -> bytes:
    """The same picture with all its white, for comparison."""
    rows = _rows(image)
    return b"".join(_raster(rows[start : start + 100]) for start in range(0, len(rows), 100))


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


def _raster(rows: Sequence[bytes], command: bytes = RASTER) -> bytes:
    """One band of rows that are all as wide."""
    return command + len(rows[0]).to_bytes(2, "little") + len(rows).to_bytes(2, "little") + _disarmed(b"".join(rows))


def _disarmed(dots: bytes) -> bytes:
    for command in AT_ONCE:
        dots = dots.replace(command, bytes([command[0] | HARMLESS, command[1]]))
    return dots


def _bands(rows: Sequence[bytes]) -> Iterator[Band]:
    """The picture from top to bottom, in ink and gaps. Rows below the picture are taken where the last band needs them."""
    widths = [len(row.rstrip(b"\0")) for row in rows]
    top, end = FIRST_ROWS, len(rows) - FIRST_ROWS
    yield Band(LEFT, _raster(rows[:top]))
    while top < end:
        white = _white(widths, top, end)
        if white >= GAP or white == end - top:
            height = _without_rest(white)
            yield Band(LEFT, _raster([b"\0"] * height))
        else:
            height = _inked(widths, top, end)
            found = _block(rows[top : top + height + 2 * FIRST_ROWS], height)
            height = found[0]
            yield from found[1]
        top += height


def _block(rows: Sequence[bytes], height: int) -> tuple[int, list[Band]]:
    """How high a block of ink is with a row or two of the white below it, and its bands, in the way that takes the fewest bytes.

    It is cut where a row is white: parts that stand by themselves may be moved by themselves.
    """
    whole = _whole(rows, height)
    white = [n for n in range(FEWEST_ROWS, min(height - FEWEST_ROWS, MOST_ROWS)) if is_sound(n) and not rows[n].strip(b"\0")]
    parts = [(n, _whole(rows[:n], n), _whole(rows[n:], height - n)) for n in white]
    fitting = [(_cost(upper[1]) + _cost(lower[1]), n) for n, upper, lower in parts if upper[0] == n and n + lower[0] <= len(rows)]
    cost, n = min(fitting, default=(_cost(whole[1]), 0))
    if _cost(whole[1]) - cost < WORTH:
        return whole
    upper, lower = _block(rows[:n], n), _block(rows[n:], height - n)
    return n + lower[0], [*upper[1], *lower[1]]


def _whole(rows: Sequence[bytes], height: int) -> tuple[int, list[Band]]:
    """A block in one way: two by two, moved, or cut off at its right row by row."""
    halves = _pieces(-(-height // 2))
    if height >= LARGE and 2 * halves[-1].stop <= len(rows) and _is_doubled(rows[: 2 * halves[-1].stop]):
        return 2 * halves[-1].stop, _aligned([_halved(row) for row in rows[: 2 * halves[-1].stop : 2]], halves, DOUBLED)
    pieces = _pieces(height)
    moved = _aligned(rows, pieces, RASTER)
    widths = [len(row.rstrip(b"\0")) for row in rows]
    cut = [each for piece in pieces for each in _cut(widths, piece)]
    at_left = [
        Band(LEFT, _raster([row[: max(widths[band.start : band.stop])] for row in rows[band.start : band.stop]])) for band in cut
    ]
    return pieces[-1].stop, moved if _cost(moved) + WORTH < _cost(at_left) else at_left


def _pieces(height: int) -> list[range]:
    """Bands no higher than MOST_ROWS, the last one made sound."""
    tops = range(0, height, MOST_ROWS)
    return [range(top, top + (MOST_ROWS if top + MOST_ROWS < height else _at_least(height - top))) for top in tops]


def _aligned(rows: Sequence[bytes], pieces: Sequence[range], command: bytes) -> list[Band]:
    """The block without the white on its sides. All bands of a block are alike, so that they stay together in any case."""
    paper = len(rows[0])
    inked = [row for row in rows[: pieces[-1].stop] if row.strip(b"\0")]
    left = min(paper - len(row.lstrip(b"\0")) for row in inked)
    right = min(paper - len(row.rstrip(b"\0")) for row in inked)
    both = min(left, right)
    align, columns = max(
        ((LEFT, slice(0, paper - right)), (CENTRE, slice(both, paper - both)), (RIGHT, slice(left, paper))),
        key=lambda way: way[1].start + paper - way[1].stop,
    )
    return [Band(align, _raster([row[columns] for row in rows[piece.start : piece.stop]], command)) for piece in pieces]


def _cost(bands: Sequence[Band]) -> int:
    return sum(len(band.data) for band in bands)


def _is_doubled(rows: Sequence[bytes]) -> bool:
    """Whether it is drawn in dots two by two."""
    return all(upper == lower and not upper.translate(None, IN_PAIRS) for upper, lower in zip(rows[::2], rows[1::2], strict=True))


def _halved(row: bytes) -> bytes:
    return bytes(HALF[first] << 4 | HALF[second] for first, second in zip(row[::2], row[1::2], strict=True))


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
    """How many rows it is to the next gap."""
    begun = top + _white(widths, top, end)
    return next((row for row in range(begun, end) if _white(widths, row, min(row + GAP, end)) == GAP), end) - top


def _without_rest(white: int) -> int:
    """The tallest sound band out of white rows; what is left belongs to the ink below. Past the picture there is white enough."""
    return next((rows for rows in range(min(white, MOST_ROWS), 0, -1) if is_sound(rows)), _at_least(white))


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
