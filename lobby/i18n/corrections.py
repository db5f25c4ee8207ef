"""An installation's own corrections of Lobby's texts, and which texts were reviewed: a catalogue for each language in its data.

No update touches them. A correction is found again by its German sentence; one whose sentence Lobby no longer says waits there.
Reviewed texts have the comment "reviewed". Those of an office stand here only for that, under the context "office/part".
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from lobby.i18n.extract import PLURALS, PO_HEADER, TWO_FORMS, WIDTH, forms

REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Correction:
    """A text as this installation says it. `ids`: the German sentence, or its two forms; `part`: of an office, as "bernburg/…"."""

    ids: tuple[str, ...]
    forms: tuple[str, ...]
    is_reviewed: bool = False
    part: str = ""
    where: tuple[str, ...] = ()
    line: int | None = None


Key = tuple[tuple[str, ...], str]


def kept(folder: Path, code: str) -> dict[Key, Correction]:
    """The corrections of a language."""
    path = folder / f"{code}.po"
    return {(each.ids, each.part): each for each in parse(path.read_bytes())[1]} if path.exists() else {}


def keep(folder: Path, code: str, corrections: Iterable[Correction]) -> None:
    """Write them, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f".{code}.po.new"
    with new.open("wb") as file:
        file.write(written(code, corrections))
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / f"{code}.po")


def parse(content: bytes) -> tuple[str, list[Correction]]:
    """The language that a PO file names, and its texts; doubtful (fuzzy) ones are empty. Raises ValueError."""
    catalog = read_po(BytesIO(content), abort_invalid=True)
    found = [
        Correction(
            ids=(message.id,) if isinstance(message.id, str) else tuple(message.id),
            forms=() if message.fuzzy else forms(message),
            is_reviewed=REVIEWED in message.user_comments,
            part=message.context or "",
            where=tuple(name for name, _ in message.locations),
            line=message.lineno,
        )
        for message in catalog
        if message.id
    ]
    return catalog.locale_identifier or "", found


def written(code: str, texts: Iterable[Correction]) -> bytes:
    """The texts as a PO file."""
    header = PO_HEADER.format(code=code, plural=plural_rule(code))
    catalog: Catalog = read_po(BytesIO(header.encode()))
    for text in texts:
        is_plural = len(text.ids) > 1
        catalog.add(
            text.ids if is_plural else text.ids[0],
            (text.forms or ("",) * catalog.num_plurals) if is_plural else "".join(text.forms[:1]),
            context=text.part or None,
            locations=[(name, 0) for name in text.where],
            user_comments=[REVIEWED] if text.is_reviewed else [],
        )
    file = BytesIO()
    write_po(file, catalog, width=WIDTH, omit_header=True, include_lineno=False)
    return header.encode() + file.getvalue().strip() + b"\n"


def plural_rule(code: str) -> str:
    return PLURALS.get(code, TWO_FORMS)
