"""Passwords: long enough, and not what everybody tries first."""

import pytest

from lobby.domain import passwords


@pytest.mark.parametrize(
    "good", ["a good password", "correct horse", "zwölf Gänse fliegen", "x7-kq2m!", "🦆 eight ducks", "q" + "wx" * 99]
)
def test_a_password_needs_length_and_no_mix_of_characters(good):
    assert passwords.fault(good, ("anna", "bernburg")) is None


@pytest.mark.parametrize("bad", ["", "seven77", "x" * 201])
def test_a_password_of_the_wrong_length_is_told_how_long_it_may_be(bad):
    assert passwords.fault(bad) == passwords.LENGTH


@pytest.mark.parametrize(
    "bad",
    [
        *("password", "Passwort123!", "willkommen", "GEHEIM2026", "12345678", "87654321", "qwertzuiop", "lkjhgfdsa", "abcdefgh"),
        *("aaaaaaaa", "abcabcabc", "1234123412", "lobby2026", "anna-2026", "Bernburg1", "bernburg", "a.muster"),
    ],
)
def test_what_everybody_would_try_first_is_refused(bad):
    assert passwords.fault(bad, ("anna", "bernburg", "a.muster")) == passwords.OBVIOUS


def test_a_name_of_digits_alone_makes_no_other_password_obvious():
    assert passwords.fault("-17-04-42-", ("12345",)) is None


def test_pauses_grow_after_the_fifth_failure_and_end_at_a_quarter_of_an_hour():
    seconds = [pause.total_seconds() if (pause := passwords.pause(failures)) else 0 for failures in range(1, 13)]
    assert seconds == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert passwords.pause(10**6).total_seconds() == 900
