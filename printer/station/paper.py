"""A strip of paper and the pieces that can stand on it, in dots of the print head (8 to a millimetre).

A slip is a pile of parts. Each part is drawn by itself and trimmed to its ink, so the white between parts is the same in every
script; and it is remembered, since most of a slip stood on the one before. Only numbers, waits and codes are drawn anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from PIL import Image, ImageDraw

from printer.station.fonts import Writing, writing
from printer.station.lines import SMALLEST, even, fitted, snug

BLACK, WHITE = 0, 255
THRESHOLD = 150
BLEED = 8  # a part is wider than its column by this on both sides: letters may hang over
SLACK = 60  # and begins below its top: accents may tower
RULE = 2
END = 10  # white above and below: the cutter leaves more
NARROWEST = 200  # a column of text beside something else


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. `size` is meant for 576 px; narrower paper takes it down to no less than SMALLEST.

    `align`: "centre", or "start", "end", where lines of the text's own language begin or end. `least`: the part of its size that
    a text keeps when a smaller one takes fewer lines.
    """

    size: int
    bold: bool = False
    align: str = "centre"
    least: float = 1.0


class Piece(Protocol):
    """Something that can stand on a strip. Equal pieces look alike: strips are remembered by what is on them."""

    def put_on(self, strip: "Strip") -> None:
        """Draw below what is there."""


Part = tuple[Piece, ...]
"""Pieces that belong together."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    style: Style
    language: str

    def put_on(self, strip: "Strip") -> None:
        strip.text(self, 0, strip.width)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list: a square on the side where the text begins."""

    text: str
    style: Style
    language: str

    def put_on(self, strip: "Strip") -> None:
        indent, side = strip.px(32), strip.px(11)
        how = strip.fitted(self, strip.width - indent)
        is_rtl = how.direction == "rtl"
        top = strip.y + how.ascent - round(how.size * 0.28) - side // 2
        left = strip.width - strip.px(6) - side if is_rtl else strip.px(6)
        strip.box(left, top, side, side)
        strip.text(self, 0 if is_rtl else indent, strip.width - indent)
        strip.y += strip.px(2)


