"""What visitors read, out to an office's translators and back: Lobby's sentences, and the office's own texts."""

import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit

from lobby.commands import audit, offices, translationfile
from lobby.commands.translationfile import Entry, Found
from lobby.domain.errors import Invalid
from lobby.i18n import CATALOGUES, COMMON, GERMAN, LANGUAGES, STAFF_SPEAKS, catalogue, corrections, pick
from lobby.i18n.corrections import Correction
from lobby.i18n.places import fit
from lobby.store.database import Database

LONGEST_SENTENCE, LONGEST_OFFICE_TEXT = 2000, 200  # the second as in the office file
MOST_ERRORS = 50
UNSEEN = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u00a0\u202f"  # joiners, marks of direction, hard spaces


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a language is."""

    code: str
    texts: int
    untranslated: tuple[str, ...]
    unreviewed: int


class Part(NamedTuple):
    """A text of an office: its path in the office file, and the table of languages it stands in. `number`: of a list's line."""

    path: str
    by_language: dict[str, Any]
    number: int | None = None

    def said(self, code: str) -> str:
        told = self.by_language.get(code, "" if self.number is None else [])
        if self.number is None:
            return str(told)
        return str(told[self.number]) if self.number < len(told) else ""


def tally(db: Database, folder: Path, office: str | None, code: str) -> Tally:
    """How many texts a language has, which it lacks, and how many nobody has reviewed."""
    texts = entries(db, folder, office, code)
    untranslated = tuple(each.ids[-1] for each in texts if not each.forms)
    return Tally(code, len(texts), untranslated, sum(not each.is_reviewed for each in texts))


def entries(db: Database, folder: Path, office: str | None, code: str) -> list[Entry]:
    """All texts that visitors read in a language, as they are said now. Raises NotFound for an unknown office."""
    known = corrections.kept(folder, code)
    found = [_sentence(code, ids, where, known) for ids, where in _sentences()]
    return found + [_of_office(office, part, code, known) for part in (_parts(_file(db, office)) if office else ())]


def take(db: Database, folder: Path, office: str | None, file: Path, by: str) -> list[str]:
    """Take over what translators have written into a file, all or nothing; what changes, a line each.

    Sentences go to the corrections in `folder`, an office's own texts to the database. Empty translations change nothing.
    Raises TooLarge, NotFound, and Invalid, which names each bad place of the file.
    """
    found = translationfile.read(file)
    known = {code: {each.key: each for each in entries(db, folder, office, code)} for code in _languages(found)}
    changed = {code: _changed(told, known[code]) for code, told in _checked(found, known).items()}
    told = _file(db, office) if office else {}
    lines = _put(told, [(code, new) for code, pairs in changed.items() for _, new in pairs if new.part])
    if office and lines:
        offices.load(db, tomlkit.dumps(told), by)
    for code, pairs in changed.items():
        if pairs:
            audit.told(db, "texts.correct", language=code, sentences=len(pairs))
            _keep(folder, code, [new for _, new in pairs], office)
    return [f"{code}: {old.ids[-1]} → {' | '.join(new.forms)}" for code, pairs in changed.items() for old, new in pairs]


def _sentence(code: str, ids: tuple[str, ...], where: tuple[str, ...], known: dict[corrections.Key, Correction]) -> Entry:
    own = known.get((ids, ""))
    shipped = _shipped(code, ids)
    said = own.forms if own and all(own.forms) else shipped
    english = _shipped(COMMON, ids) if code != COMMON else ()
    counts = _counts(code) if len(ids) > 1 else ("",)
    return Entry(ids, said, bool(own and own.is_reviewed), "", where, english, counts)


