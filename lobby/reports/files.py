"""A report as a file: CSV, or a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A line of names, and a line a row; nothing where there is no number."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()


def as_xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, named like the report."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.append(list(columns))
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
