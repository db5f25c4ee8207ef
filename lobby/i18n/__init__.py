"""The languages, their texts and plural rules, and which language a visitor gets.

German sentences are the message ids. Catalogues are `catalogues/<code>.po`, read at first use; `extract.py` keeps them up to date.
An installation's own corrections stand before them, where `use_corrections` says; `corrections.py` keeps those.
"""

import gettext as standard
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from lobby.i18n.places import fit

T = TypeVar("T")

CATALOGUES = Path(__file__).parent / "catalogues"
GERMAN, SIMPLE_GERMAN, COMMON = "de", "de-simple", "en"
SPOKEN_AS = {"prs": "fa", "kmr": "ku"}  # Dari is read in Farsi's texts; browsers know Kurmancî by either code


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its own name. `tag` is the BCP 47 tag for HTML: Leichte Sprache is German to a browser."""

    code: str
    own_name: str
    tag: str
    direction: Literal["ltr", "rtl"] = "ltr"
    script: Literal["latin", "cyrillic", "arabic", "ethiopic"] = "latin"


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("de", "Deutsch", "de"),
        Language("de-simple", "Leichte Sprache", "de"),
        Language("uk", "Українська", "uk", script="cyrillic"),
        Language("ar", "العربية", "ar", "rtl", "arabic"),
        Language("ru", "Русский", "ru", script="cyrillic"),
        Language("en", "English", "en"),
        Language("fa", "فارسی", "fa", "rtl", "arabic"),
        Language("tr", "Türkçe", "tr"),
        Language("ku", "Kurmancî", "ku"),
        Language("ps", "پښتو", "ps", "rtl", "arabic"),
        Language("vi", "Tiếng Việt", "vi"),
        Language("fr", "Français", "fr"),
        Language("pl", "Polski", "pl"),
        Language("ro", "Română", "ro"),
        Language("ti", "ትግርኛ", "ti", script="ethiopic"),
        Language("so", "Soomaali", "so"),
    )
}


STAFF_SPEAKS = ("de", "de-simple", "uk", "ar", "ru", "en", "fa", "tr")
"""The languages that also have the texts of staff's pages; the others have what visitors read."""


class Texts:
    """The texts of one language, with its fallbacks behind it. Keeps no request: slips and speech have none."""

    def __init__(self, language: Language, catalogues: "Sequence[Catalogue]") -> None:
        self.language = language
        self._catalogues = catalogues

    def gettext(self, message: str, **params: Any) -> str:
        """The sentence in this language, its {places} filled."""
        found = next((c.one[message] for c in self._catalogues if message in c.one), message)
        return found.format(**params) if params else found

    def ngettext(self, one: str, many: str, n: int, **params: Any) -> str:
        """The sentence in the form that `n` asks for. Fills {count} with `n`."""
        found = next((c.many[one][c.form(n)] for c in self._catalogues if one in c.many), one if n == 1 else many)
        return found.format(**{"count": n} | params)


@dataclass(frozen=True)
class Catalogue:
    """One catalogue file: sentences as they are said of one, those in several forms, and the number of the form for each count."""

    one: Mapping[str, str]
    many: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


@cache
def texts(code: str) -> Texts:
    """The texts of a language, read once. What is not translated yet falls back: de-simple to de, others to en, then to German."""
    behind = () if code in (GERMAN, SIMPLE_GERMAN) else (COMMON,)
    found = (read(each) for each in dict.fromkeys((code, *behind)) for read in (_CORRECTED.get, catalogue))
    return Texts(LANGUAGES[code], tuple(each for each in found if each))


class BadCorrections(Exception):
    """A catalogue of corrections cannot be read; the text names it."""


def use_corrections(folder: Path) -> None:
    """Let what the catalogues in this folder say stand before what Lobby brings. Raises BadCorrections."""
    found = {code: path for code in LANGUAGES if (path := folder / f"{code}.po").exists()}
    if found or _CORRECTED:  # else nothing that was read changes
        _CORRECTED.clear()
        texts.cache_clear()
    for code, path in found.items():
        try:
            _CORRECTED[code] = _read(path)
        except (OSError, ValueError, PoFileError) as error:
            raise BadCorrections(f"{path}: {error}") from error


_CORRECTED: dict[str, Catalogue] = {}


@cache
def catalogue(code: str) -> Catalogue | None:
    """The catalogue of a language; None where there is none. Doubtful (fuzzy) and empty translations are left out."""
    path = CATALOGUES / f"{code}.po"
    return _read(path) if path.exists() else None


def _read(path: Path) -> Catalogue:
    with path.open("rb") as file:
        read = read_po(file, abort_invalid=True)
    form = standard.c2py(read.plural_expr)
    good = [message for message in read if message.id and not message.context and not message.fuzzy and _is_whole(message)]
    many = {m.id[0]: tuple(m.string or ()) for m in good if m.pluralizable and all(m.string or ("",))}
    one = {str(m.id): str(m.string) for m in good if not m.pluralizable and m.string}
    return Catalogue({message: forms[form(1)] for message, forms in many.items()} | one, many, form)


def _is_whole(message: Message) -> bool:
    """Whether it can be said: a place that is not filled would break the page that says it, however it came into the file."""
    german = message.id if isinstance(message.id, str) else message.id[-1]
    told = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return all(not each or fit(german, each, may_lack_count=message.pluralizable) for each in told)


@cache
def language_name(code: str, in_language: str) -> str:
    """What a language is called in another one: "Arabisch" for ar in German; its own name where that is not known."""
    if code == SIMPLE_GERMAN:
        return LANGUAGES[code].own_name
    names = Locale.parse(LANGUAGES[in_language].tag).languages
    return str(names.get(code) or LANGUAGES[code].own_name)


def pick(by_language: Mapping[str, T], language: str) -> T:
    """An office's own text in the nearest language it has: this one, German for Leichte Sprache, English, German, any.

    Raises KeyError where there is none at all.
    """
    nearest = (language, GERMAN, COMMON) if language == SIMPLE_GERMAN else (language, COMMON, GERMAN)
    for code in (*nearest, *by_language):
        if code in by_language:
            return by_language[code]
    raise KeyError(language)


def negotiate(accept_language: str | None, offered: Sequence[str]) -> str:
    """The offered language that a browser's Accept-Language asks for most; else English if offered, else the first."""
    for tag in _wanted(accept_language or ""):
        for code in (tag, SPOKEN_AS.get(tag.partition("-")[0]), tag.partition("-")[0]):
            if code in offered:
                return str(code)
    return COMMON if COMMON in offered else offered[0]


def _wanted(accept_language: str) -> Iterator[str]:
    """Lower-case tags, the most wanted first; those with q=0 and unreadable ones left out."""
    parts = (part.partition(";") for part in accept_language.lower().split(","))
    weighted = [(_weight(options), tag.strip()) for tag, _, options in parts]
    return (tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0 and tag)


def _weight(options: str) -> float:
    name, _, value = options.replace(" ", "").partition("=")
    if name != "q":
        return 1.0
    return float(value) if value.replace(".", "", 1).isdecimal() else 0.0
