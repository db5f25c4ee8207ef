"""Whom visitors are sent on to: other offices and advice centres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partner:
    """A place outside this office. `about`: what for, language → text; `hours`, `bring` likewise; `place`: its address."""

    slug: str
    name: Mapping[str, str]
    about: Mapping[str, str]
    place: str
    hours: Mapping[str, str]
    bring: Mapping[str, Sequence[str]]
