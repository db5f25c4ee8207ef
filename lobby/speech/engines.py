"""Which voice a server has."""

from pathlib import Path

from lobby.speech.espeak import Espeak
from lobby.speech.kept import Kept
from lobby.speech.piper import Piper
from lobby.speech.recorded import Recorded
from lobby.speech.voice import NullVoice, Several, Voice


def voice(engine: str, clips: Path | None, cache: Path, cache_bytes: int) -> Voice:
    """The voice called `engine`, its clips kept in `cache`. `clips`: Piper's voices, or recorded clips.

    What those have not is said by espeak-ng, where that is installed.
    """
    if engine == "off":
        return NullVoice()
    own: dict[str, type[Piper] | type[Recorded]] = {"piper": Piper, "folder": Recorded}
    first: list[Voice] = [own[engine](clips)] if engine in own and clips else []
    voices = [each for each in (*first, Espeak()) if each.languages]
    if not voices:
        return NullVoice()
    return Kept(voices[0] if len(voices) == 1 else Several(voices), cache, cache_bytes)
