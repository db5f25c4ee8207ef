"""Texts for translators as files: a spreadsheet with a sheet for each language, or a PO file for each."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from babel.messages.pofile import PoFileError
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from lobby.domain.errors import Invalid, TooLarge
from lobby.i18n import LANGUAGES, corrections

LARGEST_FILE, LARGEST_UNPACKED = 5 * 1024 * 1024, 50 * 1024 * 1024
MOST_ROWS = 20_000
COLUMNS = {"id": 18, "where": 26, "for": 12, "German": 60, "English": 60, "translation": 60, "reviewed": 10}
READ_AS_FORMULA = ("=", "+", "-", "@")
YES, NO = {"x", "yes", "ja", "true", "1", "wahr"}, {"", "no", "nein", "false", "0", "falsch"}
UNREADABLE = (
    zipfile.BadZipFile,
    InvalidFileException,
    PoFileError,
    ParseError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged file may raise."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text in one language. `ids`: the German text, or its two forms; `forms`: the translation's, () where there is none.

    `part`: what it is of an office, "" for a sentence of Lobby. `counts`: for each form, some counts that it is for.
    """

    ids: tuple[str, ...]
    forms: tuple[str, ...]
    is_reviewed: bool = False
    part: str = ""
    where: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    counts: tuple[str, ...] = ("",)

    @property
    def key(self) -> str:
        return key_of(self.ids, self.part)


@dataclass(frozen=True, slots=True)
class Found:
    """A form of a text as a file says it. `place`: where in the file, for people. `flaw`: why it cannot be read."""

    place: str
    language: str
    key: str
    form: int
    german: str
    text: str
    is_reviewed: bool
    flaw: str = ""


def key_of(ids: tuple[str, ...], part: str) -> str:
    """What names a text in a file."""
    return part or "text-" + sha256("\0".join(ids).encode()).hexdigest()[:12]


def write(target: Path, entries: Mapping[str, list[Entry]]) -> list[Path]:
    """Write the texts of these languages to a spreadsheet, or, where the name has no .xlsx, to a folder of PO files."""
    if target.suffix.lower() == ".xlsx":
        _workbook(entries).save(target)
        return [target]
    target.mkdir(parents=True, exist_ok=True)
    for code, texts in entries.items():
        told = (corrections.Correction(each.ids, each.forms, each.is_reviewed, each.part, each.where) for each in texts)
        (target / f"{code}.po").write_bytes(corrections.written(code, told))
    return [target / f"{code}.po" for code in entries]


def read(file: Path) -> list[Found]:
    """The texts of a spreadsheet or a PO file. Raises TooLarge, and Invalid, which names the file."""
    if file.stat().st_size > LARGEST_FILE:
        raise TooLarge()
    rows = _sheets(file.read_bytes()) if file.suffix.lower() == ".xlsx" else _messages(file.name, file.read_bytes())
    found = []
    try:
        for row in rows:
            found.append(row)
            if len(found) > MOST_ROWS:
                raise Invalid({file.name: f"more than {MOST_ROWS} rows"})
    except UNREADABLE as error:
        raise Invalid({file.name: f"not readable: {error}"}) from error
    if not found:
        raise Invalid({file.name: "there is nothing in it"})
    return found


def _workbook(entries: Mapping[str, list[Entry]]) -> Workbook:
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for code, texts in entries.items():
        sheet = book.create_sheet(code)
        sheet.append(list(COLUMNS))
        sheet.freeze_panes = "A2"
        for cell, width in zip(sheet[1], COLUMNS.values(), strict=True):
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = width
        for number, row in enumerate((row for each in texts for row in _rows(each)), 2):
            _fill(sheet, number, row, LANGUAGES[code].direction == "rtl")
    return book


def _rows(entry: Entry) -> Iterator[tuple[str, ...]]:
    """A row for each form of the text."""
    for number, counts in enumerate(entry.counts):
        key = entry.key if len(entry.ids) == 1 else f"{entry.key}/{number}"
        nearest = 0 if "1" in counts.split(", ") else -1  # of the two German forms
        german, english = entry.ids[nearest], entry.english[nearest] if entry.english else ""
        text = entry.forms[number] if entry.forms else ""
        yield key, ", ".join(entry.where), counts, german, english, text, "yes" if entry.is_reviewed else ""


def _fill(sheet: Any, number: int, row: tuple[str, ...], is_rtl: bool) -> None:
    """Every cell is text, whatever it begins with: no program may take a translation for a formula or a date."""
    for column, text in enumerate(row, 1):
        cell = sheet.cell(number, column)
        cell.value = text or None
        cell.data_type = "s" if text else cell.data_type
        cell.number_format = "@"
        cell.quotePrefix = text.startswith(READ_AS_FORMULA)
        is_translation = column == list(COLUMNS).index("translation") + 1
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if is_translation and is_rtl else 0)


def _sheets(content: bytes) -> Iterator[Found]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise TooLarge()
    book = load_workbook(BytesIO(content), read_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_col=len(COLUMNS) + 20, max_row=MOST_ROWS + 2)
        titles = [str(cell.value or "").strip() for cell in next(rows, ())]
        if missing := [name for name in ("id", "German", "translation") if name not in titles]:
            raise Invalid({f"sheet {sheet.title}": f"there is no column {', '.join(missing)}"})
        for number, cells in enumerate(rows, 2):
            told = dict(zip(titles, cells, strict=False))
            if any(cell.value is not None for cell in cells):
                yield _row(f"sheet {sheet.title}, row {number}", sheet.title, told)


def _row(place: str, language: str, cells: Mapping[str, Any]) -> Found:
    told = {name: "" if cell.value is None else str(cell.value).strip() for name, cell in cells.items()}
    key, _, form = told["id"].partition("/") if told["id"].startswith("text-") else (told["id"], "", "")
    reviewed = told.get("reviewed", "").lower()
    flaw = ""
    if not isinstance(cells["translation"].value, str | int | None) or cells["translation"].data_type in ("f", "e", "b"):
        flaw = "the translation is a formula, a date or a number: format the cell as text"
    elif reviewed not in YES | NO:
        flaw = f"reviewed is yes or empty, not {reviewed}"
    elif form and not form.isdecimal():
        flaw = f"unknown id {told['id']}"
    number = int(form) if form.isdecimal() else 0
    return Found(place, language, key, number, told["German"], told["translation"], reviewed in YES, flaw)


def _messages(name: str, content: bytes) -> Iterator[Found]:
    language, texts = corrections.parse(content)
    language = language if language in LANGUAGES else Path(name).stem
    for text in texts:
        yield from _forms(f"{name}, line {text.line}", language, text)


def _forms(place: str, language: str, text: corrections.Correction) -> Iterable[Found]:
    for number, form in enumerate(text.forms or ("",)):
        yield Found(place, language, key_of(text.ids, text.part), number, text.ids[-1], form.strip(), text.is_reviewed)
