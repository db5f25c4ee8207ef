"""A small process beside the server that makes clips nobody waits for yet, after everything else the machine has to do.

To begin a program takes a server of some size ten milliseconds in which it answers nobody; this process takes one.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from lobby.speech import engines
from lobby.speech.kept import Kept
from lobby.speech.voice import NORMAL

NICE = 10
TURNS = 2  # a process that has ended is begun anew once


class Maker:
    """Makes the clips of `kept`, one at a time, in a process of its own. `engine` … as for `engines.voice`."""

    def __init__(self, kept: Kept, engine: str, clips: Path | None, cache: Path, cache_bytes: int) -> None:
        self._kept = kept
        self._command = [sys.executable, "-m", "lobby.speech.maker", engine, str(clips or ""), str(cache), str(cache_bytes)]
        self._process: subprocess.Popen[bytes] | None = None

    def has(self, text: str, language: str, rate: float = NORMAL) -> bool:
        return self._kept.has(text, language, rate)

    def say(self, text: str, language: str, rate: float = NORMAL) -> None:
        """Have the clip made; it is kept when this returns. Without the process it is made when it is asked for."""
        for _ in range(TURNS):
            with suppress(OSError):
                if self._process is None:
                    pipe = subprocess.PIPE
                    self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, start_new_session=True)
                if self._answer(self._process, [text, language, rate]):
                    return
            self.end()

    def end(self) -> None:
        """End the process; the next clip begins another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe and pipe.close()

    @staticmethod
    def _answer(process: "subprocess.Popen[bytes]", asked: list[object]) -> bool:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        return bool(process.stdout.readline())


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
