"""A screen of the hall: what it shows, for which counters, and how large its letters are."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal, get_args

Layout = Literal["hall", "area", "door", "wall"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
"""hall: all calls · area: those of some counters or services · door: a counter's sign · wall: all counters, for the front desk."""

Direction = Literal["left", "right", "straight", "up", "down", "back"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
"""Which way to go to a counter, seen by somebody who looks at the screen."""

READABLE_AT = 110  # ASR A6: a letter can be read from 110 times its height
CAPITAL = 0.714  # a capital's height in font sizes, of Noto Sans
LONG_SIDE = 16 / sqrt(16**2 + 9**2)  # of a screen, in diagonals
MM_PER_INCH = 25.4
LARGEST_SHARE = 8.4  # a number of four characters and its counter's must stand side by side

SCREEN_ROWS, ROW_GAP, LEAST_ROW = 31.0, 0.8, 6.8  # in hundredths of the screen's long side
ROW_OF_FONT = 1.12


@dataclass(frozen=True, slots=True)
class Display:
    """One screen. `area`, `services`, `counters` (slugs): it shows only what belongs to all of those that are named.

    `part` of `parts`: its share of one long list; the first part has the newest calls, and announces them.
    `viewing_metres`: from how far away it is read. `contrast`: white on black.
    `break_minutes`: how long a break takes at a door sign's counter, so that it can say when somebody is back; 0: not said.
    `promises`: it says how many of the last day's visitors were called no later than told, between calls.
    """

    id: int
    slug: str
    name: str
    layout: Layout = "hall"
    area: str | None = None
    services: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    part: int = 1
    parts: int = 1
    viewing_metres: float = 6.0
    screen_inches: float = 55.0
    contrast: bool = False
    break_minutes: int = 0
    promises: bool = False

    @property
    def announces(self) -> bool:
        """Whether it chimes and speaks: a door sign, the front desk's wall and the rest of a list keep silent."""
        return self.layout in ("hall", "area") and self.part == 1

    @property
    def tells_promises(self) -> bool:
        """A door sign and the front desk's wall have no place for it."""
        return self.promises and self.layout in ("hall", "area")

    @property
    def letter_mm(self) -> int:
        """How high a capital must be at least."""
        return ceil(self.viewing_metres * 1000 / READABLE_AT)

    @property
    def font_share(self) -> float:
        """The same as a font size, in hundredths of the screen's long side, whatever its pixels."""
        return 100 * self.letter_mm / CAPITAL / (self.screen_inches * MM_PER_INCH * LONG_SIDE)

    @property
    def row_share(self) -> float:
        """The height of an earlier call's row, in the same unit."""
        return max(LEAST_ROW, self.font_share * ROW_OF_FONT)

    @property
    def rows(self) -> int:
        """How many rows stand below each other on a wide screen; a tall one has room for as many at least."""
        return int((SCREEN_ROWS + ROW_GAP) / (self.row_share + ROW_GAP))

    @property
    def window(self) -> slice:
        """Which of the calls it shows, newest first: the first part one large and a column of rows, the others two columns."""
        first, more = 1 + self.rows, 2 * self.rows
        if self.part == 1:
            return slice(0, first)
        begin = first + (self.part - 2) * more
        return slice(begin, begin + more)


def is_readable(viewing_metres: float, screen_inches: float) -> bool:
    """Whether a screen of this size can be read from there at all."""
    return Display(0, "", "", viewing_metres=viewing_metres, screen_inches=screen_inches).font_share <= LARGEST_SHARE
