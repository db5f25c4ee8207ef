"""Clips that a process of its own makes: real ones, and the process is killed under it."""

import os
import signal
import time

import pytest
from programs import program

from lobby.speech import engines
from lobby.speech.maker import Maker

MOST = 1 << 20


@pytest.fixture
def maker(tmp_path):
    program("espeak-ng")
    about = ("espeak", None, tmp_path / "calls", MOST)
    found = Maker(engines.voice(*about), *about)
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


def test_a_process_that_cannot_be_begun_costs_a_clip_and_nothing_else(maker):
    maker._command = ["/nowhere/python"]
    maker.say("eins", "de")
    assert not maker.has("eins", "de")


def test_it_ends_with_whoever_asks(maker):
    maker.say("eins", "de")
    process = maker._process
    process.stdin.close()
    assert process.wait(10) == 0
