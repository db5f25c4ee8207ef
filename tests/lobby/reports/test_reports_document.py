"""The list of columns in docs/reports.md is that of the code, in the same order."""

import re
from pathlib import Path

from lobby.reports.catalogue import REPORTS

DOCUMENT = (Path(__file__).parents[3] / "docs/reports.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^### `([\w-]+)`\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
COLUMN = re.compile(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)


def test_every_column_of_every_report_is_explained_in_its_order():
    told = {name: tuple(column for column, _, _ in COLUMN.findall(text)) for name, text in SECTION.findall(DOCUMENT)}
    assert told == {name: report.columns for name, report in REPORTS.items()}


def test_every_column_has_a_unit_or_a_meaning():
    for name, text in SECTION.findall(DOCUMENT):
        assert all((unit + meaning).strip() for _, unit, meaning in COLUMN.findall(text)), name
