"""A test print: enough on a little paper to see what a printer does wrong."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from lobby.i18n import pick
from printer.station.paper import Bar, Beside, Part, Picture, Style, Text, inner_width, piled
from printer.station.qr import QUIET_PX, code

FRAME_PX = 3
DENSITIES = (0.12, 0.25, 0.5, 0.75, 1.0)
LINES_PX = (1, 2, 3, 4)
BLOCK_PX = 56

MARK = Style(32, bold=True)
NAME = Style(28, bold=True)
NOTE = Style(24)
SAMPLE = Style(25)
# Letters that go wrong where a typeface lacks them, or where letters are not joined.
SAMPLES = {
    "de": "Ä Ö Ü ß · ç ê î ş · ğ ı · ą ł ż · ă ș ț",
    "vi": "Tiếng Việt: ấ ẫ ữ ợ ề",
    "uk": "Привіт! Ї Є Ґ · Ы Э Ё",
    "ar": "مرحبا 017-A · گچپژ · ښه",
    "ti": "ሰላም! ትግርኛ · አማርኛ",
}


@dataclass(frozen=True)
class TrialFacts:
    """What a test print says: which printer of which office, and when."""

    office_name: dict[str, str]
    printer: str
    printed_at: datetime
    time_zone: str


def trial(facts: TrialFacts, width_px: int) -> Image.Image:
    """What a printer shall show: both edges of the paper, every script, a code that can be read, even greys and fine lines."""
    local = facts.printed_at.astimezone(ZoneInfo(facts.time_zone))
    said = f"{local:%d.%m.%Y · %H:%M:%S} · {width_px} px"
    office = pick(facts.office_name, "de") if facts.office_name else ""
    heading: Part = (Text(facts.printer, NAME, "de"), *((Text(office, NOTE, "de"),) if office else ()), Text(said, NOTE, "de"))
    samples = tuple(Text(text, SAMPLE, language) for language, text in SAMPLES.items())
    probe = Beside(code(f"{facts.printer} {local.isoformat()}"), samples, QUIET_PX)
    bar: Part = (Bar((Text("Testdruck", MARK, "de"),)),)
    return _framed(piled([[bar, heading], [(probe,)], [(_tones(inner_width(width_px)),)]], width_px))


def _framed(image: Image.Image) -> Image.Image:
    """Lines in the outermost columns: one that is missing tells that the width is set too large, or the paper askew."""
    for n in range(FRAME_PX):
        ImageDraw.Draw(image).rectangle((n, n, image.width - 1 - n, image.height - 1 - n), outline=0)
    return image


def _tones(width: int) -> Picture:
    """Squares from light to black, then lines from one dot upwards: weak or worn heads show here."""
    blocks = Image.new("L", (width, BLOCK_PX), 255)
    pen = ImageDraw.Draw(blocks)
    step = width // (len(DENSITIES) + 1)
    for n, density in enumerate(DENSITIES):
        pen.rectangle((n * step, 0, (n + 1) * step - 9, BLOCK_PX), round(255 * (1 - density)))
    left = len(DENSITIES) * step
    for thickness in LINES_PX:
        for _ in range(2):
            pen.rectangle((left, 0, left + thickness - 1, BLOCK_PX), 0)
            left += 2 * thickness + 1
    return Picture.of(blocks)
