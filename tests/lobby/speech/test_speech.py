"""Sentences become clips: by the real espeak-ng, in every language with a voice, and never for longer than they may take."""

import io
import time
import wave
from array import array
from concurrent.futures import ThreadPoolExecutor

import pytest
from programs import program

from lobby.i18n import LANGUAGES, texts
from lobby.settings import BadSetting, Settings
from lobby.speech import engines, programs, recorded
from lobby.speech.espeak import VOICES, Espeak
from lobby.speech.kept import Kept
from lobby.speech.nearest import nearest
from lobby.speech.piper import Piper
from lobby.speech.recorded import Recorded
from lobby.speech.voice import NullVoice, Several

SENTENCE = "Bitte nehmen Sie Ihren Zettel."
SILENT = {"ps", "ti", "so"}


def seconds(clip):
    with wave.open(io.BytesIO(clip)) as file:
        return file.getnframes() / file.getframerate()


def loudness(clip):
    """The highest amplitude, of 32767."""
    with wave.open(io.BytesIO(clip)) as file:
        assert file.getsampwidth() == 2
        return max(abs(each) for each in array("h", file.readframes(file.getnframes())))


def script(folder, *lines):
    """A program that stands where an engine should."""
    path = folder / "engine"
    path.write_text("\n".join(("#!/bin/sh", *lines)))
    path.chmod(0o755)
    return str(path)


@pytest.fixture(scope="module")
def espeak():
    return Espeak(program("espeak-ng"))


class Counted:
    """A voice that counts what it is asked for."""

    name, languages = "counted", frozenset({"de"})

    def __init__(self, size=1000):
        self.size, self.asked = size, []

    def say(self, text, language, rate=1.0):
        self.asked.append((text, language, rate))
        return bytes(self.size)


def test_all_languages_but_three_have_a_voice(espeak):
    assert espeak.languages == set(LANGUAGES) - SILENT


@pytest.mark.parametrize("language", sorted(VOICES))
def test_a_sentence_is_heard_in_each_of_them(espeak, language):
    clip = espeak.say(texts(language).gettext(SENTENCE), language)
    assert 0.8 < seconds(clip) < 8
    assert loudness(clip) > 3000


@pytest.mark.parametrize("text", ["", " ", "…", "\0\n\x1b"])
def test_a_text_without_a_word_is_no_failure(espeak, text):
    espeak.say(text, "de")
    assert espeak.say(SENTENCE, "de") is not None


@pytest.mark.parametrize("language", sorted(SILENT))
def test_a_language_without_a_voice_has_no_clip(espeak, language):
    assert espeak.say(SENTENCE, language) is None


def test_leichte_sprache_is_spoken_more_slowly(espeak):
    assert seconds(espeak.say(SENTENCE, "de-simple", 0.8)) > 1.15 * seconds(espeak.say(SENTENCE, "de"))


@pytest.mark.parametrize(
    "text", ["--version", "-f /etc/passwd", "$(touch x) `touch x`; touch x", "<speak>A</speak>", "[[h@l'oU]]", "\0\n\x1b"]
)
def test_no_text_is_a_command(espeak, tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    clip = espeak.say(text, "de")
    assert clip is None or seconds(clip) < 20
    assert list(tmp_path.iterdir()) == []


def test_the_longest_text_is_said_in_time_and_size(espeak):
    clip = espeak.say("Donnerstag " * 54, "de")
    assert 20 < seconds(clip) < 60


def test_a_missing_engine_has_no_voice(tmp_path):
    missing = Espeak(str(tmp_path / "nothing"))
    assert missing.languages == frozenset()
    assert missing.say(SENTENCE, "de") is None


class Broken(programs.Speaker):
    """An engine that is any command."""

    name = "broken"

    def __init__(self, *command, timeout_s=0.3, rest_s=30.0):
        super().__init__(frozenset({"de", "en"}), timeout_s, rest_s)
        self._command = list(command)

    def command(self, language, rate):
        return self._command


@pytest.mark.parametrize("line", ["sleep 60", "sleep 60 & wait", "cat >/dev/null; exec sleep 60"])
def test_an_engine_that_hangs_is_ended(tmp_path, line):
    began = time.monotonic()
    assert Broken(script(tmp_path, line)).say(SENTENCE, "de") is None
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "line", ["exit 1", "exit 0", "echo no clip at all, but long enough to be one if nobody looked", "exec kill -9 $$", "exec yes"]
)
def test_an_engine_that_fails_answers_nothing(tmp_path, line):
    assert Broken(script(tmp_path, line), timeout_s=5).say(SENTENCE, "de") is None


def test_a_failure_is_remembered_briefly_and_for_its_language_alone(tmp_path):
    voice = Broken(script(tmp_path, f"echo asked >>{tmp_path}/asked"), timeout_s=5, rest_s=0.3)
    for language in ("de", "de", "de", "en"):
        voice.say(SENTENCE, language)
    assert (tmp_path / "asked").read_text().split() == ["asked"] * 2
    time.sleep(0.4)
    voice.say(SENTENCE, "de")
    assert (tmp_path / "asked").read_text().split() == ["asked"] * 3


def test_many_at_once_wait_for_each_other_and_nobody_counts_as_failed(espeak):
    with ThreadPoolExecutor(12) as askers:
        clips = list(askers.map(lambda number: espeak.say(f"Platz {number}", "de"), range(24)))
    assert all(clips)


