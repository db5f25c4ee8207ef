"""Reads a job's bytes back into the picture that a printer would make of them."""

from io import BytesIO

from PIL import Image

RASTER, ALIGN = b"\x1dv0", b"\x1ba"
LENGTHS = {b"\x1b@": 2, b"\x1bd": 3, b"\x1bJ": 3, b"\x1dV": 3}  # commands that leave no dots: initialise, feed, cut
DOUBLED = 3  # GS v 0 m: dots two by two


def picture(data: bytes) -> bytes:
    """The slip as a PNG. Raises ValueError where the bytes are cut off, or no picture."""
    bands, at, align = [], 0, 0
    while at < len(data):
        if data[at : at + 3] == RASTER:
            band, at = _band(data, at)
            bands.append((band, align))
        elif data[at : at + 2] == ALIGN and len(data) > at + 2:
            align, at = data[at + 2], at + 3
        elif length := LENGTHS.get(data[at : at + 2]):
            at += length
        elif data[at : at + 1] == b"\n":
            at += 1
        else:
            raise ValueError(f"unknown command at byte {at}")
    return _png(bands)


def _band(data: bytes, at: int) -> tuple[Image.Image, int]:
    """One `GS v 0` and where the next command begins. In it 1 is black."""
    wide = int.from_bytes(data[at + 4 : at + 6], "little")
    rows = int.from_bytes(data[at + 6 : at + 8], "little")
    end = at + 8 + wide * rows
    if end > len(data) or not wide * rows:
        raise ValueError("the picture is cut off")
    band = Image.frombytes("1", (wide * 8, rows), bytes(byte ^ 0xFF for byte in data[at + 8 : end]))
    return (band.resize((2 * band.width, 2 * band.height)) if data[at + 3] == DOUBLED else band), end


def _png(bands: list[tuple[Image.Image, int]]) -> bytes:
    """Bands below each other, each at the left (0), in the middle (1), or at the right (2) of the widest."""
    if not bands:
        raise ValueError("no picture")
    width = max(band.width for band, _ in bands)
    whole = Image.new("1", (width, sum(band.height for band, _ in bands)), 1)
    top = 0
    for band, align in bands:
        whole.paste(band, (align % 3 * (width - band.width) // 2, top))
        top += band.height
    file = BytesIO()
    whole.save(file, "PNG", optimize=True)
    return file.getvalue()
