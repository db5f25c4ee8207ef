"""What the doctor says of one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`ok`: as it should be. `warn`: people will miss something. `bad`: Lobby does not work, or loses something."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """`about`: what was looked at; `says`: how it is; `do`: what to do about it, empty where nothing is to be done."""

    level: Level
    about: str
    says: str
    do: str = ""


def ok(about: str, says: str) -> Finding:
    return Finding(Level.OK, about, says)


def warn(about: str, says: str, do: str) -> Finding:
    return Finding(Level.WARN, about, says, do)


def bad(about: str, says: str, do: str) -> Finding:
    return Finding(Level.BAD, about, says, do)
