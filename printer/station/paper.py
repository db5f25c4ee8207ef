"""A strip of paper that is written on from top to bottom, in pixels of the print head (8 to a millimetre)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from printer.station.fonts import Writing, writing

BLACK, WHITE = 0, 255
THRESHOLD = 150
SMALLEST = 24
CHUNK = re.compile(r"\S+?(?:[-‐·/](?=\w\w)|(?=\s)|$)\s*")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set. `size` is meant for 576 px; narrower paper takes it down to no less than SMALLEST."""

    size: int
    bold: bool = False
    align: str = "centre"  # or "start", "end": where lines of the text's own language begin or end


class Paper:
    """The strip. Every method writes below what was there before."""

    def __init__(self, width: int, language: str) -> None:
        self.width, self.language = width, language
        self.margin = width // 36
        self.y = self.margin
        self._scale = min(1.0, 0.4 + 0.6 * width / 576)
        self._strip = Image.new("L", (width, 1200), WHITE)
        self._pen = ImageDraw.Draw(self._strip)

    @property
    def inner(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def px(self, size: int) -> int:
        """A measure of the 576 px design on this paper."""
        return round(size * self._scale)

    def gap(self, height: int) -> None:
        self.y += self.px(height)

    def rule(self, thickness: int = 2) -> None:
        self._room(thickness)
        self._pen.rectangle((self.margin, self.y, self.width - self.margin - 1, self.y + thickness - 1), BLACK)
        self.y += thickness

    def text(self, text: str, style: Style, *, left: int | None = None, width: int | None = None) -> None:
        """Write a paragraph into the column that begins at `left`; it wraps by itself."""
        left, width = self.margin if left is None else left, self.inner if width is None else width
        how = self._fitted(text, style, width)
        for line in _even(how, width):
            self._line(how, line, style, (left, width))

    def item(self, text: str, style: Style) -> None:
        """Write a point of a list, its square on the side where the text begins."""
        indent = self.px(34)
        how = writing(text, self.language, max(SMALLEST, self.px(style.size)))
        is_rtl = how.direction == "rtl"
        self._room(how.height)
        side, top = self.px(12), self.y + how.ascent - round(how.font.size * 0.55)
        start = self.width - self.margin - self.px(8) - side if is_rtl else self.margin + self.px(8)
        self._pen.rectangle((start, top, start + side - 1, top + side - 1), BLACK)
        self.text(text, style, left=self.margin + (0 if is_rtl else indent), width=self.inner - indent)

    def huge(self, text: str, size: int) -> None:
        """Write one line as large as the paper takes, up to `size`, without the white that a typeface keeps above and below."""
        how = writing(text, "de", size, bold=True)
        if how.width(text) > self.inner:
            how = writing(text, "de", int(size * self.inner / how.width(text)), bold=True)
        box = how.font.getbbox(text, anchor="ls")
        self._room(int(box[3] - box[1]))
        self._pen.text(((self.width - box[0] - box[2]) / 2, self.y - box[1]), text, BLACK, how.font, anchor="ls")
        self.y += int(box[3] - box[1])

    def bar(self, texts: Sequence[str], style: Style) -> None:
        """Write white on black across the paper, each text in a column of its own."""
        top = self.y + self.px(4)
        column = self.inner // len(texts)
        ends = [top]
        for n, text in enumerate(texts):
            self.y = top
            self.text(text, style, left=self.margin + n * column, width=column)
            ends.append(self.y)
        self.y = max(ends) + self.px(6)
        box = (self.margin, top - self.px(4), self.width - self.margin, self.y)
        self._strip.paste(self._strip.crop(box).point(lambda tone: WHITE - tone), box)

    def beside(self, picture: Image.Image, texts: Sequence[tuple[str, Style]], *, picture_right: bool = False) -> None:
        """A picture and a column of text next to it, or below it where that column would be too narrow."""
        gap = self.px(24)
        column = self.inner - picture.width - gap
        self._room(picture.height)
        if column < 220:
            self._strip.paste(picture, ((self.width - picture.width) // 2, self.y))
            self.y += picture.height + gap
            for text, style in texts:
                self.text(text, Style(style.size, style.bold))
            return
        end = self.width - self.margin
        self._strip.paste(picture, (end - picture.width if picture_right else self.margin, self.y))
        self._column(texts, self.margin if picture_right else end - column, column, picture.height)

    def cut(self) -> Image.Image:
        """What was written, in pure black and white, and with a margin below."""
        self._room(self.margin)
        strip = self._strip.crop((0, 0, self.width, self.y + self.margin))
        return strip.point([BLACK] * THRESHOLD + [WHITE] * (256 - THRESHOLD), "1")

    def _column(self, texts: Sequence[tuple[str, Style]], left: int, width: int, height: int) -> None:
        """Texts in the middle of the height of what stands beside them."""
        top, below = self.y, self.y + height
        needed = sum(self._height(text, style, width) for text, style in texts)
        self.y += max(0, (height - needed) // 2)
        for text, style in texts:
            self.text(text, style, left=left, width=width)
        self.y = max(self.y, below, top)

    def _height(self, text: str, style: Style, width: int) -> int:
        how = self._fitted(text, style, width)
        return how.height * len(_lines(how, width))

    def _fitted(self, text: str, style: Style, width: int) -> Writing:
        """As large as the style wants, unless the longest word is wider than the column."""
        how = writing(text, self.language, max(SMALLEST, self.px(style.size)), bold=style.bold)
        widest = _widest(how)
        size = max(SMALLEST, int(how.font.size * min(1, width / max(widest, 1))))
        return writing(text, self.language, size, bold=style.bold)

    def _line(self, how: Writing, line: str, style: Style, column: tuple[int, int]) -> None:
        self._room(how.height)
        left, width = column
        if style.align == "centre":
            left += int(width - how.width(line)) // 2
        elif (style.align == "end") != (how.direction == "rtl"):
            left += int(width - how.width(line))
        self._pen.text(
            (left, self.y + how.ascent), how.ordered(line), BLACK, how.font, "ls", direction=how.direction, language=how.language
        )
        self.y += how.height

    def _room(self, height: int) -> None:
        """Paste the strip onto a longer one when it comes to its end."""
        if self.y + height + 200 > self._strip.height:
            longer = Image.new("L", (self.width, self._strip.height + height + 1200), WHITE)
            longer.paste(self._strip, (0, 0))
            self._strip, self._pen = longer, ImageDraw.Draw(longer)


@lru_cache(maxsize=4096)
def _widest(how: Writing) -> float:
    """The width of the longest piece that cannot be broken."""
    return max((how.width(chunk.strip()) for chunk in CHUNK.findall(how.text)), default=0)


@lru_cache(maxsize=4096)  # an office's texts come again on every slip
def _even(how: Writing, width: int) -> tuple[str, ...]:
    """As few lines as the width allows, about equally long: no single word alone on the last one."""
    best = _lines(how, width)
    for share in (0.9, 0.8, 0.7, 0.6, 0.5) if len(best) > 1 else ():
        tighter = _lines(how, int(width * share))
        if len(tighter) > len(best) or any(len(line.split()) == 1 for line in tighter[:-1]):
            break
        best = tighter
    return best


@lru_cache(maxsize=4096)
def _lines(how: Writing, width: int) -> tuple[str, ...]:
    """The text, broken to the width."""
    return tuple(_broken(how, width))


def _broken(how: Writing, width: int) -> Iterator[str]:
    """Break at spaces, and after hyphens, middle dots and slashes inside words; a word too long for a line is cut."""
    line = ""
    for chunk in CHUNK.findall(how.text):
        if line and how.width((line + chunk).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += chunk
        while how.width(line.rstrip()) > width:
            fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or how.width(line[:n]) <= width)
            yield line[:fits]
            line = line[fits:]
    if line.strip():
        yield line.rstrip()
