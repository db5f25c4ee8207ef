"""Concerns as a visitor chooses among them: a few large tiles at a time, and found by everyday words."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from lobby.domain.office import Group, Office, Service

MOST_TILES = 8
MOST_FOUND = 4
SHORTEST_WITH_A_SLIP = 5  # letters: in shorter words another letter makes another word
EXACT, BEGINNING, INSIDE, SLIPPED = 8, 5, 3, 2  # what a word found is worth; a service's own words twice
ALEF, YA = "أإآٱ", "ىئیۍېے"
FOLDED = str.maketrans(
    dict.fromkeys(ALEF, "ا")
    | dict.fromkeys(YA, "ي")
    | {"ک": "ك", "ګ": "گ", "ة": "ه", "ۀ": "ه", "ؤ": "و", "\u200c": " ", "ء": None, "ـ": None}
    | {"ı": "i", "ł": "l", "đ": "d", "ё": "е", "ґ": "г"}
)
ETHIOPIC, FORMS = range(0x1200, 0x1358), 8  # each consonant has a row of eight, a letter for each vowel
ROUNDED = str.maketrans("ቈቘኈኰዀጐሠፀ", "ቀቐኀከኸገሰጸ")  # rounded ones have a row of their own, and two sounds are written in two ways


@dataclass(frozen=True, slots=True)
class Tile:
    """What can be chosen: a service, or a group or `onwards` (no group of the office's), which lead to level number `leads_to`."""

    service: Service | None = None
    group: Group | None = None
    leads_to: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """Tiles that are shown together, at most MOST_TILES. `back`: the level that leads here."""

    tiles: tuple[Tile, ...]
    group: Group | None = None
    back: int = 0


def levels(office: Office) -> list[Level]:
    """All levels; number 0 is the first that a visitor sees. Each service stands in just one, in the office's order."""
    found: list[Level] = []
    _lay_out(found, _first(office), None, 0)
    return found


def _first(office: Office) -> list[Tile | tuple[Group, list[Tile]]]:
    """Services without a group, and in the place of its first service each group with its own."""
    groups = {group.slug: (group, list[Tile]()) for group in office.groups.values()}
    first: list[Tile | tuple[Group, list[Tile]]] = []
    for service in office.services.values():
        known = groups.get(service.group or "")
        if known is None:
            first.append(Tile(service))
            continue
        if not known[1]:
            first.append(known)
        known[1].append(Tile(service))
    return first


def _lay_out(found: list[Level], items: Sequence[Tile | tuple[Group, list[Tile]]], group: Group | None, back: int) -> int:
    """Put a level and those below it at the end of those found; its number."""
    number = len(found)
    found.append(Level((), group, back))
    shown, rest = (items, []) if len(items) <= MOST_TILES else (items[: MOST_TILES - 1], items[MOST_TILES - 1 :])
    tiles = []
    for item in shown:
        tiles.append(item if isinstance(item, Tile) else Tile(group=item[0], leads_to=_lay_out(found, item[1], item[0], number)))
    if rest:
        tiles.append(Tile(leads_to=_lay_out(found, rest, group, number)))
    found[number] = replace(found[number], tiles=tuple(tiles))
    return number


def level_of(office: Office, service: Service) -> int:
    """The number of the level on which a service stands."""
    return next(number for number, level in enumerate(levels(office)) if any(tile.service == service for tile in level.tiles))


def search(services: Iterable[Service], typed: str, language: str) -> list[Service]:
    """The services that what was typed may mean, the likeliest first, at most MOST_FOUND.

    Every word typed must be found in a service's name or among its everyday words, in any language, for a visitor may know the
    German one; those of her own count more. Signs above and below letters, large and small, and forms of one letter do not
    matter; in Ethiopic only consonants do, so that no keyboard needs a key for each vowel. One slip is forgiven in longer words.
    """
    asked = words(typed)
    if not asked:
        return []
    ranked = [(service, _worth(service, asked, language)) for service in services]
    likely = sorted((each for each in ranked if each[1]), key=lambda each: -each[1])
    return [service for service, _ in likely[:MOST_FOUND]]


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, as they are compared. Remembered: each key that is pressed asks for those of all services."""
    return tuple("".join(sign if sign.isalnum() else " " for sign in folded(text)).split())


def folded(text: str) -> str:
    """A text without what does not matter in a search."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(FOLDED))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return "".join(map(_consonant, kept.translate(FOLDED)))


def _consonant(sign: str) -> str:
    at = ord(sign)
    return chr(at - at % FORMS).translate(ROUNDED) if at in ETHIOPIC else sign


def _worth(service: Service, asked: Sequence[str], language: str) -> int:
    """How well a service answers what was asked; 0 where a word is found nowhere."""
    own = [(word, 2 if code == language else 1) for code, word in _said(service)]
    best = [max((_likeness(word, known) * weight for known, weight in own), default=0) for word in asked]
    return sum(best) if all(best) else 0


def _said(service: Service) -> Iterator[tuple[str, str]]:
    names = ((code, [name]) for code, name in service.name.items())
    for code, texts in chain(service.words.items(), names):
        for text in texts:
            for word in words(text):
                yield code, word


def _likeness(asked: str, known: str) -> int:
    if asked == known:
        return EXACT
    if known.startswith(asked):
        return BEGINNING
    if len(asked) >= SHORTEST_WITH_A_SLIP:
        if asked in known:
            return INSIDE
        if is_a_slip(asked, known) or is_a_slip(asked, known[: len(asked)]):
            return SLIPPED
    return 0


def is_a_slip(one: str, other: str) -> bool:
    """Whether two words differ in one letter that is another, too many, missing, or has changed places with the next one."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
