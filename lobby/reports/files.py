"""A report as a file: CSV, a spreadsheet, or Parquet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, get_type_hints

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


def as_parquet(row: type, rows: Iterable[Sequence[Any]]) -> bytes:
    """Columns of the types that the row's fields have. A number stays one, so nothing needs to be made safe of formulas."""
    import pyarrow as pa  # 170 MB on disk, 60 ms: loaded by whoever asks for the first such file
    from pyarrow import parquet

    types = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    hints = get_type_hints(row)
    kinds = {
        name: next(types[kind] for kind in types if kind in (hint, *getattr(hint, "__args__", ()))) for name, hint in hints.items()
    }
    found = [dict(zip(kinds, each, strict=True)) for each in rows]
    file = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(found, pa.schema(kinds.items())), file)
    return file.getvalue()


def _told(row: Sequence[Any]) -> list[Any]:
    """A text that a spreadsheet would take for a formula begins with an apostrophe: whoever opens a file runs nothing."""
    return [f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in FORMULAS else value for value in row]