def _shipped(code: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence's forms as Lobby brings them; () where it brings none."""
    read = catalogue(code)
    if code == GERMAN or read is None:
        return ids if code == GERMAN else ()
    return read.many.get(ids[0], ()) if len(ids) > 1 else tuple(filter(None, (read.one.get(ids[0]),)))


@cache
def _counts(code: str) -> tuple[str, ...]:
    """For each plural form of a language, some counts that it is for, as "2, 3, 4, 22"."""
    read = catalogue(code)
    counts: defaultdict[int, list[str]] = defaultdict(list)
    for n in range(201):
        counts[read.form(n) if read else int(n != 1)].append(str(n))
    return tuple(", ".join(counts[number][:4]) + (" …" if len(counts[number]) > 4 else "") for number in sorted(counts))


@cache
def _sentences() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Lobby's sentences for visitors, each with where it stands: what the catalogue of a language has that staff does not speak."""
    spoken_by_visitors = next(code for code in LANGUAGES if code not in STAFF_SPEAKS)
    _, found = corrections.parse((CATALOGUES / f"{spoken_by_visitors}.po").read_bytes())
    return [(each.ids, each.where) for each in found]


def _file(db: Database, office: str) -> dict[str, Any]:
    return tomllib.loads(offices.dump(db, office))


def _parts(file: dict[str, Any]) -> Iterator[Part]:
    """The texts of an office that visitors read."""
    yield Part("office.name", file["office"]["name"])
    named = dict.fromkeys(("areas", "groups", "outcomes", "services"), ("name",))
    for kind, names in (named | {"counters": ("name", "hint")}).items():
        for each in file.get(kind, []):
            yield from (Part(f"{kind}.{each['slug']}.{name}", each[name]) for name in names if each.get(name))
    for service in file.get("services", []):
        lines = pick(service["bring"], GERMAN) if service.get("bring") else []
        yield from (Part(f"services.{service['slug']}.bring.{n}", service["bring"], n) for n in range(len(lines)))
    if footer := file.get("slip", {}).get("footer"):
        yield Part("slip.footer", footer)


def _of_office(office: str | None, part: Part, code: str, known: dict[corrections.Key, Correction]) -> Entry:
    german, english, said = (part.said(each) for each in (GERMAN, COMMON, code))
    ids, name = (german or pick({k: part.said(k) for k in part.by_language}, GERMAN),), f"{office}/{part.path}"
    reviewed = known.get((ids, name))
    is_reviewed = reviewed is not None and reviewed.is_reviewed and reviewed.forms == (said,)
    return Entry(ids, (said,) if said else (), is_reviewed, name, (), (english,) if english else ())


def _languages(found: Iterable[Found]) -> list[str]:
    """The languages of a file. Raises Invalid for one that is none."""
    if unknown := {each.language: f"{each.language} is no language of Lobby's" for each in found if each.language not in LANGUAGES}:
        raise Invalid(unknown)
    return list(dict.fromkeys(each.language for each in found))


def _checked(found: list[Found], known: dict[str, dict[str, Entry]]) -> dict[str, dict[str, list[Found]]]:
    """The forms of each text in each language. Raises Invalid, which names the bad rows."""
    told: dict[str, dict[str, list[Found]]] = {code: defaultdict(list) for code in known}
    errors: dict[str, str] = {}
    for each in found:
        entry = known[each.language].get(each.key)
        flaw = each.flaw or (_flaw(each, entry) if entry else f"unknown id {each.key}: export anew")
        same = told[each.language][each.key]
        if any(other.form == each.form for other in same):
            flaw = flaw or "this text is already there above"
        same.append(each)
        if flaw:
            errors.setdefault(each.place, flaw)
    for code, texts in told.items():
        for key, forms in texts.items():
            wanted = known[code][key].counts if key in known[code] else ()
            if wanted and 0 < sum(bool(each.text) for each in forms) < len(wanted):
                errors.setdefault(forms[0].place, f"all {len(wanted)} forms are needed, or none")
    if errors:
        raise Invalid(dict(list(errors.items())[:MOST_ERRORS]))
    return told


def _flaw(found: Found, entry: Entry) -> str:
    """Why a translation cannot be taken over."""
    longest = LONGEST_OFFICE_TEXT if entry.part else LONGEST_SENTENCE
    if found.german not in entry.ids:
        return "the German text is another one by now: export anew"
    if found.form >= len(entry.counts):
        return f"there are only {len(entry.counts)} forms"
    if len(found.text) > longest:
        return f"longer than {longest} characters"
    if not all(sign.isprintable() or sign in UNSEEN for sign in found.text):
        return "a character in it cannot be printed, a line break for example"
    is_of_one_count = len(entry.ids) > 1 and "," not in entry.counts[found.form]
    if found.text and not entry.part and not fit(entry.ids[-1], found.text, may_lack_count=is_of_one_count):
        return f"it must have the same places in braces as the German text: {entry.ids[-1]}"
    return ""


def _changed(told: dict[str, list[Found]], known: dict[str, Entry]) -> list[tuple[Entry, Entry]]:
    """The texts that become other ones, or reviewed ones: as they are, as they will be."""
    pairs = []
    for key, forms in told.items():
        ordered = sorted(forms, key=lambda each: each.form)
        texts = tuple(unicodedata.normalize("NFC", each.text) for each in ordered)
        old = known[key]
        new = replace(old, forms=texts, is_reviewed=all(each.is_reviewed for each in ordered))
        if all(texts) and new != old:
            pairs.append((old, new))
    return pairs


def _put(file: dict[str, Any], texts: Sequence[tuple[str, Entry]]) -> list[str]:
    """Write texts into an office file; the paths of those that are others than before. Raises Invalid for half a list."""
    changed: list[tuple[str, Part]] = []
    parts = {part.path: part for part in _parts(file)} if file else {}
    for code, text in texts:
        part = parts[text.part.partition("/")[2]]
        if part.said(code) == text.forms[0]:
            continue
        changed.append((code, part))
        if part.number is None:
            part.by_language[code] = text.forms[0]
        else:
            lines = part.by_language.setdefault(code, [])
            lines.extend("" for _ in range(part.number + 1 - len(lines)))
            lines[part.number] = text.forms[0]
    lists = {(code, part.path.rpartition(".")[0]): part.by_language for code, part in changed if part.number is not None}
    for (code, path), by_language in lists.items():
        if "" in by_language[code] or len(by_language[code]) < len(pick(by_language, GERMAN)):
            raise Invalid({f"{path}, {code}": "all lines of a list are needed, or none"})
    return [part.path for _, part in changed]


def _keep(folder: Path, code: str, texts: Iterable[Entry], office: str | None) -> None:
    """Bring a language's corrections up to date. What is said as Lobby says it, and not reviewed, is none."""
    kept = corrections.kept(folder, code)
    for text in texts:
        is_own = not text.part and text.forms != _shipped(code, text.ids)
        kept.pop((text.ids, text.part), None)
        if is_own or text.is_reviewed:
            kept[text.ids, text.part] = Correction(text.ids, text.forms, text.is_reviewed, text.part, text.where)
    corrections.keep(folder, code, kept.values())
