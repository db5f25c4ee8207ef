"""A sentence as one language says it."""

from typing import NamedTuple

from lobby.i18n import Language


class Said(NamedTuple):
    language: Language
    text: str
