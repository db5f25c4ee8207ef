"""A report as a file: CSV, or a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

FORMULAS = frozenset("=+-@|")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A line of names, and a line a row; nothing where there is no number."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_told, rows))
    return file.getvalue()


def as_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, named like the report."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.append(list(columns))
    for row in rows:
        sheet.append(_told(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _told(row: Sequence[Any]) -> list[Any]:
    """A text that a spreadsheet would take for a formula begins with an apostrophe: whoever opens a file runs nothing."""
    return [f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in FORMULAS else value for value in row]
