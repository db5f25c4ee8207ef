"""Engines that are programs of their own: text in, WAV out, within a time and a size. A language that fails has a rest."""

import logging
import os
import signal
import struct
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import BoundedSemaphore, Timer

from lobby.speech.voice import NORMAL

MOST_BYTES = 8 * 1024 * 1024  # three minutes of 22 kHz, 16 bit
TIMEOUT_S = 5.0
REST_S = 30.0
AT_ONCE = 2
HEADER = 44

log = logging.getLogger("lobby.speech")
_turns = BoundedSemaphore(AT_ONCE)  # one for all programs: they share the machine's processors


class Speaker:
    """A program that says one text and ends. `command()` tells how it is called for a language; the text goes to its stdin."""

    def __init__(self, languages: frozenset[str], timeout_s: float = TIMEOUT_S, rest_s: float = REST_S) -> None:
        self.languages = languages
        self._timeout_s, self._rest_s = timeout_s, rest_s
        self._resting: dict[str, float] = {}

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        if language not in self.languages or self._resting.get(language, 0) > time.monotonic():
            return None
        answer = run(self.command(language, rate), plain(text), self._timeout_s)
        if answer is None or (answer and not answer.startswith(b"RIFF")):
            self._resting[language] = time.monotonic() + self._rest_s
            log.warning("no clip in %s from %s: it is asked again in %d s", language, type(self).__name__, self._rest_s)
        return whole(answer)  # of a text without a word there is a clip without a sound, and no failure

    def command(self, language: str, rate: float) -> list[str]:
        raise NotImplementedError


def run(command: Sequence[str], text: str, timeout_s: float) -> bytes | None:
    """What the program answers: nothing while others have all turns; None where it is not there, fails or goes too far."""
    if not _turns.acquire(timeout=timeout_s):
        return b""
    try:
        return _answer(command, text.encode(), timeout_s)
    except OSError:
        return None
    finally:
        _turns.release()


def _answer(command: Sequence[str], text: bytes, timeout_s: float) -> bytes | None:
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, start_new_session=True) as process:
        assert process.stdin
        assert process.stdout
        timer = Timer(timeout_s, _kill, (process,))
        timer.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(text)
                process.stdin.close()
            said = process.stdout.read(MOST_BYTES + 1)
            if len(said) > MOST_BYTES:
                _kill(process)
            return said if process.wait() == 0 and said else None
        finally:
            timer.cancel()
            if process.poll() is None:
                _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End it and whatever it started, whose open pipe would hold us."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def plain(text: str) -> str:
    """One line without control signs, and without what espeak-ng takes for phonemes: [[…]]."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).replace("[[", "[ [").split()) + "\n"


def whole(wav: bytes | None) -> bytes | None:
    """The clip with its length in its header: a program that writes to a pipe does not know it yet. None for what is no clip."""
    if wav is None or len(wav) <= HEADER or wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        return None
    at = wav.find(b"data", 12)
    if at < 0 or len(wav) <= at + 8:
        return None
    length = struct.pack("<I", len(wav) - at - 8)
    return wav[:4] + struct.pack("<I", len(wav) - 8) + wav[8 : at + 4] + length + wav[at + 8 :]
