"""Piper: better voices, of which the office brings the files it wants: `<code>.onnx`, with `<code>.onnx.json` beside it."""

from pathlib import Path

from lobby.speech.programs import TIMEOUT_S, Speaker
from lobby.speech.voice import RATES

PROGRAM = "piper"


class Piper(Speaker):
    """The voices in `folder`. A German one speaks Leichte Sprache too."""

    name = "piper"

    def __init__(self, folder: Path, program: str = PROGRAM, timeout_s: float = 2 * TIMEOUT_S) -> None:
        self._models = {path.stem: path for path in sorted(folder.glob("*.onnx"))}
        for code in RATES:
            base = code.partition("-")[0]
            if base in self._models:
                self._models.setdefault(code, self._models[base])
        super().__init__(frozenset(self._models), timeout_s)
        self._program = program

    def command(self, language: str, rate: float) -> list[str]:
        slowness = f"{1 / rate:.3f}"
        return [self._program, "--model", str(self._models[language]), "--length_scale", slowness, "--output_file", "-"]
