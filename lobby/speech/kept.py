"""Clips kept on disk, so that what was said once starts at once. What has not been asked for longest goes first."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from lobby.speech.voice import NORMAL, Voice

ROOM = 0.9  # so much is left when clips go, lest each new clip cost a look at all


class Kept:
    """A voice whose clips are kept in `folder`, `most_bytes` of them together. A full disk costs time, no clip."""

    def __init__(self, voice: Voice, folder: Path, most_bytes: int) -> None:
        self.name, self.languages = voice.name, voice.languages
        self._voice, self._folder, self._most = voice, folder, most_bytes
        self._lock = Lock()
        self._bytes = sum(size for _, size, _ in self._clips())

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        if language not in self.languages:
            return None
        path = self._folder / self._key(text, language, rate)
        with suppress(OSError):
            clip = path.read_bytes()
            os.utime(path)
            return clip
        said = self._voice.say(text, language, rate)
        if said is not None:
            with suppress(OSError):
                self._keep(path, said)
        return said

    def has(self, text: str, language: str, rate: float = NORMAL) -> bool:
        """Whether the clip is kept already."""
        return (self._folder / self._key(text, language, rate)).exists()

    def _key(self, text: str, language: str, rate: float) -> str:
        named = "\0".join((self.name, language, f"{rate:.2f}", text))
        return hashlib.sha256(named.encode()).hexdigest() + ".wav"

    def _keep(self, path: Path, clip: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as file:
            try:
                file.write(clip)
                file.flush()
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink()
                raise
        with self._lock:
            self._bytes += len(clip)
            if self._bytes > self._most:
                self._make_room()

    def _make_room(self) -> None:
        clips = sorted(self._clips())
        self._bytes = sum(size for _, size, _ in clips)
        for _, size, path in clips:
            if self._bytes <= self._most * ROOM:
                return
            path.unlink(missing_ok=True)
            self._bytes -= size

    def _clips(self) -> list[tuple[float, int, Path]]:
        """When each was last asked for, its bytes, and where it is. Two processes may share a folder: some may be gone."""
        found = []
        for path in self._folder.glob("*.wav"):
            with suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        return found