@dataclass(frozen=True, slots=True)
class Huge:
    """One line, as large as the column allows, in dots two by two: so it takes a quarter of the bytes."""

    text: str
    most: float  # its size, as a part of the column's width

    def put_on(self, strip: "Strip") -> None:
        column = strip.width // 2
        how = writing(self.text, "de", int(column * self.most), bold=True)
        left, top, right, below = how.font.getbbox(self.text, anchor="ls")
        if right - left > column:
            how = how.sized(int(how.size * column / (right - left)))
            left, top, right, below = how.font.getbbox(self.text, anchor="ls")
        wide, high = (int(length) for length in (right - left, below - top))
        small = Image.new("L", (wide, high), WHITE)
        ImageDraw.Draw(small).text((-left, -top), self.text, BLACK, how.font, "ls")
        small = small.point([BLACK] * THRESHOLD + [WHITE] * (256 - THRESHOLD))
        strip.paste(small.resize((2 * wide, 2 * high), Image.Resampling.NEAREST), (column - wide) // 2 * 2)
        strip.keep(strip.y, strip.y + strip.px(7))


@dataclass(frozen=True, slots=True)
class Bar:
    """White on black from edge to edge, each text in a column of its own."""

    texts: tuple[Text, ...]

    def put_on(self, strip: "Strip") -> None:
        top, pad, column = strip.y, strip.px(6), strip.width // len(self.texts)
        ends = []
        for n, text in enumerate(self.texts):
            strip.y = top + pad
            strip.text(text, n * column, column)
            ends.append(strip.y)
        strip.y = max(ends) + pad
        strip.invert(top)


@dataclass(frozen=True, slots=True)
class Picture:
    """Something drawn elsewhere, in the middle. `rows`: packed dots, 0 is black."""

    size: tuple[int, int]
    rows: bytes

    @classmethod
    def of(cls, image: Image.Image) -> "Picture":
        return cls(image.size, image.convert("1").tobytes())

    def image(self) -> Image.Image:
        return Image.frombytes("1", self.size, self.rows)

    def put_on(self, strip: "Strip") -> None:
        strip.paste(self.image(), (strip.width - self.size[0]) // 2)


@dataclass(frozen=True, slots=True)
class Beside:
    """A picture at the left with texts next to it; above them where their column would be too narrow. `quiet`: white around it.

    At the left in every language: where a printer puts it aside, its rows must not fall apart.
    """

    picture: Picture
    texts: tuple[Text, ...]
    quiet: int

    def put_on(self, strip: "Strip") -> None:
        wide, high = self.picture.size
        column = strip.width - wide - self.quiet
        if column < NARROWEST:
            self._above(strip)
            return
        texts = drawn(self.texts, column, strip.scale)
        top = strip.y
        strip.y = top + max(0, texts.height - high) // 2
        strip.paste(self.picture.image(), 0)
        strip.y = top + max(0, high - texts.height) // 2
        strip.paste(texts, strip.width - column - BLEED)
        strip.y = top + max(high, texts.height)
        strip.keep(top - strip.px(6), strip.y + strip.px(6))

    def _above(self, strip: "Strip") -> None:
        strip.keep(strip.y - strip.px(6), strip.y)
        self.picture.put_on(strip)
        strip.y += self.quiet
        for text in self.texts:
            Text(text.text, Style(text.style.size, text.style.bold), text.language).put_on(strip)


class Strip:
    """A column that is written on from top to bottom, at `y` or below. `scale` shrinks the writing on narrow paper."""

    def __init__(self, width: int, scale: float) -> None:
        self.width, self.scale, self.y = width, scale, SLACK
        self._kept: list[int] = []
        self._image = Image.new("L", (width + 2 * BLEED, 600), WHITE)
        self._pen = ImageDraw.Draw(self._image)

    def px(self, size: int) -> int:
        """A measure of the 576 px design on this paper."""
        return round(size * self.scale)

    def fitted(self, text: Text | Point, width: int) -> Writing:
        how = fitted(text.text, text.language, max(SMALLEST, self.px(text.style.size)), width, bold=text.style.bold)
        return snug(how, width, text.style.least)

    def text(self, text: Text | Point, left: int, width: int) -> None:
        """A paragraph in the column of that width."""
        how = self.fitted(text, width)
        for line in even(how, width):
            spare = int(width - how.width(line))
            is_at_right = (text.style.align == "end") != (how.direction == "rtl")
            at = left + (spare // 2 if text.style.align == "centre" else spare if is_at_right else 0)
            base = self.y + how.ascent
            self.line(how, line, at, base)
            # The white between parts is measured from where letters usually end, not from the one g of a line.
            self.keep(base - round(0.72 * how.size), base + round(0.21 * how.size))
            self.y += how.height

    def line(self, how: Writing, text: str, left: int, base: int) -> None:
        """One line of writing that stands on `base`."""
        self._room(base + how.height)
        self._pen.text(
            (left + BLEED, base), how.ordered(text), BLACK, how.font, "ls", direction=how.direction, language=how.language
        )

    def box(self, left: int, top: int, width: int, height: int) -> None:
        self._room(top + height)
        self._pen.rectangle((left + BLEED, top, left + BLEED + width - 1, top + height - 1), BLACK)

    def paste(self, image: Image.Image, left: int) -> None:
        self._room(self.y + image.height)
        self._image.paste(image, (left + BLEED, self.y))
        self.y += image.height

    def invert(self, top: int) -> None:
        """What was written since `top` becomes white on black."""
        area = (BLEED, top, BLEED + self.width, self.y)
        self._image.paste(self._image.crop(area).point(lambda tone: WHITE - tone), area)

    def keep(self, top: int, below: int) -> None:
        """These rows are not trimmed, white or not."""
        self._kept += [top, below]

    def trimmed(self) -> Image.Image:
        """What was written, in black and white, from its first row of ink to its last."""
        image = self._image.point([BLACK] * THRESHOLD + [WHITE] * (256 - THRESHOLD), "1")
        ink = image.point(lambda tone: WHITE - tone).getbbox()
        rows = [*self._kept, *(ink[1::2] if ink else ())] or [0, 0]
        return image.crop((0, min(rows), image.width, max(rows)))

    def _room(self, below: int) -> None:
        """Paste the strip onto a longer one when it comes to its end."""
        if below + SLACK > self._image.height:
            longer = Image.new("L", (self._image.width, below + 600), WHITE)
            longer.paste(self._image, (0, 0))
            self._image, self._pen = longer, ImageDraw.Draw(longer)


def drawn(part: Part, width: int, scale: float) -> Image.Image:
    """A part of a slip in a column, with a bleed at both sides, trimmed above and below."""
    size, rows = _drawn(part, width, scale)
    return Image.frombytes("1", size, rows)


@lru_cache(maxsize=512)  # packed: 5 kB each
def _drawn(part: Part, width: int, scale: float) -> tuple[tuple[int, int], bytes]:
    strip = Strip(width, scale)
    for piece in part:
        piece.put_on(strip)
    image = strip.trimmed()
    return image.size, image.tobytes()


def inner_width(width: int) -> int:
    """What the margins leave of a paper's width."""
    return width - 2 * (width // 36)


def piled(groups: Iterable[Sequence[Part]], width: int) -> Image.Image:
    """Groups of parts below each other, a line between two groups: mode "1", exactly `width` wide."""
    scale, inner = min(1.0, 0.4 + 0.6 * width / 576), inner_width(width)
    margin = (width - inner) // 2
    inside, around = round(10 * scale), round(12 * scale)
    placed: list[tuple[Image.Image, int, int]] = []
    rule = Image.new("1", (inner, RULE), BLACK)
    y = END
    for group in filter(None, groups):
        if placed:
            placed.append((rule, margin, y + around))
            y += 2 * around + RULE
        for n, part in enumerate(group):
            image = drawn(part, inner, scale)
            y += inside if n else 0
            placed.append((image, margin - BLEED, y))
            y += image.height
    paper = Image.new("1", (width, y + END), WHITE)
    for image, left, top in placed:
        paper.paste(image, (left, top))
    return paper
