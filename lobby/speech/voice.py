"""What an engine is, and the two that are made of others: none at all, and several behind one another."""

from collections.abc import Sequence
from typing import Protocol

LONGEST_TEXT = 600
NORMAL = 1.0
SLOW = 0.8
RATES = {"de-simple": SLOW}
"""How fast a language is spoken where it is not `NORMAL`: Leichte Sprache is German, more slowly."""


class Voice(Protocol):
    """`name`: what clips are kept under; another voice has another name. `languages`: codes of those it can say something in."""

    name: str
    languages: frozenset[str]

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        """The clip, a WAV file; None where there is no voice, or it fails. `rate`: 0.5 takes twice as long."""
        ...


class NullVoice:
    """No engine is there: no language, no clip."""

    name = "off"
    languages: frozenset[str] = frozenset()

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        return None


class Several:
    """The first of these voices that has a clip."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._voices = voices
        self.name = "+".join(voice.name for voice in voices)
        self.languages = frozenset().union(*(voice.languages for voice in voices))

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        clips = (voice.say(text, language, rate) for voice in self._voices if language in voice.languages)
        return next(filter(None, clips), None)
