"""Sentences that people have spoken: `<folder>/<code>/<name of the sentence>.wav`."""

import hashlib
from pathlib import Path

from lobby.speech.programs import MOST_BYTES, whole
from lobby.speech.voice import NORMAL


class Recorded:
    """The clips in `folder`. A language has a voice here as soon as it has a folder."""

    name = "folder"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.languages = frozenset(path.name for path in folder.glob("*") if path.is_dir())

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        if language not in self.languages:
            return None
        try:
            with (self._folder / language / f"{clip_name(text)}.wav").open("rb") as file:
                return whole(file.read(MOST_BYTES))
        except OSError:
            return None


def clip_name(text: str) -> str:
    """What the clip of a sentence is called: sixteen hexadecimal digits of the SHA-256 of its text, white space made single."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
