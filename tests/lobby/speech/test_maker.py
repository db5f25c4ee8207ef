"""Clips that a process of its own makes: real ones, and the process is killed under it."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from programs import program

from lobby.speech import engines
from lobby.speech.maker import Maker

MOST = 1 << 20


@pytest.fixture
def maker(tmp_path):
    program("espeak-ng")
    about = ("espeak", None, tmp_path / "calls", MOST)
    found = Maker(engines.voice(*about), *about, answer_s=2)
    yield found
    found.end()


def test_what_it_made_is_kept(maker):
    assert not maker.has("A 12, Zimmer 104", "de")
    maker.say("A 12, Zimmer 104", "de")
    assert maker.has("A 12, Zimmer 104", "de")


def test_one_process_makes_all(maker):
    maker.say("eins", "de")
    first = maker._process.pid
    maker.say("два", "ru")
    assert maker._process.pid == first
    assert maker.has("два", "ru")


def test_a_process_that_was_killed_is_begun_anew(maker):
    maker.say("eins", "de")
    os.kill(maker._process.pid, signal.SIGKILL)
    time.sleep(0.2)
    maker.say("zwei", "de")
    assert maker.has("zwei", "de")


def test_without_the_process_the_server_makes_the_clip_itself(maker):
    maker._command = ["/nowhere/python"]
    assert maker.say("eins", "de").startswith(b"RIFF")
    assert maker._process is None


def test_a_process_that_stands_still_is_given_up(maker):
    maker.say("eins", "de")
    stopped = maker._process
    os.kill(stopped.pid, signal.SIGSTOP)
    assert maker.say("zwei", "de").startswith(b"RIFF")
    assert stopped.poll() is not None


def test_two_who_ask_at_once_get_each_her_own(maker):
    with ThreadPoolExecutor(4) as askers:
        clips = list(askers.map(lambda n: maker.say(f"Nummer {n}", "de"), range(12)))
    assert len(set(clips)) == 12


def test_it_ends_with_whoever_asks(maker):
    maker.say("eins", "de")
    process = maker._process
    process.stdin.close()
    assert process.wait(10) == 0
