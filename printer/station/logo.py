"""An office's picture on its slips: any PNG, in black and white dots."""

import logging
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageFilter

from printer.station.paper import Picture

HIGHEST_PX = 200  # 25 mm
BLACKISH, WHITISH = 40, 240
FLAT = 24  # tones that differ by less within a dot's neighbourhood are an area, not the soft edge of a line
MOSTLY_LINES = 0.06
THRESHOLD = 150

log = logging.getLogger(__name__)


@lru_cache(maxsize=64)
def logo(png: bytes, width: int) -> Picture | None:
    """The picture, no larger than it is and than the paper takes. None, and a line in the log, where it cannot be read."""
    try:
        tones = _scaled(_on_white(png), width)
    except Exception as error:  # Pillow promises no family of errors for broken files, and a slip does not wait for its ornament
        log.warning("the logo of the slips cannot be read: %s", error)
        return None
    ink = ImageChops.invert(tones).point([0] * (256 - WHITISH) + [255] * WHITISH).getbbox()
    return Picture.of(_dots(tones.crop(ink))) if ink else None


def _on_white(png: bytes) -> Image.Image:
    with Image.open(BytesIO(png), formats=["PNG"]) as image:
        layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("L")


def _scaled(image: Image.Image, width: int) -> Image.Image:
    share = min(1.0, width / image.width, HIGHEST_PX / image.height)
    return image.resize((max(1, round(image.width * share)), max(1, round(image.height * share))), Image.Resampling.LANCZOS)


def _dots(tones: Image.Image) -> Image.Image:
    """Lines and lettering get hard edges; areas of grey or colour, and photographs, become dots of that density."""
    if _grey_share(tones) < MOSTLY_LINES:
        return tones.point([0] * THRESHOLD + [255] * (256 - THRESHOLD), "1")
    return tones.convert("1", dither=Image.Dither.FLOYDSTEINBERG)


def _grey_share(tones: Image.Image) -> float:
    """How much of the ink is an even grey."""
    spread = ImageChops.subtract(tones.filter(ImageFilter.MaxFilter(3)), tones.filter(ImageFilter.MinFilter(3)))
    is_flat = spread.point([255] * FLAT + [0] * (256 - FLAT))
    is_grey = tones.point([0] * BLACKISH + [255] * (WHITISH - BLACKISH) + [0] * (256 - WHITISH))
    return ImageChops.multiply(is_flat, is_grey).histogram()[255] / max(1, sum(tones.histogram()[:WHITISH]))
