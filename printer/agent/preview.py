"""Reads a job's bytes back into the picture that a printer would make of them."""

from io import BytesIO

from PIL import Image

RASTER = b"\x1dv0"
LENGTHS = {b"\x1b@": 2, b"\x1bd": 3, b"\x1bJ": 3, b"\x1dV": 3}  # commands that leave no dots: initialise, feed, cut


def picture(data: bytes) -> bytes:
    """The slip as a PNG. Raises ValueError where the bytes are cut off, or no picture."""
    bands, at = [], 0
    while at < len(data):
        if data[at : at + 3] == RASTER:
            band, at = _band(data, at)
            bands.append(band)
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
    return Image.frombytes("1", (wide * 8, rows), bytes(byte ^ 0xFF for byte in data[at + 8 : end])), end


def _png(bands: list[Image.Image]) -> bytes:
    if not bands:
        raise ValueError("no picture")
    whole = Image.new("1", (max(band.width for band in bands), sum(band.height for band in bands)), 1)
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    file = BytesIO()
    whole.save(file, "PNG", optimize=True)
    return file.getvalue()
