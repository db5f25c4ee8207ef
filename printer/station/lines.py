"""How a text is set into a column: its size, and where its lines break."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from unicodedata import category

from printer.station.fonts import Writing, writing

SMALLEST = 24
WORD = re.compile(r"\S+?(?:[-‐·/](?=\w\w)|(?=\s)|$)\s*")
# Arabic letters that join none after them; the hamza joins neither side. Source: Unicode's ArabicShaping.txt, types R and U.
JOINS_NONE_AFTER = re.compile("[آأؤإاةدذرزوٱٲٳٵٶٷڈ-ڙۀۃ-ۋۍۏےۓەۮۯء\u0674]")
JOINS_NONE_BEFORE = "ء\u0674"
NON_JOINER = "\u200c"


def fitted(text: str, language: str, size: int, width: int, *, bold: bool = False) -> Writing:
    """As large as wanted, unless a word is wider than the column: then smaller, so that no word is cut in two.

    Below SMALLEST words are cut instead. Only a run of joined letters that is wider than the column makes it smaller still.
    """
    how = writing(text, language, max(SMALLEST, size), bold=bold)
    if how.width(how.text) <= width:
        return how
    for pieces, least in ((_words, SMALLEST), (_runs, 1)):
        size = _size_for(how, tuple(pieces(how.text)), width)
        if size >= min(least, how.size):
            return how.sized(size)
        how = how.sized(min(least, how.size))
    return how


def snug(how: Writing, width: int, least: float) -> Writing:
    """The largest size, down to a part of what it has, in which the text takes the fewest lines."""
    smallest = max(min(SMALLEST, how.size), round(how.size * least))
    fewest = len(broken(how.sized(smallest), width)) if len(broken(how, width)) > 1 else 1
    sizes = (how.sized(size) for size in range(how.size, smallest - 1, -1))
    return next(smaller for smaller in sizes if len(broken(smaller, width)) <= fewest)


def even(how: Writing, width: int) -> tuple[str, ...]:
    """As few lines as the width allows: broken after a colon, or about equally long, with no single word alone on the last one."""
    best = broken(how, width)
    before, colon, after = how.text.partition(": ")
    if len(best) > 1 and after:
        apart = [line for text in (before + colon.strip(), after) for line in even(replace(how, text=text), width)]
        if len(apart) == len(best):
            return tuple(apart)
    for share in (0.9, 0.8, 0.7, 0.6, 0.5) if len(best) > 1 else ():
        tighter = broken(how, int(width * share))
        if len(tighter) > len(best) or any(len(line.split()) == 1 for line in tighter[:-1]):
            break
        best = tighter
    return best


@lru_cache(maxsize=4096)  # an office's texts come again on every slip
def broken(how: Writing, width: int) -> tuple[str, ...]:
    """The text in lines no wider than the column: broken at spaces, and after hyphens, middle dots and slashes inside words."""
    return tuple(_broken(how, width))


def runs(word: str) -> list[str]:
    """The pieces between which a word may be cut where it must be: no letter loses its marks, no joined pair is parted."""
    found: list[str] = []
    for letter in word:
        if found and (_clings(letter) or _is_joined(found[-1], letter)):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _clings(letter: str) -> bool:
    """Whether a character belongs to the one before it: accents, vowel marks, joiners."""
    return category(letter) in ("Mn", "Mc", "Me", "Cf")


def _is_joined(before: str, letter: str) -> bool:
    bases = [each for each in before if not _clings(each)]
    if not bases or before.endswith(NON_JOINER) or not (_is_arabic(bases[-1]) and _is_arabic(letter)):
        return False
    return not JOINS_NONE_AFTER.match(bases[-1]) and letter not in JOINS_NONE_BEFORE


def _is_arabic(letter: str) -> bool:
    return "\u0620" <= letter <= "\u08ff" and category(letter) in ("Lo", "Lm")


def _words(text: str) -> list[str]:
    return [word.strip() for word in WORD.findall(text)]


def _runs(text: str) -> list[str]:
    return [run for word in _words(text) for run in runs(word)]


@lru_cache(maxsize=4096)
def _size_for(how: Writing, pieces: tuple[str, ...], width: int) -> int:
    """The largest size, up to the one it has, in which each of the pieces fits."""
    widest = max(pieces, key=how.width, default="")
    size = min(how.size, int(how.size * width / max(how.width(widest), 1)))
    while size > 1 and how.sized(size).width(widest) > width:
        size -= 1
    return size


def _broken(how: Writing, width: int) -> Iterator[str]:
    if how.text.strip() and how.width(how.text.strip()) <= width:
        yield how.text.strip()
        return
    line = ""
    for word in WORD.findall(how.text):
        if line and how.width((line + word).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += word
        while how.width(line.rstrip()) > width and len(pieces := runs(line.rstrip())) > 1:
            fits = next(n for n in range(len(pieces) - 1, 0, -1) if n == 1 or how.width("".join(pieces[:n])) <= width)
            yield "".join(pieces[:fits])
            line = line[len("".join(pieces[:fits])) :]
    if line.strip():
        yield line.rstrip()
