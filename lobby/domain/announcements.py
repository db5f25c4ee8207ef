"""How the hall's displays sound: in which languages a call is spoken, how loud it is when, and when there is silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from lobby.domain.calendar import Span

GERMAN = ("de", "de-simple")  # who hears one has heard the other
ORDERS: Mapping[str, tuple[str, ...]] = {
    "visitor-then-german": ("visitor", "german"),
    "german-then-visitor": ("german", "visitor"),
    "visitor": ("visitor",),
    "german": ("german",),
}
"""The office's choice → what is said one after the other."""


@dataclass(frozen=True, slots=True)
class Sound:
    """How a display sounds now. `volume` lies between 0 and 1; a quiet one neither chimes nor speaks."""

    volume: float
    is_quiet: bool
    chimes: bool
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Announcements:
    """What an office has decided of its voices.

    `order`: a key of ORDERS. `speed`: 1 is the voice's own. `is_clear`: without rumble, and with more of the consonants, for halls
    that echo. `volumes`: in these spans it is louder or softer than `volume`; the first one that fits counts. `quiet`: no sound.
    """

    order: str = "visitor-then-german"
    chimes: bool = True
    speed: float = 1.0
    is_clear: bool = True
    volume: float = 0.8
    volumes: tuple[tuple[Span, float], ...] = ()
    quiet: tuple[Span, ...] = ()

    def languages(self, of_visitor: str, spoken: frozenset[str]) -> tuple[str, ...]:
        """In which languages a visitor is called, one after the other; German where her own language has no voice."""
        wanted = [of_visitor if who == "visitor" else "de" for who in ORDERS[self.order]]
        found = [code for code in wanted if code in spoken] or [code for code in ("de",) if code in spoken]
        is_german = of_visitor in GERMAN
        return tuple(dict.fromkeys(found))[: 1 if is_german else len(found)]

    def sound(self, at: time) -> Sound:
        """How it sounds at this time of the office's clock."""
        volume = next((volume for span, volume in self.volumes if _is_within(at, span)), self.volume)
        return Sound(volume, any(_is_within(at, span) for span in self.quiet), self.chimes, self.is_clear)


def _is_within(at: time, span: Span) -> bool:
    start, end = span
    return start <= at and (at < end or end == time())  # an end at 00:00 means midnight
