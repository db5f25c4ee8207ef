"""A small process beside the server that makes the clips of calls, after everything else the machine has to do.

To begin a program takes a server of some size ten milliseconds in which it answers nobody; this process takes one.
"""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

from lobby.speech import engines
from lobby.speech.kept import Kept
from lobby.speech.programs import TIMEOUT_S
from lobby.speech.voice import NORMAL

NICE = 10
TURNS = 2  # a process that has ended is begun anew once
ANSWER_S = 2 * TIMEOUT_S  # longer than a clip may take


class Maker:
    """The voice `kept`, whose clips are made one at a time in a process of its own. `engine` … as for `engines.voice`."""

    def __init__(
        self, kept: Kept, engine: str, clips: Path | None, cache: Path, cache_bytes: int, answer_s: float = ANSWER_S
    ) -> None:
        self.name, self.languages = kept.name, kept.languages
        self._kept, self._turn, self._answer_s = kept, Lock(), answer_s
        self._command = [sys.executable, "-m", "lobby.speech.maker", engine, str(clips or ""), str(cache), str(cache_bytes)]
        self._process: subprocess.Popen[bytes] | None = None

    def has(self, text: str, language: str, rate: float = NORMAL) -> bool:
        """Whether the clip is kept already."""
        return self._kept.has(text, language, rate)

    def say(self, text: str, language: str, rate: float = NORMAL) -> bytes | None:
        """The clip, from the process where it is not kept yet; where that does not answer, the server makes it itself."""
        if language in self.languages and not self.has(text, language, rate):
            with self._turn:
                self._make([text, language, rate])
        return self._kept.say(text, language, rate)

    def end(self) -> None:
        """End the process; the next clip begins another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe and pipe.close()

    def _make(self, asked: list[object]) -> None:
        for _ in range(TURNS):
            with suppress(OSError):
                if self._process is None:
                    pipe = subprocess.PIPE
                    self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, start_new_session=True)
                if _answers(self._process, asked, self._answer_s):
                    return
            self.end()


def _answers(process: "subprocess.Popen[bytes]", asked: list[object], within_s: float) -> bool:
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    process.stdin.flush()
    ready, _, _ = select.select([process.stdout], [], [], within_s)
    return bool(ready and process.stdout.readline())


def main(engine: str, clips: str, cache: str, cache_bytes: str) -> None:
    """Make what stdin asks for, a line each, and say so; end with whoever asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    voice = engines.voice(engine, Path(clips) if clips else None, Path(cache), int(cache_bytes))
    for line in sys.stdin.buffer:
        voice.say(*json.loads(line))
        sys.stdout.write("made\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
