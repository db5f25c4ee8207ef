"""What a page knows for those who hear it: which languages have a voice, and what is offered where one has none."""

from typing import NamedTuple

from flask import request, url_for

from lobby.domain.office import Office
from lobby.i18n import LANGUAGES, Language, language_name
from lobby.speech.nearest import nearest


class Tongue(NamedTuple):
    """How a language is offered to the ear: in which one, None where there is no voice at all, and by which name."""

    heard: Language | None
    name: str


class Ears(NamedTuple):
    """`keys` begin speech. `nearest`: offered where the page's language has no voice, with this page in it `there`."""

    voices: tuple[str, ...]
    keys: tuple[str, ...]
    tongues: dict[str, Tongue]
    nearest: Language | None
    there: str


def of(office: Office, language: str, spoken: frozenset[str], keys: tuple[str, ...]) -> Ears:
    """For a page in this language."""
    tongues = {code: _tongue(code, office, spoken) for code in office.languages}
    near = tongues[language].heard if spoken and language not in spoken else None
    return Ears(tuple(sorted(spoken)), keys, tongues, near, _there(near.code) if near else "")


def _tongue(code: str, office: Office, spoken: frozenset[str]) -> Tongue:
    heard = code if code in spoken else nearest(code, office.languages, spoken)
    name = LANGUAGES[code].own_name if heard in (code, None) else language_name(code, str(heard))
    return Tongue(LANGUAGES[heard] if heard else None, name)


def _there(language: str) -> str:
    """The page that is asked for, in another language; the services, where it is the answer to a form."""
    shown = request.view_args or {}
    if request.method == "GET" and "language" in shown and request.endpoint:
        return url_for(request.endpoint, **shown | {"language": language})
    return url_for("kiosk.services", language=language)
