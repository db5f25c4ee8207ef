"""German terms in a sentence of another script, as in "تصريح الإقامة (Aufenthaltserlaubnis)"."""

import re

from markupsafe import Markup, escape

from lobby.i18n import Language

_LETTERS = "A-Za-zÄÖÜäöüß"
_TERM = re.compile(rf"([{_LETTERS}]+(?:[ ,./-]*[{_LETTERS}\d]+)*)")


def german_apart(text: str, language: Language) -> Markup:
    """The text for a page: each German term keeps its own direction where a line ends inside it, and is read out as German.

    Between Latin letters a German term cannot be told from the sentence, and needs no direction: such a text stays as it is.
    """
    if language.script == "latin":
        return escape(text)
    parts = _TERM.split(text)  # every second one is a term
    return Markup().join(_term(part) if odd % 2 else escape(part) for odd, part in enumerate(parts))


def _term(text: str) -> Markup:
    return Markup('<bdi lang="de" dir="ltr">{}</bdi>').format(text)
