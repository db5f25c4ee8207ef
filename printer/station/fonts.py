"""The typefaces of the slip: which one can draw a text, and which way that text runs.

The files come from npm when the project is set up. The Arabic and the Ethiopic face contain Latin letters too, so
every line is drawn with one face. Pillow keeps the interpreter's lock while it measures and draws: faces may be shared by threads.
"""

import logging
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category, normalize

from PIL import ImageFont, features

FOLDER = Path(__file__).with_name("fonts")
FACES = {"latin": "NotoSans", "arabic": "NotoSansArabic", "ethiopic": "NotoSansEthiopic"}
# What writing takes above and below the line, as parts of its size. The typefaces' own figures (Arabic: 1.4 and 0.7) waste paper.
HEIGHTS = {"latin": (0.92, 0.23), "arabic": (0.88, 0.36), "ethiopic": (0.88, 0.22)}
# Letters of these scripts are finer than Latin ones of the same size.
ENLARGED = {"latin": 1.0, "arabic": 1.04, "ethiopic": 1.15}
BOLD, REGULAR = "_700Bold.ttf", "_400Regular.ttf"
RTL_MARK = "\u200f"
NOBODYS = "\U0010fffd"  # a private character that no typeface draws: it shows how a missing one looks
LTR_RUN = re.compile(r"[A-Za-zÀ-ɏ0-9§](?:[A-Za-zÀ-ɏ0-9 .,:/&+'’–-]*[A-Za-zÀ-ɏ0-9%])?")

IS_STRICT = False  # tests set it: a text that cannot be drawn whole is then an error

log = logging.getLogger(__name__)


class GlyphMissing(Exception):
    """No typeface of the slip draws all of a text."""


class FontsMissing(Exception):
    """The set-up step that fetches the typefaces was left out, or Pillow cannot join letters."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A text, ready to be drawn in one face. `language` steers the forms of letters."""

    text: str
    font: ImageFont.FreeTypeFont
    face: str
    direction: str
    language: str

    @property
    def size(self) -> int:
        """Pixels of the typeface's square."""
        return round(self.font.size)

    @property
    def ascent(self) -> int:
        """Pixels from the top of a line to where letters stand."""
        return round(self.size * HEIGHTS[self.face][0])

    @property
    def height(self) -> int:
        """Pixels from line to line."""
        return round(self.size * sum(HEIGHTS[self.face]))

    def sized(self, size: int) -> "Writing":
        """The same text in another size."""
        return replace(self, font=_font(self.face, size, str(self.font.path).endswith(BOLD)))

    def width(self, text: str) -> float:
        """How wide a piece of the text comes out, in pixels."""
        return _length(self.font, self.ordered(text), self.direction, self.language)

    def ordered(self, text: str) -> str:
        """In a right-to-left text, numbers and Latin words stand in isolates: "017-A" came out as "A-017" otherwise."""
        return LTR_RUN.sub("\u2066\\g<0>\u2069", text) if self.direction == "rtl" else text


def writing(text: str, language: str, size: int, *, bold: bool = False) -> Writing:
    """Choose the face that can draw `text`; what none can draw is left out, rather than printed as a box.

    Raises GlyphMissing instead where the module is strict. Accents and their letters become one character, as typefaces want it.
    """
    text = " ".join(normalize("NFC", text).split())
    script = _script(text)
    by_preference = [script, *(other for other in FACES if other != script)]
    able = next((face for face in by_preference if not _missing(text, face)), None)
    if able is None:
        lacking = _missing(text, script)
        _said_missing(text, lacking)
        text, able = "".join(letter for letter in text if letter not in lacking), script
    direction = "rtl" if script == "arabic" else "ltr"
    return Writing(text, _font(able, round(size * ENLARGED[able]), bold), able, direction, language.partition("-")[0])


def is_drawable(text: str) -> bool:
    """Whether one of the faces has every character of the text."""
    return any(not _missing(text, face) for face in FACES)


def _said_missing(text: str, lacking: list[str]) -> None:
    names = " ".join(f"U+{ord(letter):04X}" for letter in lacking)
    if IS_STRICT:
        raise GlyphMissing(f"no typeface of the slip has {names}: {text}")
    log.warning("no typeface of the slip has %s", names)


def _script(text: str) -> str:
    """The script that decides on face and direction. A right-to-left mark makes numbers Arabic writing."""
    for letter in text:
        if letter == RTL_MARK or "\u0600" <= letter <= "\u08ff" or "\ufb50" <= letter <= "\ufeff":
            return "arabic"
        if "\u1200" <= letter <= "\u139f" or "\u2d80" <= letter <= "\u2ddf":
            return "ethiopic"
    return "latin"


def _missing(text: str, face: str) -> list[str]:
    return [letter for letter in dict.fromkeys(text) if not _has(face, letter)]


@lru_cache(maxsize=8192)
def _has(face: str, letter: str) -> bool:
    """Format characters (isolates, joiners) draw nothing and need no glyph."""
    return category(letter) in ("Cf", "Zs") or _shape(face, letter) != _shape(face, NOBODYS)


@lru_cache(maxsize=8192)
def _shape(face: str, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _file(face, 24, False, ImageFont.Layout.BASIC).getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=16384)
def _length(font: ImageFont.FreeTypeFont, text: str, direction: str, language: str) -> float:
    return font.getlength(text, direction=direction, language=language)


@cache
def _font(face: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    if not features.check("raqm"):
        raise FontsMissing("This Pillow lacks raqm: Arabic would come out in single letters. Use the wheel from PyPI.")
    return _file(face, size, bold, ImageFont.Layout.RAQM)


@cache
def _file(face: str, size: int, bold: bool, layout: ImageFont.Layout) -> ImageFont.FreeTypeFont:
    path = FOLDER / f"{FACES[face]}{BOLD if bold else REGULAR}"
    if not path.is_file():
        raise FontsMissing(f"The slip's typeface {path.name} is missing: set the project up again.")
    return ImageFont.truetype(path, size, layout_engine=layout)
