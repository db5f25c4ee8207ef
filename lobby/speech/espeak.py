"""espeak-ng: small, on every Debian, and with a voice for most of our languages."""

import subprocess

from lobby.speech.programs import TIMEOUT_S, Speaker

PROGRAM = "espeak-ng"
WORDS_A_MINUTE = 155
VOICES = {"de": "de", "de-simple": "de", "en": "en-gb", "fr": "fr-fr"}
VOICES |= {code: code for code in ("uk", "ar", "ru", "fa", "tr", "ku", "vi", "pl", "ro")}
"""Our languages and its voices. It has none for Pashto, Tigrinya and Somali."""


class Espeak(Speaker):
    """The program called `program`."""

    name = "espeak"

    def __init__(self, program: str = PROGRAM, timeout_s: float = TIMEOUT_S) -> None:
        known = _voices(program)
        super().__init__(frozenset(code for code, voice in VOICES.items() if voice in known), timeout_s)
        self._program = program

    def command(self, language: str, rate: float) -> list[str]:
        return [self._program, "-v", VOICES[language], "-s", str(round(WORDS_A_MINUTE * rate)), "-b", "1", "--stdin", "--stdout"]


def _voices(program: str) -> frozenset[str]:
    """The languages that it lists; none where it is not installed, or does not answer."""
    try:
        listed = subprocess.run([program, "--voices"], capture_output=True, timeout=TIMEOUT_S, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    lines = (line.split() for line in listed.decode(errors="replace").splitlines()[1:])
    return frozenset(line[1] for line in lines if len(line) > 1)
