"""Ticket numbers: `A012` on paper and screen, "A 12" in speech."""

import re

HIGHEST = 999


def span(letter: str) -> tuple[str, str]:
    """The lowest and the highest number that a letter can have."""
    return number(letter, 0), number(letter, HIGHEST)


def limit(daily_quota: int | None) -> int:
    """How many tickets of a service there can be in a day."""
    return HIGHEST if daily_quota is None else min(daily_quota, HIGHEST)


def number(letter: str, serial: int) -> str:
    """The ticket number of the `serial`-th ticket of the service with this letter."""
    return f"{letter}{serial:03d}"


def spoken(number: str) -> str:
    """As people say it: `A012` is "A 12"."""
    return f"{number[0]} {int(number[1:])}"


def in_speech(text: str) -> str:
    """A sentence with its numbers as people say them."""
    return re.sub(r"\b[A-Z]\d{3}\b", lambda found: spoken(found[0]), text)
