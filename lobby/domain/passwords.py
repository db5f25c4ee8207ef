"""Which passwords are good enough: by length and by not being obvious, never by their mix of characters (OWASP ASVS 6.2).

Nothing is copied from lists of leaked passwords: what people pick first is made by rule.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from lobby.domain.errors import N_

LEAST, LONGEST = 8, 200
ADVISED = 15
LENGTH = N_("8 bis 200 Zeichen")
OBVIOUS = N_("Dieses Passwort ist zu leicht zu erraten.")
WORDS = frozenset({"password", "passwort", "kennwort", "willkommen", "welcome", "geheim", "hallo", "letmein", "iloveyou", "lobby"})
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm")
FREE_TRIES = 4
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)


def fault(password: str, about: Iterable[str] = ()) -> str | None:
    """What is wrong with a password, as a sentence; None where nothing is. `about`: names that say too much: log-in, office."""
    if not LEAST <= len(password) <= LONGEST:
        return LENGTH
    return OBVIOUS if is_obvious(password, about) else None


def is_obvious(password: str, about: Iterable[str] = ()) -> bool:
    """Whether it is one word that everybody tries, with or without digits and signs around it, a row of keys, or a repetition."""
    said = password.casefold()
    bare = re.sub(r"[\W\d_]", "", said)
    names = {re.sub(r"[\W\d_]", "", name.casefold()) for name in about}
    return said in {name.casefold() for name in about} or bare in (WORDS | names) - {""} or _is_row(said) or _repeats(said)


def pause(failures: int) -> timedelta | None:
    """How long an account rests after so many wrong tries on end: 30 s after the fifth, then twice as long each time."""
    if failures <= FREE_TRIES:
        return None
    return min(FIRST_PAUSE * (1 << min(failures - FREE_TRIES - 1, 10)), LONGEST_PAUSE)


def _is_row(said: str) -> bool:
    """Neighbours on the keyboard or in the alphabet, forwards or backwards, perhaps again and again."""
    rows = [row * (len(said) // len(row) + 1) for row in ROWS]
    return any(said in row or said[::-1] in row for row in rows)


def _repeats(said: str) -> bool:
    """The same few characters again and again: half of it, at most, is new."""
    return re.fullmatch(r"(.{1,4}?)\1+.{0,3}", said, re.DOTALL) is not None