def test_who_gets_no_turn_in_time_may_ask_again(tmp_path):
    patient, impatient = Broken(script(tmp_path, "exec sleep 1"), timeout_s=5), Broken("/bin/false", timeout_s=0.1)
    with ThreadPoolExecutor(2) as askers:
        asked = [askers.submit(patient.say, SENTENCE, language) for language in ("de", "en")]
        time.sleep(0.3)
        assert impatient.say(SENTENCE, "de") is None
        assert impatient._resting == {}
        assert [each.result() for each in asked] == [None, None]


class TestKept:
    """What was said once is not made again."""

    def test_the_second_time_it_comes_from_disk(self, tmp_path):
        counted = Counted()
        for _ in range(3):
            assert Kept(counted, tmp_path, 10_000).say(SENTENCE, "de") == bytes(1000)
        assert len(counted.asked) == 1

    def test_another_rate_or_text_is_another_clip(self, tmp_path):
        counted = Counted()
        voice = Kept(counted, tmp_path, 10_000)
        for text, rate in ((SENTENCE, 1), (SENTENCE, 0.8), ("Willkommen", 1)):
            voice.say(text, "de", rate)
        assert len(counted.asked) == 3

    def test_what_was_not_asked_for_longest_goes(self, tmp_path):
        counted = Counted()
        voice = Kept(counted, tmp_path, 10_000)
        for number in range(30):
            voice.say(str(number), "de")
            voice.say("0", "de")
            time.sleep(0.002)
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
        assert [text for text, _, _ in counted.asked].count("0") == 1

    def test_a_folder_that_cannot_be_written_costs_no_clip(self, tmp_path):
        (tmp_path / "file").write_text("")
        assert Kept(Counted(), tmp_path / "file", 10_000).say(SENTENCE, "de") == bytes(1000)

    def test_nothing_of_the_sentence_is_in_the_files_name(self, tmp_path):
        Kept(Counted(), tmp_path, 10_000).say("A 12", "de")
        assert [path.suffix for path in tmp_path.iterdir()] == [".wav"]
        assert len(next(tmp_path.iterdir()).stem) == 64


def test_recorded_clips_come_first_and_the_engine_says_the_rest(espeak, tmp_path):
    clip = espeak.say("kurz", "de")
    (tmp_path / "ti").mkdir()
    (tmp_path / "ti" / f"{recorded.clip_name(SENTENCE)}.wav").write_bytes(clip)
    voice = Several([Recorded(tmp_path), espeak])
    assert voice.say(SENTENCE, "ti") == clip
    assert voice.say("Willkommen", "ti") is None
    assert seconds(voice.say(SENTENCE, "de")) > seconds(clip)
    assert voice.languages == espeak.languages | {"ti"}


def test_piper_gets_the_office_s_voice_and_the_text_by_its_stdin(espeak, tmp_path):
    """A stand-in for Piper: its voices are too large to be brought along."""
    clip = espeak.say("kurz", "de")
    (tmp_path / "clip.wav").write_bytes(clip)
    (tmp_path / "de.onnx").write_text("")
    stand_in = script(tmp_path, f'echo "$@" >{tmp_path}/asked; cat >>{tmp_path}/asked; cat {tmp_path}/clip.wav')
    piper = Piper(tmp_path, stand_in)
    assert piper.languages == {"de", "de-simple"}
    assert piper.say(SENTENCE, "de-simple", 0.8) == clip
    asked = (tmp_path / "asked").read_text()
    assert asked == f"--model {tmp_path}/de.onnx --length_scale 1.250 --output_file -\n{SENTENCE}\n"


def test_an_engine_that_is_switched_off_or_has_nothing_is_no_voice(tmp_path):
    assert isinstance(engines.voice("off", None, tmp_path, 1000), NullVoice)
    assert NullVoice().say(SENTENCE, "de") is None


def test_the_settings_choose_the_engine(tmp_path):
    env = {"LOBBY_DATA_DIR": str(tmp_path), "LOBBY_SPEECH": "folder"}
    with pytest.raises(BadSetting, match="LOBBY_SPEECH_DIR"):
        Settings.from_env(env)
    with pytest.raises(BadSetting, match="LOBBY_SPEECH"):
        Settings.from_env(env | {"LOBBY_SPEECH": "parrot"})
    read = Settings.from_env(env | {"LOBBY_SPEECH_DIR": str(tmp_path), "LOBBY_SPEECH_KEYS": "F1 F2"})
    assert (read.speech, read.speech_dir, read.speech_keys) == ("folder", tmp_path, ("F1", "F2"))
    assert Settings.from_env(env | {"LOBBY_SPEECH": "off"}).speech == "off"


@pytest.mark.parametrize(
    ("language", "offered", "found"),
    [
        ("ps", LANGUAGES, "fa"),
        ("ti", LANGUAGES, "en"),
        ("so", LANGUAGES, "en"),
        ("ps", ("ps", "tr"), "tr"),
        ("ti", ("ti", "so"), None),
    ],
)
def test_without_a_voice_the_nearest_language_is_offered(language, offered, found):
    assert nearest(language, offered, frozenset(VOICES)) == found
